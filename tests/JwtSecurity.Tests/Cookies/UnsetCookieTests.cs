namespace JwtSecurity.Tests.Cookies;

/// <summary>What <c>UnsetAccessCookie</c> and <c>UnsetRefreshCookie</c> write.</summary>
public sealed class UnsetCookieTests
{
    [Fact]
    public void A_cookie_is_unset_with_the_attributes_it_was_set_with()
    {
        var cookies = new CookieScheme();

        cookies.Scheme.UnsetAccessCookie(cookies.Response);
        cookies.Scheme.UnsetRefreshCookie(cookies.Response);

        cookies.SetCookies.Should().Equal(
            "access_token_cookie=; expires=Thu, 01 Jan 1970 00:00:00 GMT; max-age=0; path=/; secure; samesite=lax; httponly",
            "refresh_token_cookie=; expires=Thu, 01 Jan 1970 00:00:00 GMT; max-age=0; path=/; secure; samesite=lax; httponly");
        cookies.Response.Headers.CacheControl.ToString().Should().Be("no-store");
    }

    [Fact]
    public void Unset_twice_leaves_one_header()
    {
        var cookies = new CookieScheme();

        cookies.Scheme.UnsetAccessCookie(cookies.Response);
        cookies.Scheme.UnsetAccessCookie(cookies.Response);

        cookies.SetCookies.Should().ContainSingle();
    }

    [Fact]
    public void A_cookie_set_earlier_in_the_response_is_not_sent()
    {
        var cookies = new CookieScheme();
        cookies.Scheme.SetAccessCookie(cookies.Response, cookies.Token());

        cookies.Scheme.UnsetAccessCookie(cookies.Response);

        cookies.SetCookies.Should().ContainSingle().Which.Should().StartWith("access_token_cookie=; ");
    }
}
