using System.Net;
using JwtSecurity.Jwks;
using JwtSecurity.Tests.TestKit;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace JwtSecurity.Tests.Jwks;

/// <summary>A service that accepts the tokens of another one, and tokens as that one makes them.</summary>
internal sealed class Consumer : IAsyncDisposable
{
    public const string Issuer = "https://login.example.com";
    public const string Audience = "https://orders.example.com";

    private readonly TestApp _app;

    private Consumer(TestApp app, TimerClock clock)
    {
        _app = app;
        Clock = clock;
    }

    public TimerClock Clock { get; }

    public JwtAccessBearer Access => _app.Scheme<JwtAccessBearer>();

    public static async Task<Consumer> StartAsync(string address, Action<JwksOptions>? configure = null, Action<JwtSecurityOptions>? options = null)
    {
        var clock = new TimerClock();
        var app = await TestApp.StartRawAsync(
            builder =>
            {
                builder.Services.AddSingleton<TimeProvider>(clock);
                builder.Services
                    .AddJwtSecurity(options ?? (o =>
                    {
                        o.Issuer = Issuer;
                        o.Audiences.Add(Audience);
                    }))
                    .AddJwks(address, configure)
                    .AddAccessBearer();
            },
            app => app.MapGet("/", (JwtAuthorizationCredentials credentials) => credentials.GetString("username")));
        return new Consumer(app, clock);
    }

    /// <summary>The same, when it has fetched the keys for the first time.</summary>
    public static async Task<Consumer> StartWithKeysAsync(string address, Action<JwksOptions>? configure = null)
    {
        var consumer = await StartAsync(address, configure);
        await consumer.WhenFetchedAsync();
        return consumer;
    }

    /// <summary>A token as the issuer makes it.</summary>
    public string Token(SigningKey key, Action<JwtSchemeOptions>? configure = null)
    {
        var options = new JwtSchemeOptions { TimeProvider = Clock, Issuer = Issuer, AccessExpiresDelta = TimeSpan.FromDays(1) };
        options.Audiences.Add(Audience);
        options.SigningKeys.Add(key);
        configure?.Invoke(options);
        return new JwtAccessBearer(options).CreateAccessToken(new { username = "ada" });
    }

    /// <summary>What the guarded endpoint answers: the user's name, or the code of the refusal.</summary>
    public async Task<string?> GetAsync(string token)
    {
        var answer = await _app.GetAsync("/", ("Authorization", "Bearer " + token));
        answer.Status.Should().BeOneOf(HttpStatusCode.OK, HttpStatusCode.Unauthorized);
        return answer.Code ?? answer.Body;
    }

    /// <summary>Whether the guard accepts a token without waiting for anything.</summary>
    public bool AcceptsAtOnce(string token)
    {
        var context = new DefaultHttpContext { RequestServices = _app.Services };
        context.Request.Headers.Authorization = "Bearer " + token;
        var authenticating = JwtAuthenticator.AuthenticateAsync(context, Access).AsTask();
        return authenticating.IsCompletedSuccessfully && authenticating.Result.Credentials is not null;
    }

    /// <summary>Completes when the last fetch was a good one, and the next is due after the whole interval.</summary>
    public Task WhenFetchedAsync() => Clock.WhenSomebodyWaitsForAsync(new JwksOptions().AutomaticRefreshInterval);

    /// <summary>Completes when a fetch of the background has failed, and is to be tried again after this time.</summary>
    public Task WhenFailedAsync(TimeSpan retryAfter) => Clock.WhenSomebodyWaitsForAsync(retryAfter);

    /// <summary>Completes when something was logged under this identifier.</summary>
    public Task WhenLoggedAsync(int id) => _app.Logs.WhenWrittenAsync(id);

    public IReadOnlyList<(LogLevel Level, string Text)> Logged(int id) => [.. _app.Logs.Entries.Where(entry => entry.Id.Id == id).Select(entry => (entry.Level, entry.Text))];

    public ValueTask DisposeAsync() => _app.DisposeAsync();
}
