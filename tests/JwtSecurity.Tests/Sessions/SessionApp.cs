using System.Collections.Concurrent;
using JwtSecurity.Tests.TestKit;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace JwtSecurity.Tests.Sessions;

/// <summary>An application with a login, a refresh, a logout and something to protect, as the README writes them; and its store in the hand of the test.</summary>
internal sealed class SessionApp : IAsyncDisposable
{
    private readonly TestApp _app;

    private SessionApp(TestApp app, ScriptedStore store, ConcurrentQueue<string> events)
    {
        _app = app;
        Store = store;
        Events = events;
    }

    public TestApp App => _app;

    public ManualTimeProvider Clock => _app.Clock;

    public ScriptedStore Store { get; }

    /// <summary>What the application was told: "started", "ended TokenReused", "reused".</summary>
    public ConcurrentQueue<string> Events { get; }

    public JwtSessions Sessions => _app.Services.GetRequiredService<JwtSessions>();

    public static async Task<SessionApp> StartAsync(
        Action<JwtSessionOptions>? sessions = null,
        Action<JwtSecurityOptions>? options = null,
        Action<JwtSecurityBuilder>? schemes = null,
        Action<WebApplication>? map = null,
        ScriptedStore? store = null,
        bool isShared = false)
    {
        var events = new ConcurrentQueue<string>();
        var app = await TestApp.StartAsync(
            jwt =>
            {
                (schemes ?? (set => set.AddAccessBearer().AddRefreshBearer()))(jwt);
                jwt.AddSessions(sessions);
            },
            web =>
            {
                Map(web);
                map?.Invoke(web);
            },
            builder => builder.Services.AddSingleton<JwtSessionStore>(services => store ??= new ScriptedStore(services.GetRequiredService<TimeProvider>(), isShared)),
            o =>
            {
                Record(o.Events, events);
                options?.Invoke(o);
            });
        app.Services.GetRequiredService<JwtSessionStore>();
        return new SessionApp(app, store!, events);
    }

    public async Task<SessionPair> LoginAsync(string user = "ada")
    {
        var answer = await _app.PostAsync($"/login?user={user}");
        answer.Status.Should().Be(System.Net.HttpStatusCode.OK, answer.Body);
        return SessionPair.Of(answer);
    }

    public Task<Answer> RefreshAsync(string refreshToken) => _app.PostAsync("/refresh", TokenHeaders.Bearer(refreshToken));

    /// <summary>Refreshes, and expects it to succeed.</summary>
    public async Task<SessionPair> RenewAsync(SessionPair tokens)
    {
        var answer = await RefreshAsync(tokens.Refresh);
        answer.Status.Should().Be(System.Net.HttpStatusCode.OK, answer.Body);
        return SessionPair.Of(answer);
    }

    /// <summary>The user's name and role, or why the access token is refused.</summary>
    public async Task<string> MeAsync(SessionPair tokens) => (await _app.GetAsync("/me", TokenHeaders.Bearer(tokens.Access))).Summary();

    /// <summary>What an endpoint of the application's own makes of the refresh token: it is guarded, and rotates nothing.</summary>
    public async Task<string> OwnAsync(SessionPair tokens) => (await _app.PostAsync("/own", TokenHeaders.Bearer(tokens.Refresh))).Summary();

    public void PassGrace() => Clock.Advance(TimeSpan.FromSeconds(30));

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private static void Map(WebApplication web)
    {
        web.MapPost("/login", (string user, JwtSessions sessions, CancellationToken cancellationToken) =>
            sessions.StartAsync(new { username = user, role = "user" }, cancellationToken: cancellationToken));
        web.MapPost("/refresh", async ([Security<JwtRefreshBearer>] JwtAuthorizationCredentials credentials, JwtSessions sessions, CancellationToken cancellationToken) =>
        {
            var result = await sessions.RefreshAsync(credentials, cancellationToken);
            return result.Succeeded ? Results.Ok(result.Pair) : result.Error.ToResult();
        });
        web.MapPost("/own", ([Security<JwtRefreshBearer>] JwtAuthorizationCredentials credentials) => "in");
        web.MapGet("/me", ([Security<JwtAccessBearer>] JwtAuthorizationCredentials credentials) => $"{credentials.GetString("username")} {credentials.GetString("role")}");
        web.MapGet("/guarded", ([Security<JwtAccessBearer>] JwtAuthorizationCredentials credentials, HttpContext context) => { context.Response.StatusCode = StatusCodes.Status200OK; });
        web.MapPost("/logout", ([Security<JwtAccessBearer>] JwtAuthorizationCredentials credentials, JwtSessions sessions) =>
            sessions.RevokeAsync(credentials));
    }

    private static void Record(JwtSecurityEvents events, ConcurrentQueue<string> told)
    {
        events.OnSessionStarted = context => Tell("started");
        events.OnSessionEnded = context => Tell($"ended {context.Reason}");
        events.OnReuseDetected = context => Tell("reused");

        Task Tell(string text)
        {
            told.Enqueue(text);
            return Task.CompletedTask;
        }
    }
}
