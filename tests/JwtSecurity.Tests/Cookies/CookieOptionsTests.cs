using JwtSecurity.Tests.TestKit;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace JwtSecurity.Tests.Cookies;

/// <summary>Cookies that a browser would drop without a word, and names that make it guard them, at start-up.</summary>
public sealed class CookieOptionsTests
{
    public static TheoryData<string, Action<JwtCookieOptions>> Accepted() => new()
    {
        { "__Host- with the defaults", o => o.Name = "__Host-access" },
        { "__host- in lower case", o => o.Name = "__host-access" },
        { "__Host- with SameSite=None", o => Set(o, "__Host-access", sameSite: SameSiteMode.None) },
        { "__Secure- with the defaults", o => o.Name = "__Secure-access" },
        { "__Secure- with a path", o => Set(o, "__Secure-access", path: "/api") },
        { "__Secure- with a domain", o => Set(o, "__Secure-access", domain: "example.com") },
        { "no prefix at all", o => Set(o, "__Hostaccess", path: "/api", domain: "example.com", secure: false) },
        { "a prefix in the middle", o => Set(o, "my__Host-access", path: "/api", secure: false) },
        { "every character of a token", o => o.Name = "!#$%&'*+-.^_`|~aZ09" },
        { "Partitioned", o => o.Extensions.Add("Partitioned") },
    };

    [Theory]
    [MemberData(nameof(Accepted))]
    public async Task A_cookie_that_a_browser_keeps_is_accepted(string what, Action<JwtCookieOptions> configure)
    {
        what.Should().NotBeEmpty();
        await using var app = await TestApp.StartAsync(jwt => jwt.AddAccessCookie(o => configure(o.AccessCookie)), _ => { });

        app.Scheme<JwtAccessCookie>().Should().NotBeNull();
    }

    public static TheoryData<string, Action<JwtCookieOptions>, string> Refused() => new()
    {
        { "__Host- without Secure", o => Set(o, "__Host-access", secure: false), "*Cookie.Name is '__Host-access', whose prefix needs Secure. Set *Cookie.Secure to true*" },
        { "__HOST- without Secure", o => Set(o, "__HOST-access", secure: false), "*Cookie.Name is '__HOST-access', whose prefix needs Secure.*" },
        { "__Host- with a path", o => Set(o, "__Host-access", path: "/api"), "*Cookie.Name is '__Host-access', whose prefix needs the path '/'.*" },
        { "__hOST- with a path", o => Set(o, "__hOST-access", path: "/api"), "*whose prefix needs the path '/'.*" },
        { "__Host- with a domain", o => Set(o, "__Host-access", domain: "example.com"), "*Cookie.Name is '__Host-access', whose prefix allows no domain.*" },
        { "__host- with a domain", o => Set(o, "__host-access", domain: "example.com"), "*whose prefix allows no domain.*" },
        { "__Secure- without Secure", o => Set(o, "__Secure-access", secure: false), "*Cookie.Name is '__Secure-access', whose prefix needs Secure.*" },
        { "__secure- without Secure", o => Set(o, "__secure-access", secure: false), "*whose prefix needs Secure.*" },
        { "SameSite=None without Secure", o => Set(o, "access", secure: false, sameSite: SameSiteMode.None), "*SameSite=None without Secure*" },
        { "an empty name", o => o.Name = "", "*Cookie.Name is '', which is no cookie name.*" },
        { "no name", o => o.Name = null!, "*which is no cookie name.*" },
        { "a name with a space", o => o.Name = "my cookie", "*which is no cookie name.*" },
        { "a name with '='", o => o.Name = "a=b", "*which is no cookie name.*" },
        { "a name with ';'", o => o.Name = "a;b", "*which is no cookie name.*" },
        { "a name with a line break", o => o.Name = "a\r\nb", "*which is no cookie name.*" },
        { "a name outside ASCII", o => o.Name = "käse", "*which is no cookie name.*" },
        { "a relative path", o => o.Path = "api", "*Cookie.Path is 'api'.*" },
        { "an empty path", o => o.Path = "", "*Cookie.Path is ''.*" },
        { "no path", o => o.Path = "", "*Cookie.Path is ''.*" },
        { "a path with another attribute", o => o.Path = "/; Domain=evil.example", "*Cookie.Path is*" },
        { "a path with a line break", o => o.Path = "/\n", "*Cookie.Path is*" },
        { "an empty domain", o => o.Domain = "", "*Cookie.Domain is ''.*" },
        { "a domain with another attribute", o => o.Domain = "a.example; Path=/", "*Cookie.Domain is*" },
        { "an empty extension", o => o.Extensions.Add(""), "*Cookie.Extensions contains ''.*" },
        { "two extensions in one", o => o.Extensions.Add("Partitioned; Priority=High"), "*Cookie.Extensions contains 'Partitioned; Priority=High'.*" },
        { "an extension with a line break", o => o.Extensions.Add("a\r\nb"), "*Cookie.Extensions contains*" },
    };

    [Theory]
    [MemberData(nameof(Refused))]
    public async Task A_cookie_that_a_browser_drops_stops_the_start(string what, Action<JwtCookieOptions> configure, string message)
    {
        what.Should().NotBeEmpty();
        var access = () => TestApp.StartAsync(jwt => jwt.AddAccessCookie(o => configure(o.AccessCookie)), _ => { });
        var refresh = () => TestApp.StartAsync(jwt => jwt.AddRefreshCookie(o => configure(o.RefreshCookie)), _ => { });

        (await access.Should().ThrowAsync<InvalidOperationException>()).WithMessage(message).WithMessage("*AccessCookie*");
        (await refresh.Should().ThrowAsync<InvalidOperationException>()).WithMessage(message).WithMessage("*RefreshCookie*");
    }

    [Fact]
    public async Task Both_cookies_of_one_name_stop_the_start()
    {
        var start = () => TestApp.StartAsync(jwt => jwt.AddAccessCookie(), _ => { }, options: o => o.RefreshCookie.Name = o.AccessCookie.Name);

        await start.Should().ThrowAsync<InvalidOperationException>().WithMessage("*AccessCookie and RefreshCookie have the same name, 'access_token_cookie'.*");
    }

    [Fact]
    public async Task Every_broken_rule_of_a_prefix_is_told_at_once()
    {
        var start = () => TestApp.StartAsync(
            jwt => jwt.AddAccessCookie(o => Set(o.AccessCookie, "__Host-access", path: "/api", domain: "example.com", secure: false)), _ => { });

        await start.Should().ThrowAsync<InvalidOperationException>().WithMessage("*needs Secure*needs the path '/'*allows no domain*");
    }

    [Fact]
    public void A_scheme_made_by_hand_is_checked_too()
    {
        FluentActions.Invoking(() => new CookieScheme(o => Set(o.AccessCookie, "__Host-access", path: "/api")))
            .Should().Throw<Exception>().WithMessage("*whose prefix needs the path '/'.*");
    }

    private static void Set(
        JwtCookieOptions options, string name, string path = "/", string? domain = null, bool secure = true, SameSiteMode sameSite = SameSiteMode.Lax)
    {
        options.Name = name;
        options.Path = path;
        options.Domain = domain;
        options.Secure = secure;
        options.SameSite = sameSite;
    }
}
