namespace JwtSecurity;

/// <summary>
/// The options of a set's token endpoints: <c>MapJwtLogin</c>, <c>MapJwtRefresh</c> and the others.
/// </summary>
/// <remarks>
/// In configuration they stand under <c>Endpoints</c>, for example <c>Jwt:Endpoints:LoginLimit</c>. The limits are counted in this process, in windows of a minute, by the client's network address as
/// the server sees it; an IPv6 address counts by its network of 64 bits. Behind a proxy use forwarded headers, or all clients have the proxy's address.
/// </remarks>
public sealed class JwtEndpointOptions
{
    /// <summary>Gets or sets how tokens are handed out.</summary>
    /// <value>The default value is <see cref="JwtTokenTransport.ByScheme"/>.</value>
    public JwtTokenTransport Transport { get; set; }

    /// <summary>Gets or sets how many logins with one user name may be tried from one address in a minute.</summary>
    /// <value>Zero or more; zero switches it off. The default value is 10.</value>
    /// <remarks>It counts by both, so that nobody is locked out by what others try elsewhere.</remarks>
    public int LoginLimit { get; set; } = 10;

    /// <summary>Gets or sets how many logins, with whatever user names, may be tried from one address in a minute.</summary>
    /// <value>Zero or more; zero switches it off. The default value is 100.</value>
    /// <remarks>It bounds what checking passwords costs, and how many accounts one client can try. Raise it where many people share an address.</remarks>
    public int LoginLimitPerAddress { get; set; } = 100;

    /// <summary>Gets or sets how often one refresh token may be presented from one address in a minute.</summary>
    /// <value>Zero or more; zero switches it off. The default value is 60.</value>
    public int RefreshLimit { get; set; } = 60;

    internal JwtEndpointOptions Copy() => (JwtEndpointOptions)MemberwiseClone();
}
