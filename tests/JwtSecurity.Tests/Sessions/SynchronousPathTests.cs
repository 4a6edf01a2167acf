using JwtSecurity.Tests.TestKit;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace JwtSecurity.Tests.Sessions;

/// <summary>An access token costs no I/O, no waiting and no memory more because there are sessions.</summary>
public sealed class SynchronousPathTests
{
    [Fact]
    public async Task The_guard_completes_synchronously_and_asks_no_store()
    {
        await using var app = await SessionApp.StartAsync(isShared: true);
        var tokens = await app.LoginAsync();
        await RevokeOthersAsync(app);
        app.Store.Calls.Clear();
        app.Store.Before = (operation, _) => operation == "ReadRevocationsAsync" ? Task.CompletedTask : throw new InvalidOperationException($"{operation} was called.");
        var guarded = app.App.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>().Single(each => each.RoutePattern.RawText == "/guarded");

        for (var i = 0; i < 4; i++)
        {
            var context = CreateContext(app, tokens.Access);
            var running = guarded.RequestDelegate!(context);

            (running.IsCompletedSuccessfully, context.Response.StatusCode).Should().Be((true, 200));
        }
    }

    [Fact]
    public async Task A_known_token_allocates_nothing_for_its_session()
    {
        await using var app = await SessionApp.StartAsync(sessions => sessions.RefuseWhenStale = true, isShared: true);
        var settings = app.App.Scheme<JwtAccessBearer>().Settings;
        JwtValidator.Validate((await app.LoginAsync()).Access, settings, out var token);
        await RevokeOthersAsync(app);
        for (var i = 0; i < 100; i++)
        {
            SessionCheck.CheckInMemory(token!, settings.Sessions!).Should().BeNull();
        }

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1000; i++)
        {
            if (SessionCheck.HasToAskStore(token!, settings.Sessions!) || SessionCheck.CheckInMemory(token!, settings.Sessions!) is not null)
            {
                throw new InvalidOperationException();
            }
        }

        (GC.GetAllocatedBytesForCurrentThread() - before).Should().Be(0);
    }

    [Fact]
    public async Task A_whole_request_allocates_as_much_as_without_sessions()
    {
        await using var with = await SessionApp.StartAsync();
        await using var without = await TestApp.StartAsync(jwt => jwt.AddAccessBearer().AddRefreshBearer(), _ => { });
        await RevokeOthersAsync(with);
        var token = (await with.LoginAsync()).Access;

        var (measured, expected) = (await MeasureAsync(with.App.Scheme<JwtAccessBearer>(), token), await MeasureAsync(without.Scheme<JwtAccessBearer>(), token));

        // A reference to the session in the credentials, which a refresh token's have.
        (measured - expected).Should().BeLessThanOrEqualTo(8);
    }

    private static async Task<double> MeasureAsync(JwtAccessBearer scheme, string token)
    {
        const int Requests = 1000;
        var contexts = Enumerable.Range(0, Requests + 10).Select(_ => CreateContext(null, token)).ToArray();
        for (var i = 0; i < 10; i++)
        {
            (await JwtAuthenticator.AuthenticateAsync(contexts[i], scheme)).Credentials.Should().NotBeNull();
        }

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 10; i < contexts.Length; i++)
        {
            await JwtAuthenticator.AuthenticateAsync(contexts[i], scheme);
        }

        return (GC.GetAllocatedBytesForCurrentThread() - before) / (double)Requests;
    }

    private static DefaultHttpContext CreateContext(SessionApp? app, string token)
    {
        var context = new DefaultHttpContext { RequestServices = app?.App.Services! };
        context.Request.Method = "GET";
        context.Request.Headers.Authorization = "Bearer " + token;
        return context;
    }

    private static async Task RevokeOthersAsync(SessionApp app)
    {
        var other = await app.LoginAsync("eve");
        await app.Sessions.RevokeTokenAsync(await app.App.Scheme<JwtAccessBearer>().Accept(other.Access));
        await app.Sessions.RevokeAsync(other.SessionId);
    }
}
