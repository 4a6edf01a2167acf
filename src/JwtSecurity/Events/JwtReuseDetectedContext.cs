namespace JwtSecurity;

/// <summary>
/// A refresh token came again after it had been replaced: somebody else has the session's tokens (RFC 9700, section 4.14.2). The session has ended; tell its owner.
/// </summary>
public sealed class JwtReuseDetectedContext
{
    internal JwtReuseDetectedContext(JwtSession session, string schemeName, IServiceProvider services)
    {
        Session = session;
        SchemeName = schemeName;
        Services = services;
    }

    /// <summary>Gets the session.</summary>
    public JwtSession Session { get; }

    /// <summary>Gets the name of the refresh scheme whose hooks these are.</summary>
    public string SchemeName { get; }

    /// <summary>Gets services of a scope that lasts as long as the hook.</summary>
    public IServiceProvider Services { get; }
}
