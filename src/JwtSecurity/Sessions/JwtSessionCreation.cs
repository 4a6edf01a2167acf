namespace JwtSecurity;

/// <summary>
/// What came of adding a session to a store, and the sessions that had to end for it.
/// </summary>
/// <param name="Status">Whether it was added.</param>
/// <param name="Ended">The sessions that this very call revoked to keep to the limit, as they are now; empty but for <see cref="JwtSessionLimitPolicy.EndOldest"/>.</param>
public sealed record JwtSessionCreation(JwtSessionCreationStatus Status, IReadOnlyList<JwtStoredSession> Ended);
