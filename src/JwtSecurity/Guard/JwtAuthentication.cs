namespace JwtSecurity;

/// <summary>
/// What a scheme makes of a request: credentials, an error, or neither where no token was sent.
/// </summary>
internal readonly struct JwtAuthentication
{
    public static readonly JwtAuthentication NoToken;

    public JwtAuthentication(JwtAuthorizationCredentials credentials) => Credentials = credentials;

    public JwtAuthentication(JwtValidationError error) => Error = error;

    public JwtAuthorizationCredentials? Credentials { get; }

    public JwtValidationError? Error { get; }
}
