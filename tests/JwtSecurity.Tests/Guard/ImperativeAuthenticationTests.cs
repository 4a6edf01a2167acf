using System.Net;
using JwtSecurity.Tests.TestKit;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace JwtSecurity.Tests.Guard;

/// <summary>Asking authentication by hand: <c>AuthenticateAsync</c>, <c>ChallengeAsync</c>, <c>ForbidAsync</c>.</summary>
public sealed class ImperativeAuthenticationTests
{
    [Fact]
    public async Task The_ticket_says_who_when_and_until_when()
    {
        AuthenticateResult? result = null;
        await using var app = await StartAsync(async context => result = await context.AuthenticateAsync("JwtAccessBearer"));

        await app.GetAsync("/", app.Access());

        result!.Succeeded.Should().BeTrue();
        result.Ticket!.AuthenticationScheme.Should().Be("JwtAccessBearer");
        result.Principal!.Identity!.Name.Should().Be("ada");
        result.Properties!.IssuedUtc.Should().Be(app.Clock.GetUtcNow());
        result.Properties.ExpiresUtc.Should().Be(app.Clock.GetUtcNow().AddMinutes(15));
    }

    [Fact]
    public async Task The_ticket_of_a_refresh_scheme_is_given_to_who_asks_for_it_by_name()
    {
        AuthenticateResult? result = null;
        await using var app = await StartAsync(async context => result = await context.AuthenticateAsync("JwtRefreshBearer"));

        await app.GetAsync("/", app.Refresh());

        result!.Principal!.Identity!.Name.Should().Be("ada");
    }

    [Theory]
    [InlineData("none", false)]
    [InlineData("refresh", false)]
    [InlineData("forged", true)]
    public async Task Without_a_good_token_there_is_no_ticket(string token, bool fails)
    {
        AuthenticateResult? result = null;
        await using var app = await StartAsync(async context => result = await context.AuthenticateAsync("JwtAccessBearer"));

        await app.GetAsync("/", token switch { "none" => [], "refresh" => [app.Refresh()], _ => [app.Forged()] });

        result!.Succeeded.Should().BeFalse();
        result.None.Should().Be(!fails);
        (result.Failure is not null).Should().Be(fails);
    }

    [Theory]
    [InlineData("none", "credentials_missing")]
    [InlineData("forged", "signature_invalid")]
    [InlineData("refresh", "wrong_token_type")]
    [InlineData("good", "credentials_missing")]
    public async Task A_challenge_says_what_is_wrong_with_the_token(string token, string code)
    {
        await using var app = await StartAsync(context => context.ChallengeAsync("JwtAccessBearer"));

        var answer = await app.GetAsync("/", token switch { "none" => [], "refresh" => [app.Refresh()], "forged" => [app.Forged()], _ => [app.Access()] });

        answer.Status.Should().Be(HttpStatusCode.Unauthorized);
        answer.Code.Should().Be(code);
        answer.Challenge.Should().StartWith("Bearer");
    }

    [Fact]
    public async Task A_forbid_is_a_403()
    {
        await using var app = await StartAsync(context => context.ForbidAsync("JwtAccessBearer"));

        var answer = await app.GetAsync("/", app.Access());

        answer.Status.Should().Be(HttpStatusCode.Forbidden);
        answer.Code.Should().Be("insufficient_scope");
        answer.Challenge.Should().StartWith("Bearer error=\"insufficient_scope\"");
    }

    [Fact]
    public async Task Results_that_challenge_and_forbid_do_the_same()
    {
        await using var app = await TestApp.StartAsync(
            jwt => jwt.AddAccessBearer(),
            web =>
            {
                web.MapGet("/challenge", () => Results.Challenge());
                web.MapGet("/forbid", () => Results.Forbid());
            });

        (await app.GetAsync("/challenge")).Code.Should().Be("credentials_missing");
        (await app.GetAsync("/forbid", app.Access())).Code.Should().Be("insufficient_scope");
    }

    [Fact]
    public async Task Asking_does_not_make_somebody_the_user()
    {
        string? name = "?";
        await using var app = await StartAsync(async context =>
        {
            await context.AuthenticateAsync("JwtRefreshBearer");
            name = context.User.Identity?.Name;
        });

        await app.GetAsync("/", app.Refresh());

        name.Should().BeNull();
    }

    [Fact]
    public async Task Before_anybody_asked_there_are_no_credentials_to_read()
    {
        JwtAuthorizationCredentials? credentials = null;
        await using var app = await TestApp.StartAsync(
            jwt => jwt.AddAccessBearer(),
            web => web.MapGet("/", (HttpContext context) =>
            {
                credentials = context.GetJwtCredentials();
            }),
            options: options => options.RegisterAuthenticationSchemes = false);

        await app.GetAsync("/", app.Access());

        credentials.Should().BeNull();
    }

    [Theory]
    [InlineData("/guard")]
    [InlineData("/authorize")]
    public async Task Credentials_of_a_cookie_refused_for_its_origin_are_not_to_be_read(string path)
    {
        var read = new List<JwtAuthorizationCredentials?>();
        await using var app = await TestApp.StartAsync(
            jwt => jwt.AddAccessCookie(),
            web =>
            {
                web.Use(async (context, next) =>
                {
                    await next(context);
                    read.Add(context.GetJwtCredentials());
                    read.Add(context.GetJwtCredentials<JwtAccessCookie>());
                });
                web.UseRouting();
                web.UseAuthentication();
                web.UseAuthorization();
                web.MapPost("/guard", (JwtAuthorizationCredentials credentials) => "in");
                web.MapPost("/authorize", () => "in").RequireAuthorization();
            },
            build: builder => builder.Services.AddAuthorization());

        var answer = await app.PostAsync(path, TokenHeaders.Cookie(app.AccessToken()), ("Sec-Fetch-Site", "cross-site"));

        answer.Status.Should().Be(HttpStatusCode.Forbidden);
        answer.Code.Should().Be("csrf_failed");
        read.Should().HaveCount(2).And.OnlyContain(credentials => credentials == null);
    }

    private static Task<TestApp> StartAsync(RequestDelegate endpoint) =>
        TestApp.StartAsync(jwt => jwt.AddAccessBearer().AddRefreshBearer(), web => web.MapGet("/", endpoint));
}
