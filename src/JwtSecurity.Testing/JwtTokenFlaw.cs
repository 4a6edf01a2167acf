namespace JwtSecurity.Testing;

/// <summary>
/// What is wrong with a token, in one respect; all else about it is right. The application's own validation finds it and refuses the token.
/// </summary>
public enum JwtTokenFlaw
{
    /// <summary>Nothing: it is accepted.</summary>
    None = 0,

    /// <summary>It has expired a minute ago, beyond the leeway: <c>token_expired</c>.</summary>
    Expired = 1,

    /// <summary>It will be accepted in a minute: <c>token_not_yet_valid</c>.</summary>
    NotYetValid = 2,

    /// <summary>A refresh token where an access token is asked for, and the other way round: <c>wrong_token_type</c>.</summary>
    WrongType = 3,

    /// <summary>The session it belongs to has been revoked: <c>token_revoked</c>. Only where the set has sessions.</summary>
    Revoked = 4,

    /// <summary>It names the application's key, and another one has signed it: <c>signature_invalid</c>.</summary>
    Forged = 5,

    /// <summary>Another issuer made it: <c>issuer_invalid</c>. Only where the scheme has an <see cref="JwtSchemeOptions.Issuer"/>.</summary>
    OtherIssuer = 6,

    /// <summary>It is for another audience: <c>audience_invalid</c>. Only where the scheme has <see cref="JwtSchemeOptions.Audiences"/>.</summary>
    OtherAudience = 7,
}
