using Microsoft.AspNetCore.Http;

namespace JwtSecurity;

/// <summary>
/// A web origin (RFC 6454): scheme, host and port, and nothing else. The opaque origin <c>null</c> is none.
/// </summary>
internal readonly record struct WebOrigin(string Scheme, string Host, int Port)
{
    public static bool TryParse(string? text, out WebOrigin origin)
    {
        origin = default;
        if (!Uri.TryCreate(text, UriKind.Absolute, out var uri)
            || uri.Scheme is not ("http" or "https")
            || uri.Host.Length == 0
            || text.Contains('@', StringComparison.Ordinal)
            || !string.Equals(uri.GetLeftPart(UriPartial.Authority), WithoutDefaultPort(text, uri), StringComparison.OrdinalIgnoreCase))
        {
            return false;
        }

        origin = new WebOrigin(uri.Scheme, uri.IdnHost, uri.Port);
        return true;
    }

    /// <summary>Whether a request to <paramref name="host"/> is of this origin, the scheme apart: a missing port is any default one.</summary>
    public bool IsHost(HostString host)
    {
        if (!host.HasValue || !Unbracketed(host.Host).Equals(Unbracketed(Host), StringComparison.OrdinalIgnoreCase))
        {
            return false;
        }

        return WithoutDefault(host.Port) == WithoutDefault(Port);
    }

    private static int? WithoutDefault(int? port) => port is 80 or 443 ? null : port;

    // HostString keeps the brackets of an IPv6 address, Uri.IdnHost does not.
    private static ReadOnlySpan<char> Unbracketed(string host) => host.AsSpan().Trim("[]");

    // What was written must be the authority and nothing more: no path, no query, no fragment, not even a slash.
    private static string WithoutDefaultPort(string? text, Uri uri)
    {
        var suffix = uri.Scheme == "https" ? ":443" : ":80";
        return text is not null && uri.IsDefaultPort && text.EndsWith(suffix, StringComparison.Ordinal) ? text[..^suffix.Length] : text ?? "";
    }
}
