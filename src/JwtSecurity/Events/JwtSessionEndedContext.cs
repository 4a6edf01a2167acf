namespace JwtSecurity;

/// <summary>
/// A session was ended before its time: revoked, by whatever. Raised once for each, in the process that ended it; a session that expires ends without it.
/// </summary>
public sealed class JwtSessionEndedContext
{
    internal JwtSessionEndedContext(JwtSession session, JwtSessionEndReason reason, string schemeName, IServiceProvider services)
    {
        Session = session;
        Reason = reason;
        SchemeName = schemeName;
        Services = services;
    }

    /// <summary>Gets the session.</summary>
    public JwtSession Session { get; }

    /// <summary>Gets why it ended.</summary>
    public JwtSessionEndReason Reason { get; }

    /// <summary>Gets the name of the refresh scheme whose hooks these are.</summary>
    public string SchemeName { get; }

    /// <summary>Gets services of a scope that lasts as long as the hook.</summary>
    public IServiceProvider Services { get; }
}
