using JwtSecurity.Tests.TestKit;
using Microsoft.Extensions.Primitives;

namespace JwtSecurity.Tests.TokenSources;

/// <summary>Header and cookie, good or bad or absent, in every combination.</summary>
public sealed class TokenSourceTests(SixSchemesApp six) : IClassFixture<SixSchemesApp>
{
    public static TheoryData<string, string, string, string, string> Combinations()
    {
        var combinations = new TheoryData<string, string, string, string, string>();
        foreach (var type in (string[])["access", "refresh"])
        {
            foreach (var places in (string[])["bearer", "cookie", "both"])
            {
                foreach (var parameter in (string[])["required", "optional"])
                {
                    foreach (var header in (string[])["absent", "good", "bad", "garbage", "wrong type", "empty", "other scheme"])
                    {
                        foreach (var cookie in (string[])["absent", "good", "bad", "garbage", "wrong type", "empty"])
                        {
                            combinations.Add(type, places, parameter, header, cookie);
                        }
                    }
                }
            }
        }

        return combinations;
    }

    [Theory]
    [MemberData(nameof(Combinations))]
    public async Task Header_comes_first_and_cookie_second(string type, string places, string parameter, string header, string cookie)
    {
        var headers = new List<(string, StringValues)>();
        if (header != "absent")
        {
            headers.Add(("Authorization", header == "other scheme" ? "Basic YWRhOnNlY3JldA==" : $"Bearer {Token(type, header, "header")}"));
        }

        if (cookie != "absent")
        {
            headers.Add(("Cookie", $"{type}_token_cookie={Token(type, cookie, "cookie")}"));
        }

        var answer = await six.App.GetRawAsync($"/{type}/{places}/{parameter}", [.. headers]);

        answer.Summary().Should().Be(Expected(places, parameter, header, cookie));
    }

    [Theory]
    [InlineData("access", "refresh_token_cookie")]
    [InlineData("refresh", "access_token_cookie")]
    public async Task The_other_types_cookie_is_not_read(string type, string otherCookie)
    {
        var answer = await six.App.GetRawAsync($"/{type}/cookie/required", ("Cookie", $"{otherCookie}={six.Token(type, "cookie")}"));

        answer.Summary().Should().Be("401 credentials_missing");
    }

    [Theory]
    [InlineData("Bearer")]
    [InlineData("Basic")]
    public async Task A_cookie_scheme_does_not_look_at_the_header(string scheme)
    {
        var answer = await six.App.GetRawAsync(
            "/access/cookie/required",
            ("Authorization", new StringValues([$"{scheme} a", $"{scheme} b"])),
            ("Cookie", "access_token_cookie=" + six.Token("access", "cookie")));

        answer.Summary().Should().Be("cookie");
    }

    private string Token(string type, string quality, string place) => quality switch
    {
        "good" => six.Token(type, place),
        "bad" => six.BadToken(type),
        "garbage" => "garbage",
        "wrong type" => six.Token(type == "access" ? "refresh" : "access", place),
        _ => "",
    };

    // The rule in other words than the library's: the first place read that holds anything decides alone.
    private static string Expected(string places, string parameter, string header, string cookie)
    {
        var fromHeader = places != "cookie" && header is not ("absent" or "empty" or "other scheme");
        var fromCookie = places != "bearer" && cookie is not ("absent" or "empty");
        var quality = fromHeader ? header : fromCookie ? cookie : "none";
        return quality switch
        {
            "good" => fromHeader ? "header" : "cookie",
            "bad" => "401 signature_invalid",
            "garbage" => "401 token_malformed",
            "wrong type" => "401 wrong_token_type",
            _ => parameter == "required" ? "401 credentials_missing" : "nobody",
        };
    }
}
