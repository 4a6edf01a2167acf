using System.Net;
using System.Security.Claims;
using System.Text.Encodings.Web;
using JwtSecurity.Tests.TestKit;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace JwtSecurity.Tests.Guard;

/// <summary>The <c>Forward…</c> options that every authentication scheme has.</summary>
public sealed class ForwardingTests
{
    [Fact]
    public async Task Authentication_goes_where_the_option_says()
    {
        await using var app = await StartAsync(options => options.ForwardAuthenticate = "Other");

        (await app.GetAsync("/who", app.Access())).Body.Should().Be("other: somebody");
        (await app.GetAsync("/challenge")).Code.Should().Be(JwtErrorCodes.CredentialsMissing, "only authentication is forwarded");
    }

    [Fact]
    public async Task Challenges_and_refusals_go_where_the_options_say()
    {
        await using var app = await StartAsync(options =>
        {
            options.ForwardChallenge = "Other";
            options.ForwardForbid = "Other";
        });

        (await app.GetAsync("/who", app.Access())).Body.Should().Be("JwtAccessBearer: ada");
        (await app.GetAsync("/challenge")).Status.Should().Be((HttpStatusCode)418);
        (await app.GetAsync("/forbid")).Status.Should().Be((HttpStatusCode)419);
    }

    [Fact]
    public async Task A_selector_chooses_for_each_request_and_the_default_is_what_is_left()
    {
        await using var app = await StartAsync(options =>
        {
            options.ForwardDefaultSelector = context => context.Request.Headers.ContainsKey("X-Other") ? "Other" : null;
            options.ForwardDefault = "JwtAccessBearer";
        });

        (await app.GetAsync("/who", app.Access())).Body.Should().Be("JwtAccessBearer: ada", "nobody forwards to himself");
        (await app.GetAsync("/who", app.Access(), ("X-Other", "1"))).Body.Should().Be("other: somebody");
        (await app.GetAsync("/challenge", ("X-Other", "1"))).Status.Should().Be((HttpStatusCode)418);
    }

    [Fact]
    public async Task Whoever_asks_twice_is_given_the_same_principal_and_after_a_change_of_the_token_another()
    {
        await using var app = await StartAsync(_ => { });
        var other = app.Scheme<JwtAccessBearer>().CreateAccessToken(new { username = "grace" });

        (await app.GetAsync("/twice", app.Access(), ("X-Then", "Bearer " + other))).Body.Should().Be("same then grace");
    }

    private static Task<TestApp> StartAsync(Action<JwtSchemeOptions> configure) => TestApp.StartAsync(
        jwt => jwt.AddAccessBearer(configure),
        web =>
        {
            web.MapGet("/who", async (HttpContext context) =>
            {
                var ticket = (await context.AuthenticateAsync("JwtAccessBearer")).Ticket!;
                return $"{ticket.AuthenticationScheme}: {ticket.Principal.Identity!.Name}";
            });
            web.MapGet("/challenge", (HttpContext context) => context.ChallengeAsync("JwtAccessBearer"));
            web.MapGet("/forbid", (HttpContext context) => context.ForbidAsync("JwtAccessBearer"));
            web.MapGet("/twice", async (HttpContext context) =>
            {
                var first = await context.AuthenticateAsync("JwtAccessBearer");
                var second = await context.AuthenticateAsync("JwtAccessBearer");
                context.Request.Headers.Authorization = context.Request.Headers["X-Then"];
                var third = await context.AuthenticateAsync("JwtAccessBearer");
                return $"{(ReferenceEquals(first.Principal, second.Principal) ? "same" : "another")} then {third.Principal!.Identity!.Name}";
            });
        },
        builder => builder.Services.AddAuthentication("JwtAccessBearer").AddScheme<AuthenticationSchemeOptions, Other>("Other", null));

    private sealed class Other(
        IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory logger, UrlEncoder encoder)
        : AuthenticationHandler<AuthenticationSchemeOptions>(options, logger, encoder)
    {
        protected override Task<AuthenticateResult> HandleAuthenticateAsync() =>
            Task.FromResult(AuthenticateResult.Success(new AuthenticationTicket(
                new ClaimsPrincipal(new ClaimsIdentity([new(ClaimTypes.Name, "somebody")], "other")), "other")));

        protected override Task HandleChallengeAsync(AuthenticationProperties properties) => AnswerAsync(418);

        protected override Task HandleForbiddenAsync(AuthenticationProperties properties) => AnswerAsync(419);

        private Task AnswerAsync(int status)
        {
            Response.StatusCode = status;
            return Task.CompletedTask;
        }
    }
}
