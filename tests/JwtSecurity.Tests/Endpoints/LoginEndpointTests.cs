using System.Net;
using JwtSecurity.Tests.TestKit;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace JwtSecurity.Tests.Endpoints;

/// <summary>A user name and a password, in every shape that clients and attackers send them.</summary>
public sealed class LoginEndpointTests
{
    [Fact]
    public async Task A_login_with_json_hands_out_a_pair_that_works_and_is_not_stored()
    {
        await using var app = await EndpointApp.StartAsync();

        var answer = await app.LoginAsync();

        answer.Status.Should().Be(HttpStatusCode.OK);
        answer.CacheControl.Should().Be("no-store");
        answer.Json.GetProperty("token_type").GetString().Should().Be("bearer");
        answer.Json.GetProperty("expires_in").GetInt64().Should().Be(900);
        (await app.MeAsync(answer.Json.GetProperty("access_token").GetString()!)).Should().Be("ada");
    }

    [Fact]
    public async Task A_login_with_the_oauth_password_form_does_the_same()
    {
        await using var app = await EndpointApp.StartAsync();

        var answer = await app.PostAsync("/auth/login", EndpointApp.Form(("grant_type", "password"), ("username", "ada"), ("password", EndpointApp.Password), ("scope", "a b"), ("client_id", "x")));

        answer.Status.Should().Be(HttpStatusCode.OK);
        (await app.MeAsync(answer.Json.GetProperty("access_token").GetString()!)).Should().Be("ada");
    }

    [Theory]
    [InlineData("ada", "wrong")]
    [InlineData("nobody", EndpointApp.Password)]
    [InlineData(" ada", EndpointApp.Password)]
    [InlineData("ada", EndpointApp.Password + " ")]
    public async Task An_unknown_name_and_a_wrong_password_are_answered_the_same(string username, string password)
    {
        await using var app = await EndpointApp.StartAsync();

        var answer = await app.LoginAsync(username, password);

        answer.Status.Should().Be(HttpStatusCode.Unauthorized);
        answer.Code.Should().Be(JwtErrorCodes.LoginFailed);
        answer.Detail.Should().Be("Incorrect username or password");
        answer.Challenge.Should().Be("Bearer");
        answer.CacheControl.Should().Be("no-store");
        answer.Headers["Set-Cookie"].Should().BeEmpty();
    }

    [Theory]
    [InlineData("{}", "username,password")]
    [InlineData("""{"username": "ada"}""", "password")]
    [InlineData("""{"username": "", "password": "x"}""", "username")]
    [InlineData("""{"username": null, "password": "x"}""", "username")]
    [InlineData("""{"username": 1, "password": ["x"]}""", "username,password")]
    [InlineData("""{"username": "\ud800", "password": "x"}""", "username")]
    [InlineData("""{"username": "a\u0000b", "password": "x"}""", "username")]
    [InlineData("""{"username": "a\ufffeb", "password": "x"}""", "username")]
    [InlineData("""{"username": "ada", "password": "x", "grant_type": "refresh_token"}""", "grant_type")]
    [InlineData("""{"username": "ada", "password": "x", "scope": {}}""", "scope")]
    [InlineData("""{"Username": "ada", "password": "x"}""", "username")]
    public async Task What_is_missing_or_wrong_is_named(string json, string fields)
    {
        await using var app = await EndpointApp.StartAsync();

        var answer = await app.PostAsync("/auth/login", EndpointApp.Json(json));

        answer.Status.Should().Be(HttpStatusCode.BadRequest);
        answer.Code.Should().Be(JwtErrorCodes.RequestInvalid);
        answer.Json.GetProperty("errors").EnumerateObject().Select(field => field.Name).Should().BeEquivalentTo(fields.Split(','));
    }

    [Fact]
    public async Task A_name_that_is_too_long_is_named()
    {
        await using var app = await EndpointApp.StartAsync();

        var answer = await app.LoginAsync(new string('a', 257));

        answer.Status.Should().Be(HttpStatusCode.BadRequest);
        answer.Json.GetProperty("errors").GetProperty("username")[0].GetString().Should().Be("Ensure this field has no more than 256 characters.");
    }

