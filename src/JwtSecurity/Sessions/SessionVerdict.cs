namespace JwtSecurity;

/// <summary>
/// What a session has to say of a token that is good by itself.
/// </summary>
/// <param name="Error">Why it is refused, if it is.</param>
/// <param name="Reading">The session of a refresh token that is not, and the store's time.</param>
internal readonly record struct SessionVerdict(JwtValidationError? Error, JwtSessionReading? Reading = null);
