using JwtSecurity.Tests.TestKit;
using Microsoft.Extensions.DependencyInjection;

namespace JwtSecurity.Tests.Cookies;

/// <summary>What may be listed as a trusted origin. A misspelt one would silently trust nobody, so it stops the start.</summary>
public sealed class TrustedOriginsTests
{
    [Theory]
    [InlineData("https://app.example.com")]
    [InlineData("https://app.example.com:443")]
    [InlineData("http://app.example.com:80")]
    [InlineData("https://app.example.com:8443")]
    [InlineData("http://localhost:3000")]
    [InlineData("http://127.0.0.1:3000")]
    [InlineData("http://[::1]:3000")]
    [InlineData("HTTPS://App.Example.COM")]
    [InlineData("https://münchen.example")]
    [InlineData("https://xn--mnchen-3ya.example")]
    public async Task An_origin_is_accepted(string origin)
    {
        await using var app = await StartAsync(origin);

        app.Logs.Entries.Should().NotContain(entry => entry.Id.Id == 501);
    }

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData(null)]
    [InlineData("*")]
    [InlineData("null")]
    [InlineData("app.example.com")]
    [InlineData("https://")]
    [InlineData("https://*")]
    [InlineData("https://*.example.com")]
    [InlineData("https://app.example.com/")]
    [InlineData("https://app.example.com/path")]
    [InlineData("https://app.example.com?query")]
    [InlineData("https://app.example.com#fragment")]
    [InlineData("https://user@app.example.com")]
    [InlineData(" https://app.example.com")]
    [InlineData("https://app.example.com ")]
    [InlineData("https://app.example.com:99999")]
    [InlineData("https://a.example, https://b.example")]
    [InlineData("ftp://app.example.com")]
    [InlineData("wss://app.example.com")]
    [InlineData("capacitor://localhost")]
    public async Task Anything_else_stops_the_start(string? origin)
    {
        var start = () => StartAsync(origin!);

        (await start.Should().ThrowAsync<InvalidOperationException>())
            .Which.Message.Should().Contain($"Csrf.TrustedOrigins contains '{origin}', which is no origin. Write scheme, host and port alone, for example 'https://app.example.com'.");
    }

    private static Task<TestApp> StartAsync(string origin) =>
        TestApp.StartAsync(jwt => jwt.AddAccessCookie(o => o.Csrf.TrustedOrigins.Add(origin)), _ => { });
}
