using JwtSecurity.Tests.TestKit;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace JwtSecurity.Tests.TokenSources;

/// <summary>A token in the URL counts where a browser can send it no other way, and the application lists the path.</summary>
public sealed class QueryTokenTests
{
    private const string Stream = "Accept: text/event-stream";
    private const string Socket = "Upgrade: websocket";

    [Theory]
    [InlineData("GET", "/hubs/chat", Stream)]
    [InlineData("GET", "/hubs/chat", Socket)]
    [InlineData("GET", "/hubs/chat/room", Stream)]
    [InlineData("GET", "/HUBS/Chat", Stream)]
    [InlineData("GET", "/hubs/chat", "Accept: TEXT/Event-Stream")]
    [InlineData("GET", "/hubs/chat", "Accept: text/event-stream;q=0.9, */*;q=0.1")]
    [InlineData("GET", "/streams/1", Stream)]
    public async Task It_is_read_where_it_is_listed(string method, string path, string header)
    {
        await using var app = await StartAsync();

        (await SendAsync(app, method, path, $"?access_token={app.AccessToken()}", header)).Summary().Should().Be("ada");
    }

    [Theory]
    [InlineData("GET", "/hubs/chat", null)]
    [InlineData("GET", "/hubs/chat", "Accept: */*")]
    [InlineData("GET", "/hubs/chat", "Accept: text/html")]
    [InlineData("GET", "/hubs/chat", "Accept: text/event-streams")]
    [InlineData("GET", "/hubs/chat", "Upgrade: h2c")]
    [InlineData("POST", "/hubs/chat", Stream)]
    [InlineData("POST", "/hubs/chat", null)]
    [InlineData("GET", "/hubs/chatX", Stream)]
    [InlineData("GET", "/hubs", Stream)]
    [InlineData("GET", "//hubs/chat", Stream)]
    [InlineData("GET", "/other", Socket)]
    [InlineData("GET", "/refresh/hubs/chat", Stream)]
    public async Task And_nowhere_else(string method, string path, string? header)
    {
        await using var app = await StartAsync();

        (await SendAsync(app, method, path, $"?access_token={app.AccessToken()}", header)).Summary().Should().Be("401 credentials_missing");
    }

    [Fact]
    public async Task Extended_connect_of_http2_is_a_handshake_too()
    {
        await using var app = await StartAsync();

        var answer = await app.SendRawAsync("CONNECT", "/hubs/chat", context =>
        {
            context.Request.QueryString = new QueryString($"?access_token={app.AccessToken()}");
            context.Features.Set<IHttpExtendedConnectFeature>(new ExtendedConnect());
        });

        answer.Summary().Should().Be("ada");
    }

    [Theory]
    [InlineData("?access_token=GOOD&access_token=GOOD", "401 token_malformed")]
    [InlineData("?access_token=GOOD&ACCESS_TOKEN=GOOD", "401 token_malformed")]
    [InlineData("?access_token=GOOD&access_token=", "401 token_malformed")]
    [InlineData("?access_token=", "401 credentials_missing")]
    [InlineData("?access_token", "401 credentials_missing")]
    [InlineData("?token=GOOD", "401 credentials_missing")]
    [InlineData("?access_token=x", "401 token_malformed")]
    [InlineData("?access_token=%20GOOD", "401 token_malformed")]
    [InlineData("?access_token=GOOD%00", "401 token_malformed")]
    [InlineData("?access_token=%FF", "401 token_malformed")]
    [InlineData("?access_token=FORGED", "401 signature_invalid")]
    [InlineData("?access_token=REFRESH", "401 wrong_token_type")]
    [InlineData("?id=1&Access_Token=GOOD", "ada")]
    public async Task It_is_one_token_or_a_refusal(string query, string answer)
    {
        await using var app = await StartAsync();
        query = query.Replace("GOOD", app.AccessToken()).Replace("FORGED", app.ForgedToken()).Replace("REFRESH", app.RefreshToken());

        (await SendAsync(app, "GET", "/hubs/chat", query, Stream)).Summary().Should().Be(answer);
    }

