namespace JwtApi._1;

/// <summary>What a token says about its user.</summary>
internal sealed record Subject(string Username, string Role);
