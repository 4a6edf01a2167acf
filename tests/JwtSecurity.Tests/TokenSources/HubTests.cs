using System.Net;
using JwtSecurity.Tests.TestKit;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.SignalR;
using Microsoft.Extensions.DependencyInjection;

namespace JwtSecurity.Tests.TokenSources;

/// <summary>Hubs of SignalR over real WebSockets, whose tokens stand in the URL.</summary>
public sealed class HubTests
{
    [Theory]
    [InlineData("/hubs/security", true)]
    [InlineData("/hubs/authorize", true)]
    [InlineData("/hubs/guard", true)]
    [InlineData("/hubs/guard", false)]
    [InlineData("/hubs/path/plain", false)]
    public async Task A_hub_knows_whose_token_stands_in_the_url(string path, bool registerSchemes)
    {
        await using var app = await StartAsync(registerSchemes);

        using var connection = await HubConnection.OpenAsync(app.Address, $"{path}?access_token={Token(app)}");

        (await connection.InvokeAsync("WhoAmI")).Should().Be("ada");
    }

    [Fact]
    public async Task Over_http2_too()
    {
        await using var app = await StartAsync(registerSchemes: false, HttpProtocols.Http2);

        using var connection = await HubConnection.OpenAsync(app.Address, $"/hubs/guard?access_token={Token(app)}", HttpVersion.Version20);

        (await connection.InvokeAsync("WhoAmI")).Should().Be("ada");
    }

    [Fact]
    public async Task A_header_counts_as_ever_and_before_the_url()
    {
        await using var app = await StartAsync(registerSchemes: true);

        using var connection = await HubConnection.OpenAsync(app.Address, "/hubs/security?access_token=x", headers: TokenHeaders.Bearer(Token(app)));

        (await connection.InvokeAsync("WhoAmI")).Should().Be("ada");
    }

    [Theory]
    [InlineData("/hubs/security?access_token=FORGED")]
    [InlineData("/hubs/guard?access_token=FORGED")]
    [InlineData("/hubs/guard?access_token=REFRESH")]
    [InlineData("/hubs/guard?access_token=GOOD&access_token=GOOD")]
    [InlineData("/hubs/guard")]
    [InlineData("/elsewhere?access_token=GOOD")]
    [InlineData("/hubs/refresh?access_token=REFRESH")]
    public async Task Nobody_else_is_let_in(string path)
    {
        await using var app = await StartAsync(registerSchemes: true);
        path = path.Replace("GOOD", Token(app)).Replace("REFRESH", Token(app, "refresh")).Replace("FORGED", Token(app, secret: TestApp.OtherSecret));

        var open = () => HubConnection.OpenAsync(app.Address, path);

        (await open.Should().ThrowAsync<HttpRequestException>()).Which.StatusCode.Should().Be(HttpStatusCode.Unauthorized);
    }

    // The clock of the schemes stands months before the server's: for the one the token is good, and for the other it has expired.
    [Theory]
    [InlineData("/hubs/security", true)]
    [InlineData("/hubs/authorize", true)]
    [InlineData("/hubs/guard", true)]
    [InlineData("/hubs/guard", false)]
    [InlineData("/hubs/path/plain", false)]
    public async Task A_connection_closes_when_its_token_expires_where_the_hub_asks_for_that(string path, bool registerSchemes)
    {
        await using var app = await StartAsync(registerSchemes, closeOnExpiration: true);

        using var connection = await HubConnection.OpenAsync(app.Address, $"{path}?access_token={Token(app)}");

        await connection.WhenClosedAsync();
    }

    [Fact]
    public async Task It_stays_open_while_its_token_is_good()
    {
        await using var app = await StartAsync(registerSchemes: false, closeOnExpiration: true);
        app.Clock.SetUtcNow(TimeProvider.System.GetUtcNow());
        using var open = await HubConnection.OpenAsync(app.Address, $"/hubs/guard?access_token={Token(app)}");

        // Connections are looked at in turn: when this one is closed, that one was looked at.
        app.Clock.SetUtcNow(TimeProvider.System.GetUtcNow().AddDays(-1));
        using var closed = await HubConnection.OpenAsync(app.Address, $"/hubs/guard?access_token={Token(app)}");
        await closed.WhenClosedAsync();

        (await open.InvokeAsync("WhoAmI")).Should().Be("ada");
    }

    private static string Token(LoopbackApp app, string type = "access", string secret = TestApp.Secret) =>
        Tokens.Sign(Tokens.Payload(app.Clock.GetUtcNow(), type), secret: secret);

    private static Task<LoopbackApp> StartAsync(bool registerSchemes, HttpProtocols protocols = HttpProtocols.Http1, bool closeOnExpiration = false) => LoopbackApp.StartRawAsync(
        (builder, clock) =>
        {
            builder.WebHost.ConfigureKestrel(kestrel => kestrel.ConfigureEndpointDefaults(endpoint => endpoint.Protocols = protocols));
            builder.Services.AddSignalR();
            builder.Services.AddAuthorization();
            builder.Services.AddJwtSecurity(options =>
            {
                options.SecretKey = TestApp.Secret;
                options.TimeProvider = clock;
                options.RegisterAuthenticationSchemes = registerSchemes;
                options.QueryToken.Paths.Add("/hubs");
            }).AddAccessBearer().AddRefreshBearer();
        },
        web =>
        {
            web.UseJwtSecurity("/hubs/path");
            if (registerSchemes)
            {
                web.MapHub<SecurityHub>("/hubs/security", Configure);
                web.MapHub<AuthorizeHub>("/hubs/authorize", Configure);
            }

            web.MapHub<PlainHub>("/hubs/guard", Configure).RequireJwt<JwtAccessBearer>();
            web.MapHub<PlainHub>("/hubs/refresh", Configure).RequireJwt<JwtRefreshBearer>();
            web.MapHub<PlainHub>("/hubs/path/plain", Configure);
            web.MapHub<PlainHub>("/elsewhere", Configure).RequireJwt<JwtAccessBearer>();

            void Configure(Microsoft.AspNetCore.Http.Connections.HttpConnectionDispatcherOptions options) => options.CloseOnAuthenticationExpiration = closeOnExpiration;
        });

    private abstract class WhoHub : Hub
    {
        public string? WhoAmI() => Context.User?.Identity?.Name;
    }

    private sealed class PlainHub : WhoHub;

    [Security<JwtAccessBearer>]
    private sealed class SecurityHub : WhoHub;

    [Authorize]
    private sealed class AuthorizeHub : WhoHub;
}
