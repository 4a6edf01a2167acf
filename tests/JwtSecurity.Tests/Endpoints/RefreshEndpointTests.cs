using System.Net;
using System.Text.Json;
using JwtSecurity.Tests.TestKit;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace JwtSecurity.Tests.Endpoints;

public sealed class RefreshEndpointTests
{
    [Fact]
    public async Task With_sessions_the_refresh_token_is_replaced_and_its_reuse_is_theft()
    {
        await using var app = await EndpointApp.StartAsync();
        var (_, refresh) = await app.LogInAsync();
        app.Clock.Advance(TimeSpan.FromMinutes(1));

        var renewed = await app.RefreshAsync(refresh);
        renewed.Status.Should().Be(HttpStatusCode.OK, renewed.Body);
        renewed.CacheControl.Should().Be("no-store");
        (await app.MeAsync(renewed.Json.GetProperty("access_token").GetString()!)).Should().Be("ada");
        app.Clock.Advance(TimeSpan.FromMinutes(1));
        (await app.RefreshAsync(renewed.Json.GetProperty("refresh_token").GetString()!)).Status.Should().Be(HttpStatusCode.OK);

        (await app.RefreshAsync(refresh)).Code.Should().Be(JwtErrorCodes.TokenReused);
        (await app.MeAsync(renewed.Json.GetProperty("access_token").GetString()!)).Should().Be("401 token_revoked");
    }

