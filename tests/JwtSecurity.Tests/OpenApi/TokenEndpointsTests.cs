using System.Text.Json;
using JwtSecurity.Tests.Endpoints;
using JwtSecurity.Tests.Sessions;
using JwtSecurity.Tests.TestKit;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace JwtSecurity.Tests.OpenApi;

/// <summary>What a document says of the token endpoints, and that it is what they do.</summary>
public sealed class TokenEndpointsTests
{
    [Theory]
    [InlineData("FastApiJwt", "AccessBearer RefreshBearer", JwtTokenTransport.ByScheme, true, "TokenEndpoints.FastApiJwt.Body")]
    [InlineData("FastApiJwt", "AccessBearerCookie RefreshBearerCookie", JwtTokenTransport.ByScheme, false, "TokenEndpoints.FastApiJwt.Both")]
    [InlineData("FastApiJwt", "AccessBearerCookie RefreshBearerCookie", JwtTokenTransport.Cookies, true, "TokenEndpoints.FastApiJwt.Cookies")]
    [InlineData("FastApiJwt", "AccessBearer RefreshCookie", JwtTokenTransport.ByScheme, true, "TokenEndpoints.FastApiJwt.RefreshCookie")]
    [InlineData("SimpleJwt", "AccessBearer RefreshBearer", JwtTokenTransport.ByScheme, true, "TokenEndpoints.SimpleJwt.Body")]
    [InlineData("SimpleJwt", "AccessCookie RefreshCookie", JwtTokenTransport.ByScheme, true, "TokenEndpoints.SimpleJwt.Cookies")]
    [InlineData("FlaskJwtExtended", "AccessBearer RefreshBearer", JwtTokenTransport.ByScheme, true, "TokenEndpoints.FlaskJwtExtended.Body")]
    [InlineData("FlaskJwtExtended", "AccessCookie RefreshCookie", JwtTokenTransport.ByScheme, true, "TokenEndpoints.FlaskJwtExtended.Cookies")]
    public async Task In_each_dialect_and_transport(string dialect, string schemes, JwtTokenTransport transport, bool sessions, string name)
    {
        await using var app = await TestApp.StartAsync(
            set =>
            {
                set.AddLogin(login => new(new Dictionary<string, string> { [DialectOf(dialect).IdentityClaim ?? "username"] = login.Username }));
                TransportTests.Add(set, schemes);
                if (sessions)
                {
                    set.AddSessions().AddInMemoryStore();
                }
            },
            web =>
            {
                web.MapOpenApi();
                web.MapJwtSecurity();
            },
            builder => DescribedApp.AddDocument(builder, "v1"),
            options =>
            {
                options.Dialect = DialectOf(dialect);
                options.Endpoints.Transport = transport;
            });
        var document = await DescribedApp.ReadAsync(app, DescribedApp.Path);

        await ApprovedDocument.CompareAsync(name, document);

        // What it promises is what comes.
        var answer = (await app.SendAsync(HttpMethod.Post, "/auth/login", [], EndpointApp.Credentials())).Json.EnumerateObject().Select(member => member.Name);
        using var json = JsonDocument.Parse(document);
        PropertiesOf(json.RootElement, json.RootElement.GetProperty("paths").GetProperty("/auth/login").GetProperty("post").GetProperty("responses").GetProperty("200")).Should().Equal(answer);
    }

    [Fact]
    public async Task Sets_have_dialects_of_their_own()
    {
        var document = await DescribedApp.DescribeAsync(
            set =>
            {
                set.AddAccessBearer().AddRefreshBearer().AddLogin(EndpointApp.LogIn);
                set.Services.AddJwtSecurity("django", options =>
                {
                    options.SecretKey = TestApp.OtherSecret;
                    options.Dialect = JwtDialect.SimpleJwt;
                }).AddAccessBearer().AddRefreshBearer().AddLogin(EndpointApp.LogIn);
            },
            app =>
            {
                app.MapJwtLogin();
                app.MapJwtRefresh();
                app.MapJwtLogin("/django/login", "django");
                app.MapJwtRefresh("/django/refresh", "django");
            });

        await ApprovedDocument.CompareAsync("TokenEndpoints.Sets", document);
    }

