using System.Net;
using JwtSecurity.Tests.TestKit;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace JwtSecurity.Tests.Guard;

/// <summary>A refusal stays a refusal, whatever else writes error pages in the application.</summary>
public sealed class RefusalAnswerTests
{
    [Theory]
    [InlineData("/guard", null)]
    [InlineData("/guard", "text/html")]
    [InlineData("/guard", "application/json")]
    [InlineData("/guard", "image/png, */*;q=0")]
    [InlineData("/authorize", null)]
    [InlineData("/authorize", "text/html")]
    public async Task With_problem_details_registered_it_is_a_401_for_every_Accept(string path, string? accept)
    {
        await using var app = await StartAsync(web => { }, builder => builder.Services.AddProblemDetails());

        var answer = accept is null ? await app.GetAsync(path) : await app.GetAsync(path, ("Accept", accept));

        ShouldBeRefused(answer);
    }

    [Fact]
    public async Task With_problem_details_registered_the_applications_customization_is_in_it()
    {
        await using var app = await StartAsync(web => { }, builder => builder.Services.AddProblemDetails(options =>
            options.CustomizeProblemDetails = context => context.ProblemDetails.Extensions["service"] = "orders"));

        var answer = await app.GetAsync("/guard");

        ShouldBeRefused(answer);
        answer.Json.GetProperty("service").GetString().Should().Be("orders");
    }

    [Fact]
    public async Task Where_the_problem_details_service_declines_the_body_is_our_own()
    {
        await using var app = await StartAsync(web => { }, builder => builder.Services.AddSingleton<IProblemDetailsService, Declining>());

        ShouldBeRefused(await app.GetAsync("/guard"));
    }

    [Theory]
    [InlineData("/guard")]
    [InlineData("/authorize")]
    public async Task Behind_an_exception_handler_it_is_a_401(string path)
    {
        await using var app = await StartAsync(web => web.UseExceptionHandler("/error"));

        ShouldBeRefused(await app.GetAsync(path));
    }

    [Theory]
    [InlineData("/guard")]
    [InlineData("/authorize")]
    public async Task Behind_status_code_pages_it_keeps_its_body(string path)
    {
        await using var app = await StartAsync(web => web.UseStatusCodePages("text/plain", "a page for {0}"));

        ShouldBeRefused(await app.GetAsync(path));
    }

    [Theory]
    [InlineData("/guard")]
    [InlineData("/authorize")]
    public async Task With_an_empty_body_status_code_pages_write_theirs_and_the_rest_stays(string path)
    {
        await using var app = await StartAsync(
            web => web.UseStatusCodePagesWithReExecute("/page/{0}"),
            options: options => options.WriteProblemDetails = false);

        var answer = await app.GetAsync(path);

        answer.Status.Should().Be(HttpStatusCode.Unauthorized);
        answer.Challenge.Should().Be("Bearer");
        answer.Body.Should().Be("the page for 401");
        answer.CacheControl.Should().Be("no-store");
    }

    [Theory]
    [InlineData("/guard", false)]
    [InlineData("/guard", true)]
    [InlineData("/authorize", false)]
    public async Task The_answer_to_HEAD_has_no_body(string path, bool problemDetails)
    {
        await using var app = await StartAsync(web => { }, builder =>
        {
            if (problemDetails)
            {
                builder.Services.AddProblemDetails();
            }
        });

        var answer = await app.SendAsync(HttpMethod.Head, path, []);

        answer.Status.Should().Be(HttpStatusCode.Unauthorized);
        answer.Challenge.Should().Be("Bearer");
        answer.Body.Should().BeEmpty();
    }

    [Theory]
    [InlineData("/guard")]
    [InlineData("/authorize")]
    public async Task A_hook_may_write_the_body_and_status_and_challenge_stay(string path)
    {
        await using var app = await StartAsync(web => { }, options: options => options.Events.OnChallenge = async challenge =>
        {
            challenge.HandleResponse();
            challenge.HttpContext.Response.ContentType = "text/plain";
            await challenge.HttpContext.Response.WriteAsync($"{challenge.SchemeName}: {challenge.Error.Code}");
        });

        var answer = await app.GetAsync(path);

        answer.Status.Should().Be(HttpStatusCode.Unauthorized);
        answer.Challenge.Should().Be("Bearer");
        answer.Body.Should().Be("JwtAccessBearer: credentials_missing");
    }

    [Theory]
    [InlineData("/guard")]
    [InlineData("/authorize")]
    public async Task A_hook_that_handles_nothing_leaves_the_body_to_us(string path)
    {
        await using var app = await StartAsync(web => { }, options: options => options.Events.OnChallenge = challenge =>
        {
            challenge.HttpContext.Response.Headers["X-Seen"] = challenge.Error.Code;
            return Task.CompletedTask;
        });

        var answer = await app.GetAsync(path);

        ShouldBeRefused(answer);
        answer.Headers["X-Seen"].Should().Equal("credentials_missing");
    }

