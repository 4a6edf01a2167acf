using JwtSecurity.Tests.TestKit;
using Microsoft.Extensions.Primitives;

namespace JwtSecurity.Tests.TokenSources;

/// <summary>How the <c>Authorization</c> header may be written; <c>TOKEN</c> stands for a good token.</summary>
public sealed class BearerTokenSourceTests(SixSchemesApp six) : IClassFixture<SixSchemesApp>
{
    [Theory]
    [InlineData("Bearer TOKEN")]
    [InlineData("bearer TOKEN")]
    [InlineData("BEARER TOKEN")]
    [InlineData("bEaReR TOKEN")]
    [InlineData("Bearer  TOKEN")]
    [InlineData("Bearer        TOKEN")]
    [InlineData("Bearer TOKEN ")]
    [InlineData("Bearer TOKEN\t")]
    [InlineData("Bearer  TOKEN \t ")]
    public async Task Scheme_in_any_case_and_one_or_more_spaces(string header)
    {
        (await SendAsync("bearer", header)).Should().Be("header");
    }

    [Theory]
    [InlineData("")]
    [InlineData("Bearer")]
    [InlineData("bearer")]
    [InlineData("Bearer ")]
    [InlineData("Bearer     ")]
    [InlineData("Bearer \t")]
    [InlineData("Basic YWRhOnNlY3JldA==")]
    [InlineData("Digest username=\"ada\"")]
    [InlineData("Negotiate TOKEN")]
    [InlineData("Bearers TOKEN")]
    [InlineData("BearerTOKEN")]
    [InlineData("Bearer-TOKEN")]
    [InlineData("Bearer_ TOKEN")]
    [InlineData("Bearer1 TOKEN")]
    [InlineData("Beare TOKEN")]
    [InlineData("JWT TOKEN")]
    [InlineData("Token TOKEN")]
    [InlineData("TOKEN")]
    [InlineData("Basic Bearer TOKEN")]
    [InlineData("DPoP TOKEN")]
    public async Task What_is_no_bearer_token_counts_as_none_and_the_cookie_is_read(string header)
    {
        (await SendAsync("bearer", header)).Should().Be("401 credentials_missing");
        (await SendAsync("both", header)).Should().Be("cookie");
    }

    [Theory]
    [InlineData("Bearer\tTOKEN")]
    [InlineData("Bearer \tTOKEN")]
    [InlineData("Bearer a b")]
    [InlineData("Bearer TOKEN TOKEN")]
    [InlineData("Bearer TOKEN x")]
    [InlineData("Bearer TOKEN,")]
    [InlineData("Bearer TOKEN, Basic YWRhOnNlY3JldA==")]
    [InlineData("Bearer TOKEN, Bearer TOKEN")]
    [InlineData("Bearer \"TOKEN\"")]
    [InlineData("Bearer <TOKEN>")]
    [InlineData("Bearer token=TOKEN")]
    [InlineData("Bearer=TOKEN")]
    [InlineData("Bearer,TOKEN")]
    [InlineData("Bearer:TOKEN")]
    [InlineData("Bearer: TOKEN")]
    [InlineData("Bearer Bearer TOKEN")]
    [InlineData("Bearer TOKEN=")]
    [InlineData("Bearer TOKEN\u00e9")]
    [InlineData("Bearer\u00a0TOKEN")]
    [InlineData("Bearer \u00a0TOKEN")]
    [InlineData("Bearer TOKEN\0")]
    [InlineData("Bearer null")]
    [InlineData("Bearer undefined")]
    [InlineData("Bearer ..")]
    [InlineData("Bearer .")]
    public async Task A_bearer_header_that_is_wrong_is_malformed_and_hides_the_cookie(string header)
    {
        (await SendAsync("bearer", header)).Should().Be("401 token_malformed");
        (await SendAsync("both", header)).Should().Be("401 token_malformed");
    }

    [Theory]
    [InlineData("Bearer TOKEN", "Bearer TOKEN")]
    [InlineData("Basic YWRhOnNlY3JldA==", "Bearer TOKEN")]
    [InlineData("Bearer TOKEN", "Basic YWRhOnNlY3JldA==")]
    [InlineData("Bearer TOKEN", "")]
    [InlineData("", "Bearer TOKEN")]
    [InlineData("Basic YQ==", "Basic Yg==")]
    public async Task Two_authorization_headers_are_malformed(string first, string second)
    {
        (await SendAsync("bearer", first, second)).Should().Be("401 token_malformed");
        (await SendAsync("both", first, second)).Should().Be("401 token_malformed");
    }

    [Fact]
    public async Task A_token_longer_than_16_kibibytes_is_malformed()
    {
        (await SendAsync("bearer", "Bearer " + new string('a', 20_000))).Should().Be("401 token_malformed");
    }

    [Theory]
    [InlineData("", "Bearer")]
    [InlineData("Bearer ", "Bearer")]
    [InlineData("Bearer a b", "Bearer error=\"invalid_token\"")]
    [InlineData("Bearer TOKENx", "Bearer error=\"invalid_token\"")]
    public async Task The_challenge_says_error_only_where_a_token_was_sent(string header, string challenge)
    {
        var answer = await six.App.GetRawAsync("/access/bearer/required", ("Authorization", Written(header)));

        answer.Challenge.Should().StartWith(challenge);
        answer.Challenge.Contains("error", StringComparison.Ordinal).Should().Be(challenge != "Bearer");
        answer.CacheControl.Should().Be("no-store");
    }

    private async Task<string> SendAsync(string places, params string[] authorization)
    {
        var answer = await six.App.GetRawAsync(
            $"/access/{places}/required",
            ("Authorization", new StringValues([.. authorization.Select(Written)])),
            ("Cookie", "access_token_cookie=" + six.Token("access", "cookie")));
        return answer.Summary();
    }

    private string Written(string header) => header.Replace("TOKEN", six.Token("access", "header"), StringComparison.Ordinal);
}
