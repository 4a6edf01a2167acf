namespace JwtSecurity.Testing;

/// <summary>
/// Shows one moment for ever.
/// </summary>
internal sealed class StoppedClock(DateTimeOffset now) : TimeProvider
{
    public override DateTimeOffset GetUtcNow() => now;
}
