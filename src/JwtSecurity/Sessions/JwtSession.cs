namespace JwtSecurity;

/// <summary>
/// A session: what began with a login and lasts until a logout, an expiry or a revocation, however often its tokens are renewed.
/// </summary>
/// <remarks>Made to be shown: it carries nothing of its tokens, and serializes to JSON as it is.</remarks>
public sealed record JwtSession
{
    internal JwtSession(JwtStoredSession session)
    {
        SessionId = session.SessionId;
        SubjectKey = session.SubjectKey;
        Client = session.Client;
        Address = session.Address;
        CreatedAt = session.CreatedAt;
        LastUsedAt = session.LastUsedAt;
        IdleExpiresAt = session.Current.ExpiresAt;
        ExpiresAt = session.ExpiresAt;
    }

    /// <summary>Gets the session's identifier, the <c>sid</c> of its tokens.</summary>
    public string SessionId { get; }

    /// <summary>Gets whose session it is.</summary>
    public string SubjectKey { get; }

    /// <summary>Gets what the client called itself.</summary>
    /// <value><see langword="null"/> where nobody said.</value>
    public string? Client { get; }

    /// <summary>Gets the network address the login came from.</summary>
    /// <value><see langword="null"/> where it is not kept.</value>
    public string? Address { get; }

    /// <summary>Gets when the session began, in UTC.</summary>
    public DateTimeOffset CreatedAt { get; }

    /// <summary>Gets when its tokens were last renewed, in UTC. Requests with an access token do not count.</summary>
    public DateTimeOffset LastUsedAt { get; }

    /// <summary>Gets when the session ends unless its tokens are renewed before, in UTC.</summary>
    public DateTimeOffset IdleExpiresAt { get; }

    /// <summary>Gets when the session ends however often they are renewed, in UTC.</summary>
    public DateTimeOffset ExpiresAt { get; }
}
