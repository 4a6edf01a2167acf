using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace JwtSecurity.Tests.Sessions;

/// <summary>Several processes on one store; none polls by itself within a test's time.</summary>
internal static class Node
{
    public static Task<SessionApp> StartAsync(ScriptedStore store, Action<JwtSessionOptions>? sessions = null) => SessionApp.StartAsync(
        options =>
        {
            options.RevocationPollInterval = TimeSpan.FromMinutes(1);
            options.MaxStaleness = TimeSpan.FromMinutes(2);
            sessions?.Invoke(options);
        },
        store: store);

    /// <summary>One round of the poll.</summary>
    public static Task PollAsync(this SessionApp app) => PollerOf(app).PollAsync(CancellationToken.None);

    /// <summary>One round of the clean-up.</summary>
    public static Task CleanUpAsync(this SessionApp app) => PollerOf(app).CleanUpAsync(CancellationToken.None);

    private static RevocationPoller PollerOf(SessionApp app) => app.App.Services.GetServices<IHostedService>().OfType<RevocationPoller>().Single();
}
