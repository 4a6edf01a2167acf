namespace JwtSecurity;

/// <summary>
/// A session as a store found it, and the store's time when it did.
/// </summary>
/// <param name="Session">The session, revoked and expired ones too; <see langword="null"/> where there is none.</param>
/// <param name="Now">The store's time.</param>
public sealed record JwtSessionReading(JwtStoredSession? Session, DateTimeOffset Now);
