namespace JwtSecurity.Jwks;

/// <summary>
/// Where keys may come from: whoever can change them on their way can sign tokens for anybody.
/// </summary>
internal static class JwksAddress
{
    /// <exception cref="ArgumentException">The text is no address that keys may come from.</exception>
    public static Uri Parse(string address) =>
        !Uri.TryCreate(address, UriKind.Absolute, out var uri) || uri.Scheme is not ("https" or "http")
            ? throw new ArgumentException($"'{address}' is no address of a key set. Write it whole, as 'https://login.example.com/.well-known/jwks.json'.", nameof(address))
        : uri.UserInfo.Length > 0
            ? throw new ArgumentException("The address of a key set has a user or a password in it. Key sets are public: leave it out, or set HttpClient to one that knows it.", nameof(address))
        : uri.Scheme == Uri.UriSchemeHttp && !uri.IsLoopback
            ? throw new ArgumentException($"'{address}' has no HTTPS, and whoever is on the way could put in keys of his own. Use https; http is for this machine alone, as 'http://localhost:5000/.well-known/jwks.json'.", nameof(address))
        : uri;

    /// <summary>Whether an answer came from where it was asked for: a redirect within the host is nothing to fear, any other is somebody else's word.</summary>
    public static bool IsSameOrigin(Uri asked, Uri? answered) =>
        answered is not null && Uri.Compare(asked, answered, UriComponents.SchemeAndServer, UriFormat.SafeUnescaped, StringComparison.OrdinalIgnoreCase) == 0;
}