    [Fact]
    public async Task The_header_wins_and_the_cookie_comes_last()
    {
        await using var app = await StartAsync(jwt => jwt.AddAccessBearerCookie());
        var query = $"?access_token={app.AccessToken("query")}";

        (await SendAsync(app, "GET", "/hubs/chat", query, Stream, app.Access("header"))).Body.Should().Be("header");
        (await SendAsync(app, "GET", "/hubs/chat", query, Stream, app.Forged())).Code.Should().Be("signature_invalid");
        (await SendAsync(app, "GET", "/hubs/chat", query, Stream, TokenHeaders.Cookie(app.AccessToken("cookie")))).Body.Should().Be("query");
        (await SendAsync(app, "GET", "/hubs/chat", "?access_token=x", Stream, TokenHeaders.Cookie(app.AccessToken("cookie")))).Code.Should().Be("token_malformed");
        (await SendAsync(app, "GET", "/hubs/chat", "", Stream, TokenHeaders.Cookie(app.AccessToken("cookie")))).Body.Should().Be("cookie");
    }

    [Fact]
    public async Task Only_access_schemes_that_read_the_header_read_it()
    {
        await using var app = await StartAsync(jwt => jwt.AddAccessBearer().AddAccessCookie().AddRefreshBearer(), web =>
        {
            web.MapGet("/hubs/chat/cookie", ([Security<JwtAccessCookie>] JwtAuthorizationCredentials credentials) => "in");
            web.MapGet("/hubs/chat/refresh", ([Security<JwtRefreshBearer>] JwtAuthorizationCredentials credentials) => "in");
        });

        (await SendAsync(app, "GET", "/hubs/chat/cookie", $"?access_token={app.AccessToken()}", Stream)).Code.Should().Be("credentials_missing");
        (await SendAsync(app, "GET", "/hubs/chat/refresh", $"?access_token={app.RefreshToken()}", Stream)).Code.Should().Be("credentials_missing");
    }

    [Fact]
    public async Task No_cache_keeps_the_answer_and_no_log_of_ours_the_token()
    {
        await using var app = await StartAsync();
        var (good, forged) = (app.AccessToken(), app.ForgedToken());

        var answer = await SendAsync(app, "GET", "/hubs/chat", $"?access_token={good}", Stream);
        var refused = await SendAsync(app, "GET", "/hubs/chat", $"?access_token={forged}", Stream);
        await SendAsync(app, "GET", "/hubs/chat", $"?access_token={good}&access_token={forged}", Stream);

        (answer.Body, answer.CacheControl, refused.CacheControl).Should().Be(("ada", "no-store", "no-store"));
        var texts = app.Logs.Entries.Where(entry => entry.Category.StartsWith("JwtSecurity", StringComparison.Ordinal)).Select(entry => entry.Text).ToArray();
        texts.Should().NotBeEmpty();
        foreach (var part in good.Split('.').Concat(forged.Split('.')))
        {
            (string.Concat(texts) + refused.Body + refused.Challenge).Should().NotContain(part);
        }
    }

    [Fact]
    public async Task It_is_off_unless_paths_are_listed()
    {
        await using var app = await TestApp.StartAsync(jwt => jwt.AddAccessBearer(), Map);

        (await SendAsync(app, "GET", "/hubs/chat", $"?access_token={app.AccessToken()}", Stream)).Code.Should().Be("credentials_missing");
    }

    [Theory]
    [InlineData("Jwt:QueryToken:Paths:0")]
    [InlineData("Jwt:QueryToken:Paths")]
    public async Task Configuration_can_say_it(string key)
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection([new("Jwt:SecretKey", TestApp.Secret), new(key, "/hubs/chat"), new("Jwt:QueryToken:ParameterName", "token")]).Build();
        await using var app = await TestApp.StartRawAsync(builder => builder.Services.AddJwtSecurity(configuration.GetSection("Jwt")).AddAccessBearer(), Map);

