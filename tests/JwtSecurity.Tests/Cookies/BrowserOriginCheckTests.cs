using System.Net;
using JwtSecurity.Tests.TestKit;

namespace JwtSecurity.Tests.Cookies;

/// <summary>Who caused a request, in the browser's own words, for a POST to <c>api.example.com</c> with a good cookie.</summary>
public sealed class BrowserOriginCheckTests(CrossSiteApp site) : IClassFixture<CrossSiteApp>
{
    private const string Evil = "https://evil.example";

    [Theory]
    // (1) A listed origin passes, whatever Sec-Fetch-Site says.
    [InlineData("https://app.example.com", null)]
    [InlineData("https://app.example.com", "cross-site")]
    [InlineData("https://app.example.com", "same-site")]
    [InlineData("https://app.example.com", "same-origin")]
    [InlineData("https://app.example.com", "garbage")]
    [InlineData("https://app.example.com", "")]
    [InlineData("https://app.example.com:443", "cross-site")]
    [InlineData("HTTPS://APP.EXAMPLE.COM", "cross-site")]
    [InlineData("http://localhost:3000", "cross-site")]
    [InlineData("https://xn--mnchen-3ya.example", "cross-site")]
    [InlineData("https://XN--MNCHEN-3YA.example", "cross-site")]
    // (2) Sec-Fetch-Site decides over an origin that is not listed, even one the host would contradict.
    [InlineData(null, "same-origin")]
    [InlineData(null, "none")]
    [InlineData("https://api.example.com", "same-origin")]
    [InlineData(Evil, "same-origin")]
    [InlineData(Evil, "none")]
    [InlineData("null", "same-origin")]
    [InlineData("garbage", "same-origin")]
    [InlineData("", "same-origin")]
    // (3) Then an origin must be this request's host and port.
    [InlineData("https://api.example.com", null)]
    [InlineData("http://api.example.com", null)]
    [InlineData("https://api.example.com:443", null)]
    [InlineData("http://api.example.com:80", null)]
    [InlineData("https://API.Example.COM", null)]
    // (4) Neither: no browser sent it.
    [InlineData(null, null)]
    public async Task What_the_own_site_or_no_browser_sent_passes(string? origin, string? fetchSite)
    {
        (await site.SendAsync("POST", "/required", origin, fetchSite)).Summary().Should().Be("ada");
    }

    [Theory]
    // Not listed: another scheme, port or host than a listed one.
    [InlineData("http://app.example.com", null)]
    [InlineData("https://app.example.com:8443", null)]
    [InlineData("https://app.example.com.evil.example", null)]
    [InlineData("https://evil-app.example.com", null)]
    [InlineData("https://sub.app.example.com", null)]
    [InlineData("https://example.com", null)]
    [InlineData("http://localhost", null)]
    [InlineData("https://localhost:3000", null)]
    [InlineData("http://app.example.com", "cross-site")]
    // Sec-Fetch-Site refuses whatever is not the own origin, a sibling subdomain too.
    [InlineData(null, "cross-site")]
    [InlineData(null, "same-site")]
    [InlineData(null, "")]
    [InlineData(null, "garbage")]
    [InlineData(null, "SAME-ORIGIN")]
    [InlineData(null, "same-origin, cross-site")]
    [InlineData(null, " same-origin")]
    [InlineData("https://api.example.com", "cross-site")]
    [InlineData("https://api.example.com", "same-site")]
    [InlineData("https://api.example.com", "")]
    [InlineData("null", "cross-site")]
    // An origin alone that is not this host and port.
    [InlineData(Evil, null)]
    [InlineData("null", null)]
    [InlineData("NULL", null)]
    [InlineData("", null)]
    [InlineData(" ", null)]
    [InlineData("garbage", null)]
    [InlineData("api.example.com", null)]
    [InlineData("//api.example.com", null)]
    [InlineData("https://", null)]
    [InlineData("https:///api.example.com", null)]
    [InlineData("https://api.example.com/", null)]
    [InlineData("https://api.example.com/path", null)]
    [InlineData("https://api.example.com?query", null)]
    [InlineData("https://api.example.com#fragment", null)]
    [InlineData("https://api.example.com@evil.example", null)]
    [InlineData("https://user@api.example.com", null)]
    [InlineData("https://user:password@api.example.com", null)]
    [InlineData("https://@api.example.com", null)]
    [InlineData("https://api.example.com.", null)]
    [InlineData("https://api.example.com:", null)]
    [InlineData("https://api.example.com:8443", null)]
    [InlineData("https://api.example.com:0443", null)]
    [InlineData("https://api.example.com:99999", null)]
    [InlineData("https:\\\\api.example.com", null)]
    [InlineData("https://api.example.com https://api.example.com", null)]
    [InlineData("https://api.example.com, https://evil.example", null)]
    [InlineData("https://api.example.com\t", null)]
    [InlineData(" https://api.example.com", null)]
    [InlineData("ftp://api.example.com", null)]
    [InlineData("file://api.example.com", null)]
    [InlineData("chrome-extension://api.example.com", null)]
    [InlineData("ws://api.example.com", null)]
    [InlineData("javascript:alert(1)", null)]
    [InlineData("about:blank", null)]
    [InlineData("https://%61pi.example.com", null)]
    [InlineData("https://evil.example\\.api.example.com", null)]
    // Several values of either header, even if each alone would pass.
    [InlineData("https://api.example.com|https://api.example.com", null)]
    [InlineData("https://app.example.com|https://evil.example", null)]
    [InlineData("https://app.example.com|https://app.example.com", null)]
    [InlineData("https://app.example.com", "same-origin|same-origin")]
    [InlineData("https://app.example.com|https://app.example.com", "same-origin")]
    [InlineData(null, "same-origin|same-origin")]
    [InlineData(null, "none|cross-site")]
    [InlineData("https://api.example.com|", null)]
    public async Task What_another_site_caused_is_refused(string? origin, string? fetchSite)
    {
        (await site.SendAsync("POST", "/required", origin, fetchSite)).Summary().Should().Be("403 csrf_failed");
    }

