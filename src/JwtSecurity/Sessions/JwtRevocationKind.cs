namespace JwtSecurity;

/// <summary>
/// What a revocation is about. The numbers are kept by stores, and do not change.
/// </summary>
public enum JwtRevocationKind
{
    /// <summary>A session, with all its access tokens.</summary>
    Session = 1,

    /// <summary>One access token.</summary>
    Token = 2,
}
