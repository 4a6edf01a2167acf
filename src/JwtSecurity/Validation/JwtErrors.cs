using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace JwtSecurity;

/// <summary>
/// Every refusal there is: its code, its status, and the text the client reads. The texts are fixed; nothing of a request gets into them.
/// </summary>
internal static class JwtErrors
{
    private const string InsufficientUserAuthentication = "insufficient_user_authentication";

    public static readonly JwtValidationError CredentialsMissing = Unauthorized(JwtErrorCodes.CredentialsMissing, "Credentials are not provided");

    public static readonly JwtValidationError TokenMalformed = Unauthorized(JwtErrorCodes.TokenMalformed, "Invalid token: it is not a signed token in compact form");
    public static readonly JwtValidationError SeveralTokens = Unauthorized(JwtErrorCodes.TokenMalformed, "Invalid token: the request carries more than one");
    public static readonly JwtValidationError HeaderMalformed = Unauthorized(JwtErrorCodes.TokenMalformed, "Invalid token: its header is malformed");
    public static readonly JwtValidationError HeaderCritical = Unauthorized(JwtErrorCodes.TokenMalformed, "Invalid token: its header has a critical extension");
    public static readonly JwtValidationError PayloadMalformed = Unauthorized(JwtErrorCodes.TokenMalformed, "Invalid token: its payload is not a JSON object");

    public static readonly JwtValidationError AlgorithmNotAllowed = Unauthorized(JwtErrorCodes.AlgorithmNotAllowed, "Invalid token: its algorithm is not allowed");
    public static readonly JwtValidationError KeyUnknown = Unauthorized(JwtErrorCodes.KeyUnknown, "Invalid token: its key is not known");
    public static readonly JwtValidationError SignatureInvalid = Unauthorized(JwtErrorCodes.SignatureInvalid, "Invalid token: its signature does not match");

    public static readonly JwtValidationError ClaimRepeated = Unauthorized(JwtErrorCodes.ClaimInvalid, "Invalid token: a claim comes twice");
    public static readonly JwtValidationError ExpiresAtInvalid = Unauthorized(JwtErrorCodes.ClaimInvalid, "Invalid token: 'exp' is missing or no time");
    public static readonly JwtValidationError IssuedAtInvalid = Unauthorized(JwtErrorCodes.ClaimInvalid, "Invalid token: 'iat' is missing or no time");
    public static readonly JwtValidationError NotBeforeInvalid = Unauthorized(JwtErrorCodes.ClaimInvalid, "Invalid token: 'nbf' is no time");
    public static readonly JwtValidationError IdentifierInvalid = Unauthorized(JwtErrorCodes.ClaimInvalid, "Invalid token: 'jti' is missing or no text");
    public static readonly JwtValidationError SubjectInvalid = Unauthorized(JwtErrorCodes.ClaimInvalid, "Invalid token: 'subject' is missing or not an object");
    public static readonly JwtValidationError IdentityInvalid = Unauthorized(JwtErrorCodes.ClaimInvalid, "Invalid token: the claim that names its user is missing or no text");
    public static readonly JwtValidationError ClaimInvalid = Unauthorized(JwtErrorCodes.ClaimInvalid, "Invalid token: a claim has the wrong type");

    public static readonly JwtValidationError NotAccess = Unauthorized(JwtErrorCodes.WrongTokenType, "Invalid token: 'type' is not 'access'");
    public static readonly JwtValidationError NotRefresh = Unauthorized(JwtErrorCodes.WrongTokenType, "Invalid token: 'type' is not 'refresh'");
    public static readonly JwtValidationError IssuerInvalid = Unauthorized(JwtErrorCodes.IssuerInvalid, "Invalid token: its issuer is not the one expected");
    public static readonly JwtValidationError AudienceInvalid = Unauthorized(JwtErrorCodes.AudienceInvalid, "Invalid token: it is meant for another audience");
    public static readonly JwtValidationError TokenExpired = Unauthorized(JwtErrorCodes.TokenExpired, "Token time expired: the time in 'exp' has come");
    public static readonly JwtValidationError TokenNotYetValid = Unauthorized(JwtErrorCodes.TokenNotYetValid, "Invalid token: the time in 'nbf' has not come");

    public static readonly JwtValidationError SessionMissing = Unauthorized(JwtErrorCodes.ClaimInvalid, "Invalid token: 'sid' is missing");
    public static readonly JwtValidationError TokenReused = Unauthorized(JwtErrorCodes.TokenReused, "Invalid token: it was used before, and its session has ended");
    public static readonly JwtValidationError SessionExpired = Unauthorized(JwtErrorCodes.SessionExpired, "Invalid token: its session has ended");
    public static readonly JwtValidationError TokenRevoked = Unauthorized(JwtErrorCodes.TokenRevoked, "Invalid token: it was revoked");

    public static readonly JwtValidationError CsrfFailed = new(
        JwtErrorCodes.CsrfFailed, "The request came from another site", StatusCodes.Status403Forbidden, bearerError: null);

    public static readonly JwtValidationError CsrfTokenMissing = new(
        JwtErrorCodes.CsrfFailed, "The request does not repeat the CSRF token of its cookie", StatusCodes.Status403Forbidden, bearerError: null);

    public static readonly JwtValidationError CsrfTokenWrong = new(
        JwtErrorCodes.CsrfFailed, "The CSRF token of the request is not that of its cookie", StatusCodes.Status403Forbidden, bearerError: null);

