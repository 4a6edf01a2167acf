using JwtSecurity.Tests.Endpoints;
using JwtSecurity.Tests.TestKit;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace JwtSecurity.Tests.Diagnostics;

/// <summary>What operators see: how many, how long, and why not; never whose.</summary>
public sealed class TelemetryTests
{
    private const string Access = "jwt_security.scheme=JwtAccessBearer";
    private const string Refresh = "jwt_security.scheme=JwtRefreshBearer";

    [Fact]
    public async Task A_login_some_requests_a_refresh_and_a_theft_are_counted()
    {
        await using var app = await EndpointApp.StartAsync();
        using var metrics = new RecordedMetrics(app.App.Services);

        var (access, refresh) = await app.LogInAsync();
        for (var i = 0; i < 3; i++)
        {
            (await app.MeAsync(access)).Should().Be("ada");
        }

        await app.MeAsync("a.b.c");
        app.Clock.Advance(TimeSpan.FromMinutes(1));
        var renewed = (await app.RefreshAsync(refresh)).Json.GetProperty("refresh_token").GetString()!;
        await app.RefreshAsync(refresh);
        await app.RefreshAsync(renewed);
        app.Clock.Advance(TimeSpan.FromMinutes(1));
        await app.RefreshAsync(refresh);

        metrics.Totals.Should().BeEquivalentTo(new Dictionary<string, double>
        {
            [$"jwt_security.tokens.issued {Access} jwt_security.token.type=access"] = 4,
            [$"jwt_security.tokens.issued {Refresh} jwt_security.token.type=refresh"] = 6,
            [$"jwt_security.tokens.validated {Access}"] = 3,
            [$"jwt_security.tokens.validated {Refresh}"] = 3,
            [$"jwt_security.tokens.rejected {Access} error.type=token_malformed"] = 1,
            [$"jwt_security.tokens.rejected {Refresh} error.type=token_reused"] = 1,
            [$"jwt_security.token_cache.lookups {Access} jwt_security.token_cache.result=miss"] = 3,
            [$"jwt_security.token_cache.lookups {Access} jwt_security.token_cache.result=hit"] = 1,
            [$"jwt_security.sessions.started {Refresh}"] = 1,
            [$"jwt_security.sessions.ended {Refresh} jwt_security.session.end_reason=token_reused"] = 1,
            [$"jwt_security.refresh.duration {Refresh} jwt_security.refresh.result=rotated"] = 1,
            [$"jwt_security.refresh.duration {Refresh} jwt_security.refresh.result=replayed"] = 1,
            [$"jwt_security.refresh.duration {Refresh} jwt_security.refresh.result=kept"] = 1,
        });
        metrics.Instruments.Should().BeEquivalentTo(new Dictionary<string, string>
        {
            ["jwt_security.tokens.issued"] = "{token}",
            ["jwt_security.tokens.validated"] = "{token}",
            ["jwt_security.tokens.rejected"] = "{token}",
            ["jwt_security.token_cache.lookups"] = "{lookup}",
            ["jwt_security.sessions.started"] = "{session}",
            ["jwt_security.sessions.ended"] = "{session}",
            ["jwt_security.refresh.duration"] = "s",
        });
    }

    [Fact]
    public async Task A_hook_that_rejects_counts_as_a_rejection()
    {
        await using var app = await EndpointApp.StartAsync(options: o => o.Events.OnTokenValidated = context =>
        {
            context.Reject();
            return Task.CompletedTask;
        });
        using var metrics = new RecordedMetrics(app.App.Services);
        var (access, _) = await app.LogInAsync();

        await app.MeAsync(access);

        metrics.Totals.Should().Contain($"jwt_security.tokens.rejected {Access} error.type=token_revoked", 1);
        metrics.Totals.Keys.Should().NotContain($"jwt_security.tokens.validated {Access}");
    }