    [Theory]
    [InlineData("")]
    [InlineData("not json")]
    [InlineData("[]")]
    [InlineData("\"text\"")]
    [InlineData("null")]
    [InlineData("""{"username": "ada", "username": "grace", "password": "x"}""")]
    [InlineData("""{"\ud800": 1}""")]
    [InlineData("""{"a": [[[[[[[[[[1]]]]]]]]]]}""")]
    [InlineData("""{"username": "ada", "password": "x"} {}""")]
    public async Task A_body_that_is_no_object_is_a_400(string json)
    {
        await using var app = await EndpointApp.StartAsync();

        var answer = await app.PostAsync("/auth/login", EndpointApp.Json(json));

        answer.Status.Should().Be(HttpStatusCode.BadRequest);
        answer.Code.Should().Be(JwtErrorCodes.RequestInvalid);
    }

    [Theory]
    [InlineData("text/plain")]
    [InlineData("application/xml")]
    [InlineData("multipart/form-data; boundary=x")]
    [InlineData("application/json; charset=utf-16")]
    [InlineData("nonsense")]
    [InlineData(null)]
    public async Task Another_content_type_is_a_415(string? contentType)
    {
        await using var app = await EndpointApp.StartAsync();
        var content = new ByteArrayContent("{}"u8.ToArray());
        if (contentType is not null)
        {
            content.Headers.TryAddWithoutValidation("Content-Type", contentType);
        }

        var answer = await app.PostAsync("/auth/login", content);

        answer.Status.Should().Be(HttpStatusCode.UnsupportedMediaType);
        answer.Code.Should().Be(JwtErrorCodes.ContentTypeNotSupported);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_body_that_is_too_large_is_a_413_whether_it_says_so_or_not(bool saysSo)
    {
        await using var app = await EndpointApp.StartAsync();
        var body = System.Text.Encoding.UTF8.GetBytes($$"""{"username": "ada", "password": "{{new string('x', 50_000)}}"}""");
        HttpContent content = saysSo ? new ByteArrayContent(body) : new StreamContent(new UnknownLength(body));
        content.Headers.TryAddWithoutValidation("Content-Type", "application/json");

        var answer = await app.PostAsync("/auth/login", content);

        answer.Status.Should().Be(HttpStatusCode.RequestEntityTooLarge);
        answer.Code.Should().Be(JwtErrorCodes.RequestTooLarge);
    }

    [Fact]
    public async Task A_form_with_two_passwords_is_refused()
    {
        await using var app = await EndpointApp.StartAsync();

        var answer = await app.PostAsync("/auth/login", EndpointApp.Form(("username", "ada"), ("password", "a"), ("password", EndpointApp.Password)));

        answer.Status.Should().Be(HttpStatusCode.BadRequest);
        answer.Json.GetProperty("errors").TryGetProperty("password", out _).Should().BeTrue();
    }

    [Fact]
    public async Task A_form_with_a_thousand_fields_is_refused()
    {
        await using var app = await EndpointApp.StartAsync();

        var answer = await app.PostAsync("/auth/login", EndpointApp.Form([.. Enumerable.Range(0, 1000).Select(i => ($"f{i}", "x"))]));

        answer.Status.Should().Be(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task The_eleventh_try_for_one_name_in_a_minute_is_refused_however_it_is_written_and_nobody_else_is()
    {
        string[] writings = ["ada", "ADA", " ada", "ada ", "Ada\t"];
        await using var app = await EndpointApp.StartAsync();
        for (var i = 0; i < 10; i++)
        {
            (await app.LoginAsync(writings[i % writings.Length], "wrong")).Status.Should().Be(HttpStatusCode.Unauthorized);
        }

        var answer = await app.LoginAsync();

        answer.Status.Should().Be(HttpStatusCode.TooManyRequests);
        answer.Code.Should().Be(JwtErrorCodes.RateLimited);
        int.Parse(answer.Headers["Retry-After"].Single(), System.Globalization.CultureInfo.InvariantCulture).Should().BeInRange(1, 60);
        (await app.LoginAsync("grace")).Status.Should().Be(HttpStatusCode.OK);
        app.App.Logs.Entries.Should().Contain(entry => entry.Text.Contains("tried too often", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_client_that_tries_many_names_is_stopped()
    {
        await using var app = await EndpointApp.StartAsync(options: o => o.Endpoints.LoginLimitPerAddress = 5);
        for (var i = 0; i < 5; i++)
        {
            (await app.LoginAsync($"user{i}", "wrong")).Status.Should().Be(HttpStatusCode.Unauthorized);
        }

        (await app.LoginAsync("another", "wrong")).Status.Should().Be(HttpStatusCode.TooManyRequests);
    }

    [Fact]
    public async Task Limits_of_zero_are_none()
    {
        await using var app = await EndpointApp.StartAsync(options: o => (o.Endpoints.LoginLimit, o.Endpoints.LoginLimitPerAddress) = (0, 0));
        for (var i = 0; i < 120; i++)
        {
            (await app.LoginAsync("ada", "wrong")).Status.Should().Be(HttpStatusCode.Unauthorized);
        }
    }

    [Fact]
    public async Task What_the_login_adds_is_in_the_tokens_and_in_the_session()
    {
        await using var app = await TestApp.StartAsync(
            jwt => jwt.AddAccessBearer().AddRefreshBearer().AddSessions().AddInMemoryStore().AddLogin(login =>
            {
                login.Scopes.Should().Equal("read", "write");
                login.Details = new JwtSessionDetails
                {
                    Client = login.Fields["device"],
                    TokenDetails = new JwtTokenDetails { Claims = new Dictionary<string, object?> { ["scope"] = login.Scopes[0] } },
                };
                return new(new { username = login.Username });
            }),
            web => web.MapJwtSecurity("/"));

        var tokens = (await app.SendAsync(HttpMethod.Post, "/login", [], EndpointApp.Json("""{"username": "ada", "password": "x", "scope": "read write", "device": "phone"}"""))).Json;

        var access = await app.Scheme<JwtAccessBearer>().Accept(tokens.GetProperty("access_token").GetString()!);
        access.Claims.GetProperty("scope").GetString().Should().Be("read");
        var sessions = await app.GetAsync("/sessions", TokenHeaders.Bearer(tokens.GetProperty("access_token").GetString()!));
        sessions.Json[0].GetProperty("client").GetString().Should().Be("phone");
    }

    [Fact]
    public async Task Without_a_refresh_scheme_there_is_an_access_token_alone()
    {
        await using var app = await EndpointApp.StartAsync(set => set.AddAccessBearer(), sessions: false);

        var answer = await app.LoginAsync();

        answer.Json.EnumerateObject().Select(member => member.Name).Should().Equal("access_token", "token_type", "expires_in");
        (await app.RefreshAsync("x")).Status.Should().Be(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Two_sets_have_a_login_each()
    {
        await using var app = await TestApp.StartAsync(
            jwt =>
            {
                jwt.AddAccessBearer().AddLogin(login => new(new { username = "of the default set" }));
                jwt.Services.AddJwtSecurity("admin", o => o.SecretKey = TestApp.OtherSecret).AddAccessBearer().AddLogin(login => new(login.Password == "admin" ? new { username = "admin" } : null));
            },
            web =>
            {
                web.MapJwtLogin();
                web.MapJwtLogin("/admin/login", "admin");
            });

        (await app.SendAsync(HttpMethod.Post, "/admin/login", [], EndpointApp.Credentials())).Status.Should().Be(HttpStatusCode.Unauthorized);
        var answer = await app.SendAsync(HttpMethod.Post, "/admin/login", [], EndpointApp.Credentials(password: "admin"));
        (await app.Scheme<JwtAccessBearer>("admin").ValidateAsync(answer.Json.GetProperty("access_token").GetString()!)).Succeeded.Should().BeTrue();
        (await app.SendAsync(HttpMethod.Post, "/login", [], EndpointApp.Credentials())).Status.Should().Be(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_login_is_open_in_a_guarded_group_and_under_a_fallback_policy()
    {
        await using var app = await TestApp.StartAsync(
            jwt => jwt.AddAccessBearer().AddLogin(EndpointApp.LogIn),
            web => web.MapGroup("/api").RequireJwt<JwtAccessBearer>().MapJwtLogin(),
            builder => builder.Services.AddAuthorizationBuilder().SetFallbackPolicy(new Microsoft.AspNetCore.Authorization.AuthorizationPolicyBuilder().RequireAuthenticatedUser().Build()));

        (await app.SendAsync(HttpMethod.Post, "/api/login", [], EndpointApp.Credentials())).Status.Should().Be(HttpStatusCode.OK);
    }

    [Fact]
    public async Task An_exception_of_the_application_is_its_own()
    {
        await using var app = await TestApp.StartAsync(
            jwt => jwt.AddAccessBearer().AddLogin(login => throw new InvalidOperationException("the application's")),
            web => web.MapJwtLogin());

        var login = () => app.SendAsync(HttpMethod.Post, "/login", [], EndpointApp.Credentials());

        await login.Should().ThrowAsync<InvalidOperationException>().WithMessage("the application's");
    }

    private sealed class UnknownLength(byte[] bytes) : MemoryStream(bytes)
    {
        public override bool CanSeek => false;
    }
}