    public static readonly JwtValidationError SessionLimitReached = new(
        JwtErrorCodes.SessionLimitReached, "The subject has as many sessions as it may have", StatusCodes.Status403Forbidden, bearerError: null);

    /// <summary>No fault of the token's: it is neither good nor bad until the store answers.</summary>
    public static readonly JwtValidationError SessionsUnavailable = new(
        JwtErrorCodes.SessionsUnavailable, "Sessions cannot be checked now; try again", StatusCodes.Status503ServiceUnavailable, bearerError: null);

    public static readonly JwtValidationError InsufficientRole = new(
        JwtErrorCodes.InsufficientRole, "The subject lacks a role that is needed here", StatusCodes.Status403Forbidden, "insufficient_scope");

    public static readonly JwtValidationError InsufficientScope = new(
        JwtErrorCodes.InsufficientScope, "The token lacks a scope that is needed here", StatusCodes.Status403Forbidden, "insufficient_scope");

    /// <summary>A policy said no, and did not say why.</summary>
    public static readonly JwtValidationError Forbidden = new(
        JwtErrorCodes.InsufficientScope, "The token is good, but does not permit this", StatusCodes.Status403Forbidden, "insufficient_scope");

    public static readonly JwtValidationError LoginFailed = Unauthorized(JwtErrorCodes.LoginFailed, "Incorrect username or password");

    public static readonly JwtValidationError RequestMalformed = new(
        JwtErrorCodes.RequestInvalid, "The body of the request is malformed", StatusCodes.Status400BadRequest, bearerError: null);

    public static readonly JwtValidationError RequestTooLarge = new(
        JwtErrorCodes.RequestTooLarge, "The body of the request is too large", StatusCodes.Status413PayloadTooLarge, bearerError: null);

    public static readonly JwtValidationError ContentTypeNotSupported = new(
        JwtErrorCodes.ContentTypeNotSupported, "Send application/json or application/x-www-form-urlencoded", StatusCodes.Status415UnsupportedMediaType, bearerError: null);

    public static readonly JwtValidationError RateLimited = new(
        JwtErrorCodes.RateLimited, "Too many requests; try again later", StatusCodes.Status429TooManyRequests, bearerError: null);

    public static readonly JwtValidationError SessionNotFound = new(
        JwtErrorCodes.SessionNotFound, "There is no such session", StatusCodes.Status404NotFound, bearerError: null);

    /// <summary>RFC 9470, section 3: the client is to have its user log in again.</summary>
    public static readonly JwtValidationError FreshTokenRequired = new(
        JwtErrorCodes.FreshTokenRequired, "A more recent login is required", StatusCodes.Status401Unauthorized, InsufficientUserAuthentication);

    /// <summary>All of them, for whoever has to have an answer to each.</summary>
    public static IReadOnlyList<JwtValidationError> All { get; } =
    [
        CredentialsMissing, TokenMalformed, SeveralTokens, HeaderMalformed, HeaderCritical, PayloadMalformed,
        AlgorithmNotAllowed, KeyUnknown, SignatureInvalid, ClaimRepeated, ExpiresAtInvalid, IssuedAtInvalid,
        NotBeforeInvalid, IdentifierInvalid, SubjectInvalid, IdentityInvalid, ClaimInvalid, NotAccess,
        NotRefresh, IssuerInvalid, AudienceInvalid, TokenExpired, TokenNotYetValid, SessionMissing,
        TokenReused, SessionExpired, TokenRevoked, CsrfFailed, CsrfTokenMissing, CsrfTokenWrong, SessionLimitReached, SessionsUnavailable,
        InsufficientRole, InsufficientScope, Forbidden, FreshTokenRequired, LoginFailed, RequestMalformed, RequestTooLarge,
        ContentTypeNotSupported, RateLimited, SessionNotFound,
    ];

    /// <summary>The same, with the scopes that are needed, which <c>WWW-Authenticate</c> then names (RFC 6750, section 3).</summary>
    public static JwtValidationError InsufficientScopes(string scopes) => new(
        JwtErrorCodes.InsufficientScope, InsufficientScope.Detail, StatusCodes.Status403Forbidden, "insufficient_scope", $"scope={HeaderUtilities.EscapeAsQuotedString(scopes)}");

    /// <summary>The same, with the seconds that the login may lie back, which <c>WWW-Authenticate</c> then names (RFC 9470, section 3).</summary>
    public static JwtValidationError LoginRequiredWithin(TimeSpan maxAge) => new(
        JwtErrorCodes.FreshTokenRequired, FreshTokenRequired.Detail, StatusCodes.Status401Unauthorized, InsufficientUserAuthentication,
        string.Create(CultureInfo.InvariantCulture, $"max_age=\"{(long)maxAge.TotalSeconds}\""));

    public static JwtValidationError WrongType(JwtTokenType expected) => expected == JwtTokenType.Access ? NotAccess : NotRefresh;

    /// <summary>What is wrong with each field of a request, by its name.</summary>
    public static JwtValidationError FieldsInvalid(IReadOnlyDictionary<string, string> fields) => new(
        JwtErrorCodes.RequestInvalid, "A field of the request is missing or invalid", StatusCodes.Status400BadRequest, bearerError: null, fields: fields);

    // RFC 6750, 3.1: no error attribute where no token was sent.
    private static JwtValidationError Unauthorized(string code, string detail) =>
        new(code, detail, StatusCodes.Status401Unauthorized, code is JwtErrorCodes.CredentialsMissing or JwtErrorCodes.LoginFailed ? null : "invalid_token");
}