    [Fact]
    public async Task A_token_for_another_scheme_is_no_rejection_by_the_default_one()
    {
        var rejected = new List<string>();
        await using var app = await TestApp.StartAsync(
            set =>
            {
                set.AddAccessBearer().AddRefreshBearer();
                set.Services.AddJwtSecurity("admin", options => options.SecretKey = TestApp.OtherSecret).AddAccessBearer();
            },
            web =>
            {
                web.MapGet("/refresh", () => "in").RequireJwt<JwtRefreshBearer>();
                web.MapGet("/admin", () => "in").RequireJwt<JwtAccessBearer>("admin");
                web.MapGet("/attribute", [Security<JwtAccessBearer>("admin")] () => "in");
                web.MapGet("/authorize", [Authorize(AuthenticationSchemes = "JwtRefreshBearer")] () => "in");
                web.MapGet("/both", () => "in").RequireJwt<JwtAccessBearer>();
                web.MapGet("/open", () => "in");
                web.UseJwtSecurity<JwtAccessBearer>("/area");
                web.MapGet("/area/refresh", () => "in").RequireJwt<JwtRefreshBearer>();
                web.MapGet("/authorize-and-guard", () => "in").RequireAuthorization().RequireJwt<JwtRefreshBearer>();
            },
            builder => builder.Services.AddAuthorization(),
            options => options.Events.OnTokenRejected = context =>
            {
                rejected.Add($"{context.SchemeName} {context.Error.Code}");
                return Task.CompletedTask;
            });
        using var metrics = new RecordedMetrics(app.Services);
        var admin = TokenHeaders.Bearer(app.Scheme<JwtAccessBearer>("admin").CreateAccessToken(new { username = "ada" }));

        (await app.GetAsync("/refresh", app.Refresh())).Body.Should().Be("in");
        (await app.GetAsync("/admin", admin)).Body.Should().Be("in");
        (await app.GetAsync("/attribute", admin)).Body.Should().Be("in");
        (await app.GetAsync("/authorize", app.Refresh())).Body.Should().Be("in");

        rejected.Should().BeEmpty();
        metrics.Totals.Keys.Should().NotContain(key => key.StartsWith("jwt_security.tokens.rejected"));

        // Where it is asked, and where nobody is, it says what it thinks.
        await app.GetAsync("/both", app.Refresh());
        await app.GetAsync("/open", app.Forged());
        rejected.Should().Equal("JwtAccessBearer wrong_token_type", "JwtAccessBearer signature_invalid");
        rejected.Clear();

        // Asked only after it had its look, it says so then, and once.
        await app.GetAsync("/area/refresh", app.Refresh());
        await app.GetAsync("/authorize-and-guard", app.Refresh());
        rejected.Should().Equal("JwtAccessBearer wrong_token_type", "JwtAccessBearer wrong_token_type");
        metrics.Totals.Should().Contain($"jwt_security.tokens.rejected {Access} error.type=wrong_token_type", 3)
            .And.Contain($"jwt_security.tokens.rejected {Access} error.type=signature_invalid", 1);
    }

    [Fact]
    public async Task Logins_and_refreshes_are_spans_that_say_why_they_failed()
    {
        using var spans = new RecordedSpans();
        await using var app = await EndpointApp.StartAsync();

        var refresh = (await app.LoginAsync(headers: spans.Parent)).Json.GetProperty("refresh_token").GetString()!;
        await app.LoginAsync(password: "wrong", headers: spans.Parent);
        await app.PostAsync("/auth/refresh", null, TokenHeaders.Bearer(refresh), spans.Parent);

        spans.Texts.Should().Equal(
            $"jwt_security.login {Refresh} Unset",
            $"jwt_security.login {Refresh} error.type=login_failed Error",
            $"jwt_security.refresh {Refresh} Unset");
    }

    [Fact]
    public async Task What_ends_in_an_exception_has_failed_and_says_nothing_of_its_text()
    {
        using var spans = new RecordedSpans();
        await using var app = await TestApp.StartAsync(
            set => set.AddAccessBearer().AddRefreshBearer()
                .AddLogin(login => login.Username == "ada" ? new(new { username = "ada" }) : throw new InvalidOperationException($"There is no row for {login.Username}."))
                .AddSessions().AddInMemoryStore(),
            web => web.MapJwtSecurity(),
            options: options =>
            {
                options.Sessions.MaxSessionsPerSubject = 1;
                options.Sessions.LimitPolicy = JwtSessionLimitPolicy.Refuse;
                options.Events.OnSessionRefreshing = context => throw new TimeoutException($"The roles of {context.Subject} cannot be read.");
            });
        using var metrics = new RecordedMetrics(app.Services);
        var logIn = (string username) => app.SendAsync(HttpMethod.Post, "/auth/login", [spans.Parent], EndpointApp.Credentials(username));

        var refresh = (await logIn("ada")).Json.GetProperty("refresh_token").GetString()!;
        await logIn.Awaiting(each => each("grace")).Should().ThrowAsync<InvalidOperationException>();
        (await logIn("ada")).Code.Should().Be("session_limit_reached");
        var renew = () => app.PostAsync("/auth/refresh", TokenHeaders.Bearer(refresh), spans.Parent);
        await renew.Should().ThrowAsync<TimeoutException>();

        spans.Texts.Should().Equal(
            $"jwt_security.login {Refresh} Unset",
            $"jwt_security.login {Refresh} error.type=System.InvalidOperationException Error",
            $"jwt_security.login {Refresh} error.type=session_limit_reached Error",
            $"jwt_security.refresh {Refresh} error.type=System.TimeoutException Error");
        metrics.Totals.Should().Contain($"jwt_security.refresh.duration {Refresh} jwt_security.refresh.result=System.TimeoutException", 1);
    }
}