    [Theory]
    [InlineData("https://api.example.com:8443", "api.example.com:8443", true)]
    [InlineData("http://api.example.com:8443", "api.example.com:8443", true)]
    [InlineData("https://api.example.com", "api.example.com:8443", false)]
    [InlineData("https://api.example.com:8443", "api.example.com", false)]
    [InlineData("https://api.example.com", "api.example.com:443", true)]
    [InlineData("https://api.example.com", "api.example.com:80", true)]
    [InlineData("http://api.example.com", "api.example.com:443", true)]
    [InlineData("https://api.example.com", "API.EXAMPLE.COM", true)]
    [InlineData("http://localhost:5000", "localhost:5000", true)]
    [InlineData("http://localhost:5000", "localhost:5001", false)]
    [InlineData("http://localhost:5000", "127.0.0.1:5000", false)]
    [InlineData("http://127.0.0.1:5000", "127.0.0.1:5000", true)]
    [InlineData("http://127.1:5000", "127.0.0.1:5000", false)]
    [InlineData("http://[::1]:5000", "[::1]:5000", true)]
    [InlineData("http://[::1]", "[::1]", true)]
    [InlineData("https://[::1]", "[::1]:443", true)]
    [InlineData("http://[::1]:5000", "[::2]:5000", false)]
    [InlineData("http://[::1]:5000", "[::1]:5001", false)]
    [InlineData("https://[2001:db8::1]", "[2001:DB8::1]", true)]
    [InlineData("https://xn--bcher-kva.example", "xn--bcher-kva.example", true)]
    [InlineData("https://XN--bcher-KVA.example", "xn--BCHER-kva.example:443", true)]
    [InlineData("https://xn--bcher-kva.example", "bucher.example", false)]
    [InlineData("https://xn--bcher-kva.example:8443", "xn--bcher-kva.example:8443", true)]
    [InlineData("https://api.example.com", "xn--\u00fc\u00fc.example", false)]
    [InlineData("https://api.example.com", "xn--99999999999.example", false)]
    [InlineData("https://api.example.com", "", false)]
    [InlineData("https://evil.example", "api.example.com,evil.example", false)]
    public async Task An_origin_alone_must_be_the_requests_host_and_port(string origin, string host, bool passes)
    {
        (await site.SendAsync("POST", "/required", origin, fetchSite: null, host)).Summary().Should().Be(passes ? "ada" : "403 csrf_failed");
    }

    [Theory]
    [InlineData("GET", true)]
    [InlineData("HEAD", true)]
    [InlineData("OPTIONS", true)]
    [InlineData("TRACE", true)]
    [InlineData("POST", false)]
    [InlineData("PUT", false)]
    [InlineData("PATCH", false)]
    [InlineData("DELETE", false)]
    [InlineData("QUERY", false)]
    [InlineData("PROPFIND", false)]
    [InlineData("CONNECT", false)]
    [InlineData("GETX", false)]
    [InlineData("FOO", false)]
    public async Task Only_the_four_safe_methods_are_not_checked(string method, bool passes)
    {
        foreach (var (origin, fetchSite) in ((string?, string?)[])[(Evil, null), (null, "cross-site"), (Evil, "cross-site")])
        {
            var answer = await site.SendAsync(method, "/required", origin, fetchSite);

            answer.Status.Should().Be(passes ? HttpStatusCode.OK : HttpStatusCode.Forbidden);
        }
    }

    [Theory]
    [InlineData("POST")]
    [InlineData("DELETE")]
    public async Task A_token_from_the_header_is_never_checked_because_no_browser_adds_it_by_itself(string method)
    {
        var bearer = "Bearer " + Tokens.Sign(Tokens.Payload(site.App.Clock.GetUtcNow()));

        var answer = await site.SendAsync(method, "/both", Evil, "cross-site", more: ("Authorization", bearer));

        answer.Summary().Should().Be("ada");
    }

    [Fact]
    public async Task A_basic_header_does_not_take_a_cookie_token_out_of_the_check()
    {
        var answer = await site.SendAsync("POST", "/both", Evil, "cross-site", more: ("Authorization", "Basic YWRhOnNlY3JldA=="));

        answer.Summary().Should().Be("403 csrf_failed");
    }
}
