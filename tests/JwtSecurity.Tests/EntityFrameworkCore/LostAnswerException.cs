namespace JwtSecurity.Tests.EntityFrameworkCore;

/// <summary>The connection broke after the database had done what it was asked, before it could say so.</summary>
public sealed class LostAnswerException() : Exception("The answer was lost.");
