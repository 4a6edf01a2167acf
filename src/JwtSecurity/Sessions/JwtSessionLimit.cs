namespace JwtSecurity;

/// <summary>
/// How many sessions a subject may have, and what a store does about one more.
/// </summary>
/// <param name="Maximum">The most live sessions of one subject in one set; one or more.</param>
/// <param name="Policy">Whether the oldest ends, or the new one is refused.</param>
public sealed record JwtSessionLimit(int Maximum, JwtSessionLimitPolicy Policy);
