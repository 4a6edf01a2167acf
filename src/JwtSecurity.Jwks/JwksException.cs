namespace JwtSecurity.Jwks;

/// <summary>
/// Why an answer is no key set that can be used, for the log.
/// </summary>
internal sealed class JwksException(string message) : Exception(message);
