using JwtSecurity.Tests.TestKit;
using Microsoft.Extensions.Primitives;

namespace JwtSecurity.Tests.TokenSources;

/// <summary>How the <c>Cookie</c> header is read; <c>NAME</c> stands for the cookie's name, <c>TOKEN</c> for a good token.</summary>
public sealed class CookieTokenSourceTests(SixSchemesApp six) : IClassFixture<SixSchemesApp>
{
    [Theory]
    [InlineData("NAME=TOKEN")]
    [InlineData("NAME=\"TOKEN\"")]
    [InlineData(" NAME=TOKEN ")]
    [InlineData("NAME = TOKEN")]
    [InlineData("NAME\t=\t\"TOKEN\"\t")]
    [InlineData("a=b; NAME=TOKEN")]
    [InlineData("a=b;NAME=TOKEN;c=d")]
    [InlineData("NAME=TOKEN; a=b")]
    [InlineData(";;; ;NAME=TOKEN;;")]
    [InlineData("noequals; NAME=TOKEN; alsonone")]
    [InlineData("=novalue; NAME=TOKEN; =")]
    [InlineData("a=\"b=c\"; NAME=TOKEN")]
    [InlineData("a=b=c; NAME=TOKEN")]
    [InlineData("a=\u00e9; NAME=TOKEN")]
    [InlineData("xNAME=other; NAMEx=other; NAME=TOKEN; NAME_=other")]
    public async Task The_cookie_is_found_among_others(string header)
    {
        (await SendAsync(header)).Should().Be("cookie");
    }

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData(";")]
    [InlineData("=")]
    [InlineData("NAME")]
    [InlineData("NAME=")]
    [InlineData("NAME= ")]
    [InlineData("NAME=\"\"")]
    [InlineData("NAME =  \"\" ")]
    [InlineData("NAMETOKEN")]
    [InlineData("xNAME=TOKEN")]
    [InlineData("x-NAME=TOKEN")]
    [InlineData("x NAME=TOKEN")]
    [InlineData("NAMEx=TOKEN")]
    [InlineData("NAME-2=TOKEN")]
    [InlineData("NAME x=TOKEN")]
    [InlineData("a=NAME=TOKEN")]
    [InlineData("__Host-NAME=TOKEN")]
    [InlineData("Access_Token_Cookie=TOKEN")]
    [InlineData("ACCESS_TOKEN_COOKIE=TOKEN")]
    [InlineData("access%5Ftoken%5Fcookie=TOKEN")]
    [InlineData("\"NAME\"=TOKEN")]
    [InlineData("$NAME=TOKEN")]
    [InlineData("access_token=TOKEN")]
    public async Task What_is_not_the_cookie_counts_as_no_token(string header)
    {
        (await SendAsync(header)).Should().Be("401 credentials_missing");
    }

    [Theory]
    [InlineData("NAME=\"TOKEN")]
    [InlineData("NAME=TOKEN\"")]
    [InlineData("NAME=\"")]
    [InlineData("NAME=\"\"TOKEN\"\"")]
    [InlineData("NAME=\" TOKEN \"")]
    [InlineData("NAME='TOKEN'")]
    [InlineData("NAME==TOKEN")]
    [InlineData("NAME=TOKEN=")]
    [InlineData("NAME=TOKEN, a=b")]
    [InlineData("NAME=TOKEN a")]
    [InlineData("NAME=Bearer TOKEN")]
    [InlineData("NAME=%20TOKEN")]
    [InlineData("NAME=TOKEN\u00e9")]
    [InlineData("NAME=deleted")]
    public async Task A_value_that_is_no_token_is_malformed(string header)
    {
        (await SendAsync(header)).Should().Be("401 token_malformed");
    }

    [Fact]
    public async Task A_value_is_not_decoded()
    {
        var token = six.Token("access", "cookie").Replace(".", "%2E", StringComparison.Ordinal);

        (await SendAsync($"NAME={token}")).Should().Be("401 token_malformed");
    }

    [Theory]
    [InlineData("NAME=TOKEN; NAME=TOKEN")]
    [InlineData("NAME=TOKEN; a=b; NAME=other")]
    [InlineData("NAME=other; NAME=TOKEN")]
    [InlineData("NAME=; NAME=TOKEN")]
    [InlineData("NAME=TOKEN; NAME=")]
    [InlineData("NAME=; NAME=")]
    [InlineData("NAME=\"\"; NAME=TOKEN")]
    [InlineData("NAME=TOKEN;NAME =\"TOKEN\"")]
    public async Task Two_cookies_of_the_name_are_malformed_so_that_a_sibling_domain_cannot_toss_one_in(string header)
    {
        var answer = await six.App.GetRawAsync("/access/cookie/required", ("Cookie", Written(header)));

        answer.Summary().Should().Be("401 token_malformed");
        answer.Detail.Should().Be("Invalid token: the request carries more than one");
    }

    [Theory]
    [InlineData("NAME=TOKEN", "NAME=TOKEN")]
    [InlineData("a=b; NAME=TOKEN", "NAME=other; c=d")]
    [InlineData("NAME=TOKEN", "NAME=")]
    public async Task Two_cookies_of_the_name_in_two_headers_are_malformed(string first, string second)
    {
        (await SendAsync(first, second)).Should().Be("401 token_malformed");
    }

    [Theory]
    [InlineData("a=b", "NAME=TOKEN")]
    [InlineData("NAME=TOKEN", "a=b; c")]
    [InlineData("", "NAME=TOKEN")]
    public async Task Cookies_may_come_in_two_headers(string first, string second)
    {
        (await SendAsync(first, second)).Should().Be("cookie");
    }

    [Fact]
    public async Task Two_cookies_do_not_matter_where_the_header_decides()
    {
        var answer = await six.App.GetRawAsync(
            "/access/both/required",
            ("Authorization", "Bearer " + six.Token("access", "header")),
            ("Cookie", "access_token_cookie=a; access_token_cookie=b"));

        answer.Summary().Should().Be("header");
    }

    [Theory]
    [InlineData("NAME=TOKEN", "cookie")]
    [InlineData("", "401 credentials_missing")]
    [InlineData("NAME=TOKEN; NAME=TOKEN", "401 token_malformed")]
    public async Task Thousands_of_cookies_are_searched(string last, string expected)
    {
        var others = string.Join("; ", Enumerable.Range(0, 5_000).Select(i => $"access_token_cookie{i}=value"));

        (await SendAsync(others + "; " + last)).Should().Be(expected);
    }

    private async Task<string> SendAsync(params string[] cookies)
    {
        var answer = await six.App.GetRawAsync("/access/cookie/required", ("Cookie", new StringValues([.. cookies.Select(Written)])));
        return answer.Summary();
    }

    private string Written(string header) => header
        .Replace("NAME", "access_token_cookie", StringComparison.Ordinal)
        .Replace("TOKEN", six.Token("access", "cookie"), StringComparison.Ordinal);
}