        (await SendAsync(app, "GET", "/hubs/chat", $"?token={app.AccessToken()}", Stream)).Body.Should().Be("ada");
        (await SendAsync(app, "GET", "/hubs/chat", $"?access_token={app.AccessToken()}", Stream)).Code.Should().Be("credentials_missing");
    }

    [Theory]
    [InlineData("hubs/chat", "*A path in QueryToken.Paths is 'hubs/chat', which does not begin with a slash. Write '/hubs/chat'.*")]
    [InlineData("/hubs/*", "*A path in QueryToken.Paths is '/hubs/[*]', and '[*]' has no place in it*")]
    [InlineData("/", "*QueryToken.Paths contains '/', which is every path*")]
    [InlineData(null, "*A path in QueryToken.Paths is '', which does not begin with a slash*")]
    public async Task A_path_that_is_none_stops_the_start(string? path, string message) =>
        await StartShouldFail(options => options.QueryToken.Paths.Add(path!), jwt => jwt.AddAccessBearer(), message.Replace("[*]", "*"));

    [Fact]
    public async Task So_does_a_name_that_is_none_and_a_list_that_nobody_reads()
    {
        await StartShouldFail(options => options.QueryToken.ParameterName = "", jwt => jwt.AddAccessBearer(), "*QueryToken.ParameterName is ''*");
        await StartShouldFail(options => options.QueryToken.Paths.Add("/hubs"), jwt => jwt.AddAccessCookie(), "*JwtAccessCookie has QueryToken.Paths, and reads no token from a URL*JwtAccessBearer*");
        await StartShouldFail(_ => { }, jwt => jwt.AddAccessBearer().AddRefreshBearer(o => o.QueryToken.Paths.Add("/hubs")), "*JwtRefreshBearer has QueryToken.Paths, and reads no token from a URL*");
    }

    private static async Task<Answer> SendAsync(TestApp app, string method, string path, string query, string? header, params (string Name, string Value)[] more) =>
        await app.SendRawAsync(method, path, context =>
        {
            context.Request.QueryString = new QueryString(query);
            if (header?.Split(": ") is [var name, var value])
            {
                context.Request.Headers[name] = value;
            }

            foreach (var (key, text) in more)
            {
                context.Request.Headers[key] = text;
            }
        });

    private static Task<TestApp> StartAsync(Action<JwtSecurityBuilder>? schemes = null, Action<WebApplication>? map = null) => TestApp.StartAsync(
        schemes ?? (jwt => jwt.AddAccessBearer().AddRefreshBearer()),
        map ?? (web =>
        {
            if (schemes is null)
            {
                web.Map("/refresh/{**path}", ([Security<JwtRefreshBearer>] JwtAuthorizationCredentials credentials) => "in");
            }

            Map(web);
        }),
        builder => builder.Logging.AddFilter("JwtSecurity", LogLevel.Trace),
        options =>
        {
            options.QueryToken.Paths.Add("/hubs/chat");
            options.QueryToken.Paths.Add("/streams/");
        });

    // A guard of everything: the paths are those of the requests.
    private static void Map(WebApplication web)
    {
        web.UseJwtSecurity("/", roles: ["admin"]);
        web.Run(context => context.Response.WriteAsync(context.GetJwtCredentials()!.GetString("username")!));
    }

    private static async Task StartShouldFail(Action<JwtSecurityOptions> options, Action<JwtSecurityBuilder> schemes, string message)
    {
        var start = () => TestApp.StartAsync(schemes, _ => { }, options: options);

        await start.Should().ThrowAsync<InvalidOperationException>().WithMessage(message);
    }

    private sealed class ExtendedConnect : IHttpExtendedConnectFeature
    {
        public bool IsExtendedConnect => true;

        public string? Protocol => "websocket";

        public ValueTask<Stream> AcceptAsync() => throw new NotSupportedException();
    }
}
