using System.Runtime.CompilerServices;
using Microsoft.AspNetCore.Http;

namespace JwtSecurity;

/// <summary>
/// Puts errors into the words of a scheme's dialect. Each is put once; where the words are this library's own, the error stays as it is.
/// </summary>
internal sealed class DialectErrors(JwtDialect dialect, JwtSchemeKind kind, string cookieName)
{
    private readonly ConditionalWeakTable<JwtValidationError, JwtValidationError> _known = [];
    private readonly bool _isOwn = dialect == JwtDialect.FastApiJwt;

    /// <summary>The error in the dialect's words. A store that does not answer says nothing about a token, and no dialect has words for it.</summary>
    public JwtValidationError Of(JwtValidationError error) =>
        _isOwn || error.IsUnavailable ? error
        : _known.TryGetValue(error, out var known) ? known
        : _known.GetValue(error, Translate);

    private JwtValidationError Translate(JwtValidationError error)
    {
        var plain = error.With(DetailOf(error), StatusOf(error));
        if (dialect.ErrorAnswer is not { } answer)
        {
            return plain;
        }

        var context = new JwtErrorContext(error, new JwtErrorAnswer(plain), dialect, kind, cookieName);
        return new JwtValidationError(error.Code, answer(context) ?? throw new InvalidOperationException(
            $"{nameof(JwtDialect.ErrorAnswer)} of the dialect '{dialect.Name}' returned null for '{error.Code}'. Return context.Answer, or context.Answer with {{ … }}."));
    }

    // The texts that name a claim, with the dialect's name for it.
    private string DetailOf(JwtValidationError error) =>
        error == JwtErrors.NotAccess ? $"Invalid token: '{dialect.TypeClaim}' is not '{dialect.AccessType}'"
        : error == JwtErrors.NotRefresh ? $"Invalid token: '{dialect.TypeClaim}' is not '{dialect.RefreshType}'"
        : error == JwtErrors.SubjectInvalid ? $"Invalid token: '{dialect.SubjectClaim}' is missing or not an object"
        : error == JwtErrors.IdentityInvalid ? $"Invalid token: '{dialect.IdentityClaim}' is missing or no text"
        : error.Detail;

    private int StatusOf(JwtValidationError error) =>
        error.StatusCode == StatusCodes.Status401Unauthorized && IsInvalidToken(error.Code) ? dialect.InvalidTokenStatusCode : error.StatusCode;

    // Not the ones that say what a client does next: log in, or refresh.
    private static bool IsInvalidToken(string code) => code is not (
        JwtErrorCodes.CredentialsMissing or JwtErrorCodes.LoginFailed or JwtErrorCodes.TokenExpired or JwtErrorCodes.TokenRevoked
        or JwtErrorCodes.TokenReused or JwtErrorCodes.SessionExpired or JwtErrorCodes.FreshTokenRequired or JwtErrorCodes.CsrfFailed);
}
