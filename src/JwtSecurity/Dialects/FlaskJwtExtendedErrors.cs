using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace JwtSecurity;

/// <summary>
/// Refusals as Flask-JWT-Extended writes them, in its words and those of PyJWT. Where it has none, this library's own stay.
/// </summary>
internal static class FlaskJwtExtendedErrors
{
    public static JwtErrorAnswer Answer(JwtErrorContext context)
    {
        var text = TextOf(context);
        var answer = context.Answer with { Detail = text, Body = new JsonObject { ["msg"] = text } };

        // The original has no 403: whoever fails the check is not logged in. A 401 has a challenge (RFC 9110, section 11.6.1).
        return context.Code == JwtErrorCodes.CsrfFailed
            ? answer with { StatusCode = StatusCodes.Status401Unauthorized, Challenge = "Bearer" }
            : answer;
    }

    private static string TextOf(JwtErrorContext context) => context.Code switch
    {
        JwtErrorCodes.CredentialsMissing => MissingFrom(context),
        JwtErrorCodes.TokenExpired or JwtErrorCodes.SessionExpired => "Token has expired",
        JwtErrorCodes.TokenRevoked or JwtErrorCodes.TokenReused => "Token has been revoked",
        JwtErrorCodes.FreshTokenRequired => "Fresh token required",
        JwtErrorCodes.SignatureInvalid or JwtErrorCodes.KeyUnknown => "Signature verification failed",
        JwtErrorCodes.AlgorithmNotAllowed => "The specified alg value is not allowed",
        JwtErrorCodes.TokenNotYetValid => "The token is not yet valid (nbf)",
        JwtErrorCodes.IssuerInvalid => "Invalid issuer",
        JwtErrorCodes.AudienceInvalid => "Audience doesn't match",
        JwtErrorCodes.WrongTokenType => context.TokenType == JwtTokenType.Refresh ? "Only refresh tokens are allowed" : "Only non-refresh tokens are allowed",
        JwtErrorCodes.RequestInvalid when context.Fields.Count > 0 => string.Join(' ', context.Fields.Select(field => $"{field.Key}: {field.Value}")),
        _ when context.Error == JwtErrors.CsrfTokenMissing => "Missing CSRF token",
        _ when context.Error == JwtErrors.CsrfTokenWrong => "CSRF double submit tokens do not match",
        _ when context.Error == JwtErrors.IdentityInvalid => $"Missing claim: {context.Dialect.IdentityClaim}",
        _ when context.Error == JwtErrors.TokenMalformed => "Not enough segments",
        _ => context.Answer.Detail,
    };

    private static string MissingFrom(JwtErrorContext context) => context switch
    {
        { CookieName: null } => "Missing Authorization Header",
        { ReadsHeader: false } => $"Missing cookie \"{context.CookieName}\"",
        _ => $"Missing JWT in headers or cookies (Missing Authorization Header; Missing cookie \"{context.CookieName}\")",
    };
}
