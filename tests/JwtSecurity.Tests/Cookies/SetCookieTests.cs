using Microsoft.AspNetCore.Http;

namespace JwtSecurity.Tests.Cookies;

/// <summary>What <c>SetAccessCookie</c> and <c>SetRefreshCookie</c> write.</summary>
public sealed class SetCookieTests
{
    [Fact]
    public void An_access_cookie_lives_as_long_as_its_token()
    {
        var cookies = new CookieScheme();
        var token = cookies.Scheme.CreateAccessToken(new { username = "ada" });

        cookies.Scheme.SetAccessCookie(cookies.Response, token);

        cookies.SetCookies.Should().Equal(
            $"access_token_cookie={token}; expires=Mon, 01 Jun 2026 12:15:00 GMT; max-age=900; path=/; secure; samesite=lax; httponly");
        cookies.Response.Headers.CacheControl.ToString().Should().Be("no-store");
    }

    [Fact]
    public void A_refresh_cookie_lives_as_long_as_its_token()
    {
        var cookies = new CookieScheme();
        var token = cookies.Scheme.CreateRefreshToken(new { username = "ada" });

        cookies.Scheme.SetRefreshCookie(cookies.Response, token);

        cookies.SetCookies.Should().Equal(
            $"refresh_token_cookie={token}; expires=Thu, 02 Jul 2026 12:00:00 GMT; max-age=2678400; path=/; secure; samesite=lax; httponly");
        cookies.Response.Headers.CacheControl.ToString().Should().Be("no-store");
    }

    [Fact]
    public void A_cookie_set_later_lives_as_long_as_what_is_left_of_its_token()
    {
        var cookies = new CookieScheme();
        var token = cookies.Token(expiresIn: 900);
        cookies.Clock.Advance(TimeSpan.FromMinutes(5));

        cookies.Scheme.SetAccessCookie(cookies.Response, token);

        cookies.SetCookies.Should().ContainSingle().Which.Should().Contain("; expires=Mon, 01 Jun 2026 12:15:00 GMT; max-age=600;");
    }

