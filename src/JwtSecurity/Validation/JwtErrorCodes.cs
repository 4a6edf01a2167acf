namespace JwtSecurity;

/// <summary>
/// The codes of refusals: a closed set that clients can rely on, in the member <c>code</c> of the problem details.
/// </summary>
public static class JwtErrorCodes
{
    /// <summary>No token was sent. 401.</summary>
    public const string CredentialsMissing = "credentials_missing";

    /// <summary>What was sent is no token: wrong shape, wrong encoding, no JSON, two of them. 401.</summary>
    public const string TokenMalformed = "token_malformed";

    /// <summary>The token names an algorithm other than the one its key is used with. 401.</summary>
    public const string AlgorithmNotAllowed = "algorithm_not_allowed";

    /// <summary>The token names a key that is not known. 401.</summary>
    public const string KeyUnknown = "key_unknown";

    /// <summary>The signature does not match: made with another key, or changed since. 401.</summary>
    public const string SignatureInvalid = "signature_invalid";

    /// <summary>The time in <c>exp</c> has come. 401.</summary>
    public const string TokenExpired = "token_expired";

    /// <summary>The time in <c>nbf</c> has not come. 401.</summary>
    public const string TokenNotYetValid = "token_not_yet_valid";

    /// <summary>A refresh token where an access token is needed, or the other way round. 401.</summary>
    public const string WrongTokenType = "wrong_token_type";

    /// <summary>The issuer in <c>iss</c> is not the one demanded. 401.</summary>
    public const string IssuerInvalid = "issuer_invalid";

    /// <summary>None of the audiences in <c>aud</c> is one demanded. 401.</summary>
    public const string AudienceInvalid = "audience_invalid";

    /// <summary>A claim is missing, comes twice, or has the wrong type or range. 401.</summary>
    public const string ClaimInvalid = "claim_invalid";

    /// <summary>The token was taken back: it was revoked, or its session was, or a hook rejected it. 401.</summary>
    public const string TokenRevoked = "token_revoked";

    /// <summary>A refresh token that was used before came again; its session has ended. 401.</summary>
    public const string TokenReused = "token_reused";

    /// <summary>The session of the token has ended: its time came, or the store knows of none. 401.</summary>
    public const string SessionExpired = "session_expired";

    /// <summary>The subject has as many sessions as it may have, and may not start another. 403.</summary>
    public const string SessionLimitReached = "session_limit_reached";

    /// <summary>The store of sessions does not answer, so nobody knows whether the token is good, or whether what was to be written was. Keep the token, and try again soon. 503.</summary>
    public const string SessionsUnavailable = "sessions_unavailable";

    /// <summary>A token cookie was to be used or set, in a request that another site may have caused. 403.</summary>
    public const string CsrfFailed = "csrf_failed";

    /// <summary>The endpoint asks for a more recent login, and the token does not say that there was one. 401.</summary>
    public const string FreshTokenRequired = "fresh_token_required";

    /// <summary>The token is good, but its subject lacks a role. 403.</summary>
    public const string InsufficientRole = "insufficient_role";

    /// <summary>The token is good, but it lacks a scope, or a policy says no. 403.</summary>
    public const string InsufficientScope = "insufficient_scope";

    /// <summary>Nobody logs in with this user name and password. 401.</summary>
    public const string LoginFailed = "login_failed";

    /// <summary>The body of a request to a token endpoint cannot be read, or a field of it is missing or wrong. 400.</summary>
    public const string RequestInvalid = "request_invalid";

    /// <summary>The body of a request to a token endpoint is longer than any that makes sense. 413.</summary>
    public const string RequestTooLarge = "request_too_large";

    /// <summary>The body of a request to a token endpoint is neither JSON nor a form. 415.</summary>
    public const string ContentTypeNotSupported = "content_type_not_supported";

    /// <summary>Too many logins or refreshes were tried; <c>Retry-After</c> says when to try again. 429.</summary>
    public const string RateLimited = "rate_limited";

    /// <summary>The subject has no session of that identifier. 404.</summary>
    public const string SessionNotFound = "session_not_found";
}
