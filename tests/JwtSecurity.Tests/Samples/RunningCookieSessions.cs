namespace JwtSecurity.Tests.Samples;

/// <summary>The sample with cookies as it comes, running for all tests of a class.</summary>
public sealed class RunningCookieSessions : IAsyncLifetime
{
    internal CookieSessionsSample Sample { get; private set; } = null!;

    public async Task InitializeAsync() => Sample = await CookieSessionsSample.StartAsync();

    public async Task DisposeAsync() => await Sample.DisposeAsync();
}