    // RFC 6265, section 5.2.2: zero and less mean at once.
    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(-86_400)]
    public void A_cookie_of_a_token_that_has_expired_is_dropped_at_once(int expiresIn)
    {
        var cookies = new CookieScheme();

        cookies.Scheme.SetAccessCookie(cookies.Response, cookies.Token(expiresIn: expiresIn));

        cookies.SetCookies.Should().ContainSingle().Which.Should().Contain($"; max-age={expiresIn};");
    }

    public static TheoryData<string, Action<JwtCookieOptions>, string> Options() => new()
    {
        { "Name", o => o.Name = "session", "session=TOKEN; EXPIRES; path=/; secure; samesite=lax; httponly" },
        { "__Host-", o => o.Name = "__Host-access", "__Host-access=TOKEN; EXPIRES; path=/; secure; samesite=lax; httponly" },
        { "Domain", o => o.Domain = "example.com", "access_token_cookie=TOKEN; EXPIRES; domain=example.com; path=/; secure; samesite=lax; httponly" },
        { "Path", o => o.Path = "/api", "access_token_cookie=TOKEN; EXPIRES; path=/api; secure; samesite=lax; httponly" },
        { "HttpOnly", o => o.HttpOnly = false, "access_token_cookie=TOKEN; EXPIRES; path=/; secure; samesite=lax" },
        { "Secure", o => o.Secure = false, "access_token_cookie=TOKEN; EXPIRES; path=/; samesite=lax; httponly" },
        { "Strict", o => o.SameSite = SameSiteMode.Strict, "access_token_cookie=TOKEN; EXPIRES; path=/; secure; samesite=strict; httponly" },
        { "None", o => o.SameSite = SameSiteMode.None, "access_token_cookie=TOKEN; EXPIRES; path=/; secure; samesite=none; httponly" },
        { "Unspecified", o => o.SameSite = SameSiteMode.Unspecified, "access_token_cookie=TOKEN; EXPIRES; path=/; secure; httponly" },
        { "Partitioned", o => o.Extensions.Add("Partitioned"), "access_token_cookie=TOKEN; EXPIRES; path=/; secure; samesite=lax; httponly; Partitioned" },
        {
            "two extensions",
            o =>
            {
                o.Extensions.Add("Partitioned");
                o.Extensions.Add("Priority=High");
            },
            "access_token_cookie=TOKEN; EXPIRES; path=/; secure; samesite=lax; httponly; Partitioned; Priority=High"
        },
    };

    [Theory]
    [MemberData(nameof(Options))]
    public void Every_attribute_is_an_option_for_setting_and_unsetting(string option, Action<JwtCookieOptions> configure, string expected)
    {
        option.Should().NotBeEmpty();
        var cookies = new CookieScheme(o => configure(o.AccessCookie));
        var token = cookies.Token();

        cookies.Scheme.SetAccessCookie(cookies.Response, token);
        cookies.SetCookies.Should().Equal(expected
            .Replace("TOKEN", token, StringComparison.Ordinal)
            .Replace("EXPIRES", "expires=Mon, 01 Jun 2026 12:15:00 GMT; max-age=900", StringComparison.Ordinal));

        cookies.Scheme.UnsetAccessCookie(cookies.Response);
        cookies.SetCookies.Should().Equal(expected
            .Replace("TOKEN", "", StringComparison.Ordinal)
            .Replace("EXPIRES", "expires=Thu, 01 Jan 1970 00:00:00 GMT; max-age=0", StringComparison.Ordinal));
    }

    [Fact]
    public void The_options_of_one_cookie_say_nothing_about_the_other()
    {
        var cookies = new CookieScheme(o => o.RefreshCookie.Path = "/refresh");

        cookies.Scheme.SetAccessCookie(cookies.Response, cookies.Token());
        cookies.Scheme.SetRefreshCookie(cookies.Response, cookies.Token("refresh"));

        cookies.SetCookies.Should().SatisfyRespectively(
            access => access.Should().StartWith("access_token_cookie=").And.Contain("; path=/;"),
            refresh => refresh.Should().StartWith("refresh_token_cookie=").And.Contain("; path=/refresh;"));
    }

    [Fact]
    public void Set_twice_the_last_call_counts()
    {
        var cookies = new CookieScheme();
        var last = cookies.Token(expiresIn: 60);

        cookies.Scheme.SetAccessCookie(cookies.Response, cookies.Token());
        cookies.Scheme.SetAccessCookie(cookies.Response, last);

        cookies.SetCookies.Should().ContainSingle().Which.Should().StartWith($"access_token_cookie={last}; ");
    }

    [Fact]
    public void Unset_and_set_in_one_response_the_last_call_counts()
    {
        var cookies = new CookieScheme();
        var token = cookies.Token();

        cookies.Scheme.UnsetAccessCookie(cookies.Response);
        cookies.Scheme.SetAccessCookie(cookies.Response, token);

        cookies.SetCookies.Should().ContainSingle().Which.Should().StartWith($"access_token_cookie={token}; ");
    }

    [Fact]
    public void Other_cookies_stay_as_they_are()
    {
        var cookies = new CookieScheme();
        cookies.Response.Cookies.Append("theme", "dark");
        cookies.Response.Cookies.Append("access_token_cookie2", "a");
        cookies.Response.Cookies.Append("xaccess_token_cookie", "b");
        cookies.Response.Headers.Append("Set-Cookie", "Access_Token_Cookie=c");
        var others = cookies.SetCookies;

        cookies.Scheme.SetAccessCookie(cookies.Response, cookies.Token());
        cookies.Scheme.SetAccessCookie(cookies.Response, cookies.Token());
        cookies.Scheme.UnsetRefreshCookie(cookies.Response);

        cookies.SetCookies.Should().HaveCount(6).And.StartWith(others);
    }

    [Fact]
    public void A_cookie_of_4096_bytes_is_set_and_one_of_4097_is_an_error_that_says_so()
    {
        var measured = new CookieScheme();
        measured.Scheme.SetAccessCookie(measured.Response, measured.Token());
        var room = 4096 - measured.SetCookies.Single().Length;

        var fits = new CookieScheme(o => o.AccessCookie.Path = "/" + new string('p', room));
        fits.Scheme.SetAccessCookie(fits.Response, fits.Token());
        fits.SetCookies.Should().ContainSingle().Which.Should().HaveLength(4096);

        var tooLong = new CookieScheme(o => o.AccessCookie.Path = "/" + new string('p', room + 1));
        FluentActions.Invoking(() => tooLong.Scheme.SetAccessCookie(tooLong.Response, tooLong.Token()))
            .Should().Throw<InvalidOperationException>()
            .WithMessage("The cookie 'access_token_cookie' would take 4097 bytes, and browsers drop cookies of more than 4096.*");
        tooLong.SetCookies.Should().BeEmpty();
    }

    [Fact]
    public void A_subject_too_large_for_a_cookie_is_an_error_and_what_was_set_before_stays()
    {
        var cookies = new CookieScheme();
        cookies.Scheme.SetAccessCookie(cookies.Response, cookies.Token());
        var before = cookies.SetCookies;
        var large = cookies.Scheme.CreateAccessToken(new { text = new string('x', 4000) });

        FluentActions.Invoking(() => cookies.Scheme.SetAccessCookie(cookies.Response, large))
            .Should().Throw<InvalidOperationException>().WithMessage("*4096*Put less into the token's subject*")
            .Which.Message.Should().NotContain(large);

        cookies.SetCookies.Should().Equal(before);
    }

    [Theory]
    [InlineData("")]
    [InlineData("garbage")]
    [InlineData("a.b.c")]
    [InlineData("..")]
    [InlineData("x; Domain=evil.example")]
    [InlineData("x\r\nSet-Cookie: y=z")]
    [InlineData("e30.e30.e30")]
    [InlineData("e30.bnVsbA.e30")]
    [InlineData("\u00e9\u00e9.\u00e9\u00e9.\u00e9\u00e9")]
    public void A_text_that_is_no_token_is_refused(string text)
    {
        var cookies = new CookieScheme();

        FluentActions.Invoking(() => cookies.Scheme.SetAccessCookie(cookies.Response, text)).Should().Throw<ArgumentException>().WithParameterName("token");
        FluentActions.Invoking(() => cookies.Scheme.SetRefreshCookie(cookies.Response, text)).Should().Throw<ArgumentException>();

        cookies.SetCookies.Should().BeEmpty();
    }

    [Fact]
    public void A_token_of_the_other_type_is_refused_because_nobody_could_use_its_cookie()
    {
        var cookies = new CookieScheme();

        FluentActions.Invoking(() => cookies.Scheme.SetAccessCookie(cookies.Response, cookies.Token("refresh"))).Should().Throw<ArgumentException>().WithMessage("*the cookie is for 'access'*");
        FluentActions.Invoking(() => cookies.Scheme.SetRefreshCookie(cookies.Response, cookies.Token("access"))).Should().Throw<ArgumentException>().WithMessage("*the cookie is for 'refresh'*");

        cookies.SetCookies.Should().BeEmpty();
    }

    [Fact]
    public void Null_is_refused()
    {
        var cookies = new CookieScheme();

        FluentActions.Invoking(() => cookies.Scheme.SetAccessCookie(null!, cookies.Token())).Should().Throw<ArgumentNullException>();
        FluentActions.Invoking(() => cookies.Scheme.SetAccessCookie(cookies.Response, null!)).Should().Throw<ArgumentNullException>();
        FluentActions.Invoking(() => cookies.Scheme.UnsetAccessCookie(null!)).Should().Throw<ArgumentNullException>();
        FluentActions.Invoking(() => cookies.Scheme.UnsetRefreshCookie(null!)).Should().Throw<ArgumentNullException>();
    }
}