    [Theory]
    [InlineData("/guard")]
    [InlineData("/authorize")]
    public async Task Hooks_may_come_from_services(string path)
    {
        await using var app = await StartAsync(
            web => { },
            builder => builder.Services.AddScoped<PoliteEvents>().AddSingleton(new Greeting("please log in")),
            options => options.EventsType = typeof(PoliteEvents));

        var answer = await app.GetAsync(path);

        answer.Status.Should().Be(HttpStatusCode.Unauthorized);
        answer.Body.Should().Be("please log in");
    }

    [Fact]
    public async Task Several_schemes_challenged_at_once_give_one_body()
    {
        await using var app = await TestApp.StartAsync(
            jwt =>
            {
                jwt.AddAccessBearer().AddAccessCookie();
                jwt.Services.AddJwtSecurity("admin", o => o.SecretKey = "another secret, of at least as many bytes").AddAccessBearer();
            },
            web => web.MapGet("/", () => "in")
                .RequireAuthorization(policy => policy.AddAuthenticationSchemes("JwtAccessBearer", "JwtAccessCookie", "admin.JwtAccessBearer").RequireAuthenticatedUser()),
            build: builder => builder.Services.AddAuthorization());

        var answer = await app.GetAsync("/");

        ShouldBeRefused(answer);
    }

    [Fact]
    public async Task Without_problem_details_it_is_rfc_9457_all_the_same()
    {
        await using var app = await StartAsync(web => { });

        var answer = await app.GetAsync("/guard", app.Forged());

        answer.Headers["Content-Type"].Should().Equal("application/problem+json");
        answer.Json.GetProperty("type").GetString().Should().Be("https://tools.ietf.org/html/rfc9110#section-15.5.2");
        answer.Json.GetProperty("title").GetString().Should().Be("Unauthorized");
        answer.Json.GetProperty("status").GetInt32().Should().Be(401);
        answer.Detail.Should().Be("Invalid token: its signature does not match");
        answer.Code.Should().Be("signature_invalid");
        answer.Challenge.Should().StartWith("Bearer error=\"invalid_token\", error_description=");
    }

    [Theory]
    [InlineData("/guard")]
    [InlineData("/authorize")]
    public async Task Nothing_of_the_token_or_the_key_is_in_it(string path)
    {
        await using var app = await StartAsync(web => { });
        var token = app.ForgedToken();

        var answer = await app.GetAsync(path, TokenHeaders.Bearer(token));

        var shown = answer.Body + string.Join(' ', answer.Headers.SelectMany(header => header)) + string.Join(' ', app.Logs.Entries.Select(entry => entry.Text));
        shown.Should().NotContain(token.Split('.')[1]).And.NotContain(token.Split('.')[2]).And.NotContain(TestApp.Secret).And.NotContain("IDX");
    }

    private static void ShouldBeRefused(Answer answer)
    {
        answer.Status.Should().Be(HttpStatusCode.Unauthorized);
        answer.Challenge.Should().Be("Bearer");
        answer.Code.Should().Be("credentials_missing");
        answer.Detail.Should().Be("Credentials are not provided");
        answer.Json.GetProperty("status").GetInt32().Should().Be(401);
    }

    private static Task<TestApp> StartAsync(Action<WebApplication> middleware, Action<WebApplicationBuilder>? build = null, Action<JwtSecurityOptions>? options = null) =>
        TestApp.StartAsync(
            jwt => jwt.AddAccessBearer(),
            web =>
            {
                middleware(web);
                web.UseRouting();
                web.UseAuthentication();
                web.UseAuthorization();
                web.MapMethods("/guard", ["GET", "HEAD"], (JwtAuthorizationCredentials credentials) => "in");
                web.MapMethods("/authorize", ["GET", "HEAD"], () => "in").RequireAuthorization();
                web.Map("/error", () => "the error page");
                web.Map("/page/{code}", (string code) => $"the page for {code}");
            },
            build: builder =>
            {
                builder.Services.AddAuthorization();
                build?.Invoke(builder);
            },
            options: options);

    private sealed record Greeting(string Text);

    private sealed class PoliteEvents(Greeting greeting) : JwtSecurityEvents
    {
        public override Task Challenge(JwtChallengeContext context)
        {
            context.HandleResponse();
            return context.HttpContext.Response.WriteAsync(greeting.Text);
        }
    }

    private sealed class Declining : IProblemDetailsService
    {
        public ValueTask WriteAsync(ProblemDetailsContext context) => throw new InvalidOperationException("No writer suits.");

        public ValueTask<bool> TryWriteAsync(ProblemDetailsContext context) => ValueTask.FromResult(false);
    }
}
