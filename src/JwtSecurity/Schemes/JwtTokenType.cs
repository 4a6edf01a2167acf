namespace JwtSecurity;

/// <summary>
/// The two kinds of token: which of them a token is stands in a claim, <see cref="JwtDialect.TypeClaim"/>, and each scheme accepts exactly one.
/// </summary>
public enum JwtTokenType
{
    /// <summary>A short-lived token that opens endpoints.</summary>
    Access,

    /// <summary>A long-lived token that is good for one thing: getting new tokens.</summary>
    Refresh,
}
