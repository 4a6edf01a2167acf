namespace JwtSecurity;

/// <summary>
/// A session has started: somebody logged in.
/// </summary>
public sealed class JwtSessionStartedContext
{
    internal JwtSessionStartedContext(JwtSession session, string schemeName, IServiceProvider services)
    {
        Session = session;
        SchemeName = schemeName;
        Services = services;
    }

    /// <summary>Gets the session.</summary>
    public JwtSession Session { get; }

    /// <summary>Gets the name of the refresh scheme whose hooks these are.</summary>
    public string SchemeName { get; }

    /// <summary>Gets services of a scope that lasts as long as the hook. It is not a request's: sessions start and end without one, too.</summary>
    public IServiceProvider Services { get; }
}
