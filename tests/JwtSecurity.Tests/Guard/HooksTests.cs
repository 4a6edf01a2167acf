using System.Net;
using JwtSecurity.Tests.TestKit;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace JwtSecurity.Tests.Guard;

/// <summary>Hooks are called the same, whichever road a request takes.</summary>
public sealed class HooksTests
{
    [Theory]
    [InlineData("/guard", "none", "challenge credentials_missing")]
    [InlineData("/authorize", "none", "challenge credentials_missing")]
    [InlineData("/guard", "forged", "rejected signature_invalid, challenge signature_invalid")]
    [InlineData("/authorize", "forged", "rejected signature_invalid, challenge signature_invalid")]
    [InlineData("/guard", "good", "validated ada")]
    [InlineData("/authorize", "good", "validated ada")]
    [InlineData("/both", "good", "validated ada")]
    [InlineData("/both", "forged", "rejected signature_invalid, challenge signature_invalid")]
    [InlineData("/guard-roles", "good", "validated ada, challenge insufficient_role")]
    [InlineData("/authorize-roles", "good", "validated ada, challenge insufficient_role")]
    public async Task Each_is_called_once_and_in_order(string path, string token, string expected)
    {
        var calls = new List<string>();
        await using var app = await StartAsync(options =>
        {
            options.Events.OnTokenValidated = context => Note(calls, $"validated {context.Credentials.GetString("username")}", context.SchemeName, context.HttpContext);
            options.Events.OnTokenRejected = context => Note(calls, $"rejected {context.Error.Code}", context.SchemeName, context.HttpContext);
            options.Events.OnChallenge = context => Note(calls, $"challenge {context.Error.Code}", context.SchemeName, context.HttpContext);
        });

        await app.GetAsync(path, Header(app, token));

        string.Join(", ", calls).Should().Be(expected);
    }

    [Theory]
    [InlineData("/guard")]
    [InlineData("/authorize")]
    [InlineData("/both")]
    public async Task A_hook_may_reject_a_token_that_is_valid(string path)
    {
        var calls = new List<string>();
        await using var app = await StartAsync(options =>
        {
            options.Events.OnTokenValidated = context =>
            {
                context.Reject();
                return Task.CompletedTask;
            };
            options.Events.OnTokenRejected = context => Note(calls, context.Error.Code, context.SchemeName, context.HttpContext);
        });

        var answer = await app.GetAsync(path, app.Access());

        answer.Status.Should().Be(HttpStatusCode.Unauthorized);
        answer.Code.Should().Be("token_revoked");
        calls.Should().Equal("token_revoked");
    }

    [Fact]
    public async Task What_a_hook_rejects_is_nobodys_credentials_and_nobodys_user()
    {
        await using var app = await StartAsync(options =>
        {
            options.AutoError = false;
            options.Events.OnTokenValidated = context =>
            {
                context.Reject();
                return Task.CompletedTask;
            };
        });

        (await app.GetAsync("/optional", app.Access())).Body.Should().Be("null  null");
    }

    [Theory]
    [InlineData("/guard")]
    [InlineData("/authorize")]
    public async Task A_hook_that_waits_is_waited_for(string path)
    {
        var gate = new TaskCompletionSource();
        var entered = new TaskCompletionSource();
        await using var app = await StartAsync(options => options.Events.OnTokenValidated = async _ =>
        {
            entered.SetResult();
            await gate.Task;
        });

        var answering = app.GetAsync(path, app.Access());
        await entered.Task;
        answering.IsCompleted.Should().BeFalse();
        gate.SetResult();

        (await answering).Body.Should().Be("ada");
    }

    [Fact]
    public async Task Behind_a_hook_that_waits_every_other_scheme_of_the_endpoint_is_still_asked()
    {
        await using var app = await TestApp.StartAsync(
            jwt => jwt.AddAccessBearer(o => o.Events = new JwtSecurityEvents { OnTokenValidated = async _ => await Task.Yield() }).AddRefreshCookie(),
            web => web.MapGet("/", () => "in").RequireJwt<JwtAccessBearer>().RequireJwt<JwtRefreshCookie>());

        (await app.GetAsync("/", app.Access())).Code.Should().Be("credentials_missing");
        (await app.GetAsync("/", app.Access(), TokenHeaders.Cookie(app.RefreshToken(), "refresh_token_cookie"))).Body.Should().Be("in");
    }

    [Theory]
    [InlineData("/guard")]
    [InlineData("/authorize")]
    public async Task An_exception_in_a_hook_lets_nobody_in(string path)
    {
        await using var app = await StartAsync(options => options.Events.OnTokenValidated = _ => throw new InvalidOperationException("the hook failed"));

        var act = () => app.GetAsync(path, app.Access());

        (await act.Should().ThrowAsync<InvalidOperationException>()).WithMessage("the hook failed");
    }

    private static Task Note(List<string> calls, string call, string schemeName, HttpContext context)
    {
        schemeName.Should().Be("JwtAccessBearer");
        context.Should().NotBeNull();
        calls.Add(call);
        return Task.CompletedTask;
    }

    private static (string, string)[] Header(TestApp app, string token) => token switch
    {
        "none" => [],
        "forged" => [app.Forged()],
        _ => [app.Access(role: "user")],
    };

    private static Task<TestApp> StartAsync(Action<JwtSecurityOptions> options) => TestApp.StartAsync(
        jwt => jwt.AddAccessBearer(),
        web =>
        {
            web.MapGet("/guard", (JwtAuthorizationCredentials credentials) => credentials.GetString("username"));
            web.MapGet("/authorize", (HttpContext context) => context.User.Identity?.Name).RequireAuthorization();
            web.MapGet("/both", (JwtAuthorizationCredentials credentials) => credentials.GetString("username")).RequireAuthorization();
            web.MapGet("/guard-roles", () => "in").RequireJwt<JwtAccessBearer>(roles: ["admin"]);
            web.MapGet("/authorize-roles", [Authorize(Roles = "admin")] () => "in");
            web.MapGet("/optional", (JwtAuthorizationCredentials? credentials, HttpContext context) =>
                $"{(credentials is null ? "null" : "somebody")} {context.User.Identity?.Name} {(context.GetJwtCredentials() is null ? "null" : "somebody")}");
        },
        build: builder => builder.Services.AddAuthorization(),
        options: options);
}
