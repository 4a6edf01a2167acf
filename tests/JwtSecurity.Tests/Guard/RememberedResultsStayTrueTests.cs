using JwtSecurity.Tests.TestKit;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace JwtSecurity.Tests.Guard;

/// <summary>Authentication may run before middleware that changes the request; the guard goes by what the request is when it comes to it.</summary>
public sealed class RememberedResultsStayTrueTests
{
    [Fact]
    public async Task A_token_that_middleware_puts_in_afterwards_is_seen()
    {
        await using var app = await StartAsync(context => context.Request.Headers.Authorization = context.Request.Headers["X-Token"]);

        var answer = await app.GetAsync("/", ("X-Token", app.Access("late").Value));

        answer.Body.Should().Be("late late");
    }

    [Fact]
    public async Task A_token_that_middleware_exchanges_counts_and_the_first_one_is_forgotten()
    {
        await using var app = await StartAsync(context => context.Request.Headers.Authorization = context.Request.Headers["X-Token"]);

        var answer = await app.GetAsync("/", app.Access("early"), ("X-Token", app.Access("late").Value));

        answer.Body.Should().Be("late late");
    }

    [Fact]
    public async Task The_user_is_that_of_the_token_that_counts_also_where_middleware_authenticated_it_again()
    {
        await using var app = await TestApp.StartAsync(
            jwt => jwt.AddAccessBearer(),
            web =>
            {
                web.UseAuthentication();
                web.Use(async (context, next) =>
                {
                    context.Request.Headers.Authorization = context.Request.Headers["X-Token"];
                    await context.AuthenticateAsync();
                    await next(context);
                });
                web.MapGet("/", (JwtAuthorizationCredentials credentials, HttpContext context) => $"{credentials["username"]} {context.User.Identity!.Name}");
            });

        (await app.GetAsync("/", app.Access("early"), ("X-Token", app.Access("late").Value))).Body.Should().Be("late late");
    }

    [Fact]
    public async Task A_token_that_middleware_takes_away_is_gone()
    {
        await using var app = await StartAsync(context => context.Request.Headers.Authorization = default);

        (await app.GetAsync("/", app.Access())).Code.Should().Be("credentials_missing");
    }

    [Fact]
    public async Task A_token_that_middleware_replaces_by_a_bad_one_is_refused()
    {
        await using var app = await StartAsync(context => context.Request.Headers.Authorization = context.Request.Headers["X-Token"]);

        (await app.GetAsync("/", app.Access(), ("X-Token", app.Forged().Value))).Code.Should().Be("signature_invalid");
        (await app.GetAsync("/", app.Forged(), ("X-Token", app.Access("late").Value))).Body.Should().Be("late late");
    }

    [Fact]
    public async Task The_same_token_moved_from_the_cookie_to_the_header_needs_no_origin()
    {
        await using var app = await StartAsync(context =>
        {
            context.Request.Headers.Authorization = "Bearer " + context.Request.Cookies["access_token_cookie"];
            context.Request.Headers.Cookie = default;
        });

        (await app.PostAsync("/", TokenHeaders.Cookie(app.AccessToken()), ("Sec-Fetch-Site", "cross-site"))).Body.Should().Be("ada ada");
    }

    [Theory]
    [InlineData("inner.example", null)]
    [InlineData("outer.example", "csrf_failed")]
    public async Task A_host_that_middleware_corrects_is_the_one_the_origin_is_compared_with(string corrected, string? code)
    {
        await using var app = await StartAsync(context => context.Request.Host = new HostString(corrected));

        var answer = await app.PostAsync("/", TokenHeaders.Cookie(app.AccessToken()), ("Host", "outer.example"), ("Origin", "https://inner.example"));

        answer.Code.Should().Be(code);
    }

    [Fact]
    public async Task A_method_that_middleware_overrides_is_the_one_that_needs_the_same_origin()
    {
        await using var app = await StartAsync(context => context.Request.Method = "DELETE");

        var answer = await app.GetAsync("/", TokenHeaders.Cookie(app.AccessToken()), ("Sec-Fetch-Site", "cross-site"));

        answer.Code.Should().Be("csrf_failed");
    }

    [Fact]
    public async Task What_authentication_accepted_for_a_safe_method_is_no_credentials_once_the_guard_refuses_it()
    {
        JwtAuthorizationCredentials? left = null;
        await using var app = await TestApp.StartAsync(
            jwt => jwt.AddAccessBearerCookie(),
            web =>
            {
                web.UseAuthentication();
                web.Use(async (context, next) =>
                {
                    context.Request.Method = "POST";
                    await next(context);
                    left = context.GetJwtCredentials();
                });
                web.UseRouting();
                web.MapPost("/", (JwtAuthorizationCredentials credentials) => "in");
            });

        var answer = await app.GetAsync("/", TokenHeaders.Cookie(app.AccessToken()), ("Sec-Fetch-Site", "cross-site"));

        answer.Code.Should().Be("csrf_failed");
        left.Should().BeNull();
    }

    [Fact]
    public async Task A_token_is_validated_once_for_both_roads()
    {
        var validations = 0;
        await using var app = await TestApp.StartAsync(
            jwt => jwt.AddAccessBearer(o => o.Events.OnTokenValidated = _ =>
            {
                validations++;
                return Task.CompletedTask;
            }),
            web => web.MapGet("/", (JwtAuthorizationCredentials credentials) => credentials.GetString("username")).RequireAuthorization(),
            build: builder => builder.Services.AddAuthorization());

        (await app.GetAsync("/", app.Access())).Body.Should().Be("ada");

        validations.Should().Be(1);
    }

    [Fact]
    public async Task A_token_that_expires_while_the_request_waits_is_not_admitted_from_memory()
    {
        TestApp? running = null;
        await using var app = await StartAsync(_ => running!.Clock.Advance(TimeSpan.FromMinutes(16)));
        running = app;

        (await app.GetAsync("/", app.Access())).Code.Should().Be("token_expired");
    }

    // Authentication first, then what changes the request, then routing and the endpoint.
    private static Task<TestApp> StartAsync(Action<HttpContext> change) => TestApp.StartAsync(
        jwt => jwt.AddAccessBearerCookie(),
        web =>
        {
            web.UseAuthentication();
            web.Use((context, next) =>
            {
                change(context);
                return next(context);
            });
            web.UseRouting();
            web.MapMethods("/", ["GET", "POST", "DELETE"], (JwtAuthorizationCredentials credentials, HttpContext context) =>
                $"{credentials.GetString("username")} {context.User.Identity?.Name}");
        });
}
