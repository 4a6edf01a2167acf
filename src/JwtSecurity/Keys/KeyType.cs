namespace JwtSecurity;

/// <summary>
/// What kinds of keys there are; a key of one kind cannot be used as another's.
/// </summary>
internal enum KeyType
{
    /// <summary>A secret that signs and verifies (<c>oct</c>, RFC 7518, section 6.4).</summary>
    Secret,

    /// <summary>RSA (RFC 7518, section 6.3).</summary>
    Rsa,

    /// <summary>A point on a curve (<c>EC</c>, RFC 7518, section 6.2).</summary>
    EllipticCurve,
}
