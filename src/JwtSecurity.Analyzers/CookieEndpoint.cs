using Microsoft.CodeAnalysis;

namespace JwtSecurity.Analyzers;

/// <summary>
/// An endpoint that changes something, and takes its token from a cookie.
/// </summary>
internal sealed class CookieEndpoint(string name, string scheme, string set, Location location)
{
    /// <summary>What people call it.</summary>
    public string Name => name;

    /// <summary>The class of its scheme.</summary>
    public string Scheme => scheme;

    /// <summary>The set its scheme is of; empty for the default set.</summary>
    public string Set => set;

    public Location Location => location;
}
