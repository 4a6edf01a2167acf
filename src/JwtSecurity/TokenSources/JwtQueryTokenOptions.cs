namespace JwtSecurity;

/// <summary>
/// Access tokens in the URL, for browsers that open a WebSocket or an <c>EventSource</c>, to which no header can be added: SignalR's clients send theirs this way. Off unless paths are listed.
/// </summary>
/// <remarks>
/// <para>It is read by access schemes that read the <c>Authorization</c> header, where there is no such header, for handshakes of WebSockets and requests for server-sent events
/// (<c>Accept: text/event-stream</c>) on the listed paths, and nowhere else (RFC 6750, section 2.3).</para>
/// <para>URLs are written down: by proxies, and by ASP.NET Core itself at the level Information. Keep <c>Microsoft.AspNetCore</c> at Warning, as the templates have it, strip the query from access logs, and keep access tokens short.</para>
/// </remarks>
public sealed class JwtQueryTokenOptions
{
    /// <summary>Gets or sets the name of the query parameter.</summary>
    /// <value>The default value is <c>access_token</c>, which is what SignalR's clients send.</value>
    public string ParameterName { get; set; } = "access_token";

    /// <summary>Gets the paths, each with everything below it: <c>/hubs/chat</c>.</summary>
    /// <value>Empty by default: no token is read from any URL. They are compared with <c>Request.Path</c>, by segments and without regard to case.</value>
    public IList<string> Paths { get; } = [];

    internal void CopyTo(JwtQueryTokenOptions target)
    {
        target.ParameterName = ParameterName;
        target.Paths.ReplaceWith(Paths);
    }
}
