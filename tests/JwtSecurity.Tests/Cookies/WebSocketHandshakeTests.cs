using JwtSecurity.Tests.TestKit;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Primitives;

namespace JwtSecurity.Tests.Cookies;

/// <summary>The handshake of a WebSocket is a GET, but no same-origin policy holds for what comes after it: it is checked.</summary>
public sealed class WebSocketHandshakeTests(CrossSiteApp site) : IClassFixture<CrossSiteApp>
{
    private const string Evil = "https://evil.example";

    [Theory]
    [InlineData(null, null, true)]
    [InlineData("https://api.example.com", null, true)]
    [InlineData("https://app.example.com", "cross-site", true)]
    [InlineData(null, "same-origin", true)]
    [InlineData(Evil, null, false)]
    [InlineData(Evil, "cross-site", false)]
    [InlineData(null, "cross-site", false)]
    [InlineData("https://api.example.com", "same-site", false)]
    [InlineData("null", null, false)]
    public async Task A_handshake_is_checked_although_it_is_a_get(string? origin, string? fetchSite, bool passes)
    {
        var answer = await site.SendAsync("GET", "/required", origin, fetchSite, more: ("Upgrade", "websocket"));

        answer.Summary().Should().Be(passes ? "ada" : "403 csrf_failed");
    }

    [Theory]
    [InlineData("WebSocket")]
    [InlineData("WEBSOCKET")]
    [InlineData("h2c, websocket")]
    [InlineData("websocket/13")]
    public async Task However_the_upgrade_is_written(string upgrade)
    {
        (await site.SendAsync("GET", "/required", Evil, null, more: ("Upgrade", upgrade))).Summary().Should().Be("403 csrf_failed");
    }

    [Fact]
    public async Task In_the_second_of_two_upgrade_headers_too()
    {
        var answer = await site.App.GetRawAsync(
            "/required", ("Cookie", site.Cookie()), ("Origin", Evil), ("Upgrade", new StringValues(["h2c", "websocket"])));

        answer.Summary().Should().Be("403 csrf_failed");
    }

    [Fact]
    public async Task Another_upgrade_is_an_ordinary_get()
    {
        (await site.SendAsync("GET", "/required", Evil, null, more: ("Upgrade", "h2c"))).Summary().Should().Be("ada");
    }

    [Theory]
    [InlineData("CONNECT")]
    [InlineData("GET")]
    public async Task Extended_connect_of_http2_is_checked_however_the_server_shows_it(string method)
    {
        var answer = await site.App.SendRawAsync(method, "/required", context =>
        {
            context.Request.Headers.Cookie = site.Cookie();
            context.Request.Headers.Origin = Evil;
            context.Features.Set<IHttpExtendedConnectFeature>(new ExtendedConnect());
        });

        answer.Summary().Should().Be("403 csrf_failed");
    }

    [Fact]
    public async Task A_handshake_with_its_token_in_the_header_is_not_checked()
    {
        var bearer = "Bearer " + Tokens.Sign(Tokens.Payload(site.App.Clock.GetUtcNow()));

        var answer = await site.SendAsync("GET", "/both", Evil, "cross-site", more: [("Upgrade", "websocket"), ("Authorization", bearer)]);

        answer.Summary().Should().Be("ada");
    }

    [Theory]
    [InlineData(null, true)]
    [InlineData("http://localhost", true)]
    [InlineData(Evil, false)]
    public async Task A_socket_opens_for_the_own_site_alone(string? origin, bool opens)
    {
        await using var app = await TestApp.StartAsync(
            jwt => jwt.AddAccessCookie(),
            web =>
            {
                web.UseWebSockets();
                web.MapGet("/socket", async ([Security<JwtAccessCookie>] JwtAuthorizationCredentials credentials, HttpContext context) =>
                {
                    using var socket = await context.WebSockets.AcceptWebSocketAsync();
                    await socket.CloseAsync(System.Net.WebSockets.WebSocketCloseStatus.NormalClosure, credentials.GetString("username"), default);
                });
            });
        var client = app.Server.CreateWebSocketClient();
        client.ConfigureRequest = request =>
        {
            request.Headers.Cookie = "access_token_cookie=" + Tokens.Sign(Tokens.Payload(app.Clock.GetUtcNow()));
            request.Headers.Origin = origin is null ? StringValues.Empty : origin;
        };
        var connect = () => client.ConnectAsync(new Uri("ws://localhost/socket"), default);

        if (opens)
        {
            using var socket = await connect();
            await socket.ReceiveAsync(new ArraySegment<byte>(new byte[16]), default);
            socket.CloseStatusDescription.Should().Be("ada");
        }
        else
        {
            await connect.Should().ThrowAsync<InvalidOperationException>().WithMessage("*403*");
        }
    }

    private sealed class ExtendedConnect : IHttpExtendedConnectFeature
    {
        public bool IsExtendedConnect => true;

        public string? Protocol => "websocket";

        public ValueTask<Stream> AcceptAsync() => throw new NotSupportedException();
    }
}