    [Fact]
    public async Task Without_sessions_there_is_a_new_access_token_alone()
    {
        await using var app = await EndpointApp.StartAsync(sessions: false);
        var (_, refresh) = await app.LogInAsync();

        var answer = await app.RefreshAsync(refresh);

        answer.Json.EnumerateObject().Select(member => member.Name).Should().Equal("access_token", "token_type", "expires_in");
        (await app.MeAsync(answer.Json.GetProperty("access_token").GetString()!)).Should().Be("ada");
        (await app.RefreshAsync(refresh)).Status.Should().Be(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Without_sessions_the_access_token_keeps_what_the_login_gave_it()
    {
        await using var app = await TestApp.StartAsync(
            jwt => jwt.AddAccessBearer().AddRefreshBearer().AddLogin(login =>
            {
                login.Details = new JwtSessionDetails { TokenDetails = new JwtTokenDetails { Claims = new Dictionary<string, object?> { ["scope"] = "read" } } };
                return new(new { username = login.Username });
            }),
            web => web.MapJwtSecurity());
        var refresh = (await app.SendAsync(HttpMethod.Post, "/auth/login", [], EndpointApp.Credentials())).Json.GetProperty("refresh_token").GetString()!;

        var answer = await app.PostAsync("/auth/refresh", TokenHeaders.Bearer(refresh));

        var access = await app.Scheme<JwtAccessBearer>().Accept(answer.Json.GetProperty("access_token").GetString()!);
        access.Claims.GetProperty("scope").GetString().Should().Be("read");
        access.GetString("username").Should().Be("ada");
    }

    [Fact]
    public async Task The_body_counts_before_the_header_where_clients_send_their_access_token_along()
    {
        await using var app = await EndpointApp.StartAsync();
        var (access, refresh) = await app.LogInAsync();

        var answer = await app.PostAsync("/auth/refresh", EndpointApp.Form(("refresh_token", refresh), ("grant_type", "refresh_token")), TokenHeaders.Bearer(access));

        answer.Status.Should().Be(HttpStatusCode.OK, answer.Body);
    }

    [Fact]
    public async Task The_header_does_without_a_body()
    {
        await using var app = await EndpointApp.StartAsync();
        var (access, refresh) = await app.LogInAsync();

        (await app.PostAsync("/auth/refresh", null, TokenHeaders.Bearer(refresh))).Status.Should().Be(HttpStatusCode.OK);
        (await app.PostAsync("/auth/refresh", null, TokenHeaders.Bearer(access))).Code.Should().Be(JwtErrorCodes.WrongTokenType);
        (await app.PostAsync("/auth/refresh", null)).Code.Should().Be(JwtErrorCodes.CredentialsMissing);
    }

    [Theory]
    [InlineData("{}", HttpStatusCode.BadRequest, JwtErrorCodes.RequestInvalid)]
    [InlineData("""{"refresh_token": null}""", HttpStatusCode.BadRequest, JwtErrorCodes.RequestInvalid)]
    [InlineData("""{"refresh_token": ""}""", HttpStatusCode.BadRequest, JwtErrorCodes.RequestInvalid)]
    [InlineData("""{"refresh_token": 5}""", HttpStatusCode.BadRequest, JwtErrorCodes.RequestInvalid)]
    [InlineData("""{"refresh_token": "a.b.c"}""", HttpStatusCode.Unauthorized, JwtErrorCodes.TokenMalformed)]
    [InlineData("""{"refresh_token": "ü"}""", HttpStatusCode.Unauthorized, JwtErrorCodes.TokenMalformed)]
    [InlineData("[", HttpStatusCode.BadRequest, JwtErrorCodes.RequestInvalid)]
    public async Task What_is_no_refresh_token_is_refused(string body, HttpStatusCode status, string code)
    {
        await using var app = await EndpointApp.StartAsync();

        var answer = await app.PostAsync("/auth/refresh", EndpointApp.Json(body));

        (answer.Status, answer.Code).Should().Be((status, code));
    }

    [Fact]
    public async Task One_token_may_come_so_often_in_a_minute()
    {
        await using var app = await EndpointApp.StartAsync(options: o => o.Endpoints.RefreshLimit = 3);
        var (_, refresh) = await app.LogInAsync();
        var (_, other) = await app.LogInAsync();
        for (var i = 0; i < 3; i++)
        {
            (await app.RefreshAsync(refresh)).Status.Should().Be(HttpStatusCode.OK);
        }

        (await app.RefreshAsync(refresh)).Code.Should().Be(JwtErrorCodes.RateLimited);
        (await app.RefreshAsync(other)).Status.Should().Be(HttpStatusCode.OK);
    }

    [Fact]
    public async Task What_nobody_signed_is_not_counted_or_each_would_take_memory()
    {
        await using var app = await EndpointApp.StartAsync(options: o => o.Endpoints.RefreshLimit = 3);
        var (_, refresh) = await app.LogInAsync();

        foreach (var junk in new[] { "a.b.c", refresh[..^10] + "AAAAAAAAAA" })
        {
            for (var i = 0; i < 5; i++)
            {
                (await app.RefreshAsync(junk)).Code.Should().BeOneOf(JwtErrorCodes.TokenMalformed, JwtErrorCodes.SignatureInvalid);
            }
        }

        (await app.RefreshAsync(refresh)).Status.Should().Be(HttpStatusCode.OK);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_subject_that_may_no_longer_gets_nothing(bool sessions)
    {
        var users = new Users();
        await using var app = await TestApp.StartAsync(
            jwt =>
            {
                jwt.AddAccessBearer().AddRefreshBearer().AddLogin<UsersLogin>();
                if (sessions)
                {
                    jwt.AddSessions().AddInMemoryStore();
                }
            },
            web => web.MapJwtSecurity(),
            builder => builder.Services.AddSingleton(users));
        var refresh = (await app.SendAsync(HttpMethod.Post, "/auth/login", [], EndpointApp.Credentials())).Json.GetProperty("refresh_token").GetString()!;
        app.Clock.Advance(TimeSpan.FromMinutes(1));

        users.Role = "admin";
        var promoted = await app.PostAsync("/auth/refresh", TokenHeaders.Bearer(refresh));
        (await app.Scheme<JwtAccessBearer>().Accept(promoted.Json.GetProperty("access_token").GetString()!)).GetString("role").Should().Be("admin");

        users.Role = null;
        var refused = await app.PostAsync("/auth/refresh", TokenHeaders.Bearer(refresh));
        (refused.Status, refused.Code).Should().Be((HttpStatusCode.Unauthorized, JwtErrorCodes.TokenRevoked));

        // With sessions it has ended; without, the token would be as good as ever.
        users.Role = "user";
        (await app.PostAsync("/auth/refresh", TokenHeaders.Bearer(refresh))).Status.Should().Be(sessions ? HttpStatusCode.Unauthorized : HttpStatusCode.OK);
    }

    [Fact]
    public async Task Hooks_see_tokens_in_bodies_too()
    {
        var seen = new List<string>();
        await using var app = await EndpointApp.StartAsync(options: o =>
        {
            o.Events.OnTokenValidated = context =>
            {
                seen.Add($"validated {context.Credentials.TokenType}");
                return Task.CompletedTask;
            };
            o.Events.OnTokenRejected = context =>
            {
                seen.Add($"rejected {context.Error.Code}");
                return Task.CompletedTask;
            };
        });
        var (_, refresh) = await app.LogInAsync();

        await app.RefreshAsync(refresh);
        await app.RefreshAsync("a.b.c");

        seen.Should().Equal("validated Refresh", "rejected token_malformed");
    }

    private sealed class Users
    {
        public string? Role { get; set; } = "user";
    }

    private sealed class UsersLogin(Users users) : JwtLogin
    {
        public override ValueTask<object?> AuthenticateAsync(JwtLoginContext context, CancellationToken cancellationToken) => new(new { username = context.Username, role = users.Role });

        public override ValueTask<object?> RefreshAsync(JsonElement subject, CancellationToken cancellationToken) =>
            new(users.Role is { } role ? new { username = subject.GetProperty("username").GetString(), role } : null);
    }
}