    [Fact]
    public async Task Every_refusal_of_a_body_and_of_a_store_that_is_away_is_told()
    {
        ScriptedStore? store = null;
        await using var app = await TestApp.StartAsync(
            set => set.AddAccessBearer().AddRefreshBearer().AddLogin(EndpointApp.LogIn).AddSessions(),
            web =>
            {
                web.MapOpenApi();
                web.MapJwtSecurity();
                web.MapGet("/own", ([Security<JwtRefreshBearer>] JwtAuthorizationCredentials? credentials) => "in");
                web.MapGet("/access", ([Security<JwtAccessBearer>] JwtAuthorizationCredentials credentials) => "in");
            },
            builder =>
            {
                builder.Services.AddSingleton<JwtSessionStore>(services => store = new ScriptedStore(services.GetRequiredService<TimeProvider>()));
                DescribedApp.AddDocument(builder, "v1");
            },
            options =>
            {
                options.Sessions.MaxSessionsPerSubject = 1;
                options.Sessions.LimitPolicy = JwtSessionLimitPolicy.Refuse;
            });
        var document = await DescribedApp.ReadAsync(app, DescribedApp.Path);
        var tokens = (await app.SendAsync(HttpMethod.Post, "/auth/login", [], EndpointApp.Credentials())).Json;
        var access = TokenHeaders.Bearer(tokens.GetProperty("access_token").GetString()!);
        var refresh = TokenHeaders.Bearer(tokens.GetProperty("refresh_token").GetString()!);

        await ShouldBeToldAsync(403, HttpMethod.Post, "/auth/login", null, EndpointApp.Credentials());
        foreach (var path in new[] { "/auth/login", "/auth/refresh", "/auth/verify", "/auth/logout" })
        {
            await ShouldBeToldAsync(415, HttpMethod.Post, path, null, new StringContent("ada"));
            await ShouldBeToldAsync(413, HttpMethod.Post, path, null, EndpointApp.Json(new string(' ', 50_000)));
        }

        store!.Before = (_, _) => throw new TimeoutException();
        await ShouldBeToldAsync(503, HttpMethod.Post, "/auth/login", null, EndpointApp.Credentials());
        await ShouldBeToldAsync(503, HttpMethod.Post, "/auth/refresh", refresh, null);
        await ShouldBeToldAsync(503, HttpMethod.Post, "/auth/verify", refresh, null);
        await ShouldBeToldAsync(503, HttpMethod.Post, "/auth/logout", refresh, null);
        await ShouldBeToldAsync(503, HttpMethod.Get, "/auth/sessions", access, null);
        await ShouldBeToldAsync(503, HttpMethod.Delete, "/auth/sessions", access, null);
        await ShouldBeToldAsync(503, HttpMethod.Get, "/own", refresh, null);
        ResponsesOf("/access", "get").TryGetProperty("503", out _).Should().BeFalse("nobody asks the store about an access token");

        async Task ShouldBeToldAsync(int status, HttpMethod method, string path, (string Name, string Value)? header, HttpContent? content)
        {
            var answer = await app.SendAsync(method, path, header is { } one ? [one] : [], content);

            ((int)answer.Status).Should().Be(status, $"{path} {answer.Body}");
            ResponsesOf(path, method.Method.ToLowerInvariant()).TryGetProperty($"{status}", out _).Should().BeTrue($"{path} answers {status}");
        }

        JsonElement ResponsesOf(string path, string method) => JsonElement.Parse(document).GetProperty("paths").GetProperty(path).GetProperty(method).GetProperty("responses");
    }

    [Theory]
    [InlineData("FastApiJwt")]
    [InlineData("SimpleJwt")]
    public async Task Endpoints_of_the_application_that_return_a_pair(string dialect)
    {
        var document = await DescribedApp.DescribeAsync(
            set => set.AddAccessBearer().AddRefreshBearer().AddSessions().AddInMemoryStore(),
            app =>
            {
                app.MapPost("/login", (JwtSessions sessions) => sessions.StartAsync(new { username = "ada", user_id = "1" }).AsTask());
                app.MapPost("/inside", (JwtSessions sessions) => new Answer("ada", new TokenPair("access", "refresh")));
                app.MapPost("/perhaps", () => new Perhaps(null, []));
            },
            options => options.Dialect = DialectOf(dialect));

        await ApprovedDocument.CompareAsync($"TokenPair.{dialect}", document);
    }

    public sealed record Answer(string Name, TokenPair Tokens);

    public sealed record Perhaps(TokenPair? Tokens, IReadOnlyList<TokenPair> All);

    private static JwtDialect DialectOf(string name) => (JwtDialect)typeof(JwtDialect).GetProperty(name)!.GetValue(null)!;

    private static IEnumerable<string> PropertiesOf(JsonElement document, JsonElement response)
    {
        var schema = response.GetProperty("content").GetProperty("application/json").GetProperty("schema");
        if (schema.TryGetProperty("$ref", out var reference))
        {
            schema = document.GetProperty("components").GetProperty("schemas").GetProperty(reference.GetString()!.Split('/')[^1]);
        }

        return schema.TryGetProperty("properties", out var properties) ? properties.EnumerateObject().Select(property => property.Name) : [];
    }
}
