namespace JwtSecurity;

/// <summary>
/// What came of a rotation.
/// </summary>
/// <param name="Status">What the presented token turned out to be.</param>
/// <param name="Session">The session as it is now; <see langword="null"/> only for <see cref="JwtRotationStatus.Unknown"/>.</param>
/// <param name="IsChanged">Whether <paramref name="Session"/> differs from what was read, so that the store has to write it.</param>
public sealed record JwtRotationResult(JwtRotationStatus Status, JwtStoredSession? Session, bool IsChanged);
