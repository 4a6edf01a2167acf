using System.Diagnostics.CodeAnalysis;

namespace JwtSecurity;

/// <summary>
/// What came of validating a token: credentials, or the reason why not.
/// </summary>
public sealed class JwtValidationResult
{
    internal JwtValidationResult(JwtAuthorizationCredentials credentials) => Credentials = credentials;

    internal JwtValidationResult(JwtValidationError error) => Error = error;

    /// <summary>Gets whether the token is good.</summary>
    [MemberNotNullWhen(true, nameof(Credentials))]
    [MemberNotNullWhen(false, nameof(Error))]
    public bool Succeeded => Error is null;

    /// <summary>Gets the credentials in the token, if it is good.</summary>
    public JwtAuthorizationCredentials? Credentials { get; }

    /// <summary>Gets why the token is refused, if it is.</summary>
    public JwtValidationError? Error { get; }
}
