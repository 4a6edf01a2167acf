using System.Text.Json;
using JwtSecurity.Tests.TestKit;
using Microsoft.Extensions.DependencyInjection;

namespace JwtSecurity.Tests.Issuing;

/// <summary>Two tokens at once, as a token endpoint answers them.</summary>
public sealed class TokenPairTests
{
    private readonly ManualTimeProvider _clock = new();

    [Fact]
    public void A_pair_takes_each_lifetime_from_its_own_option()
    {
        var scheme = HandMade.Access(_clock, options =>
        {
            options.AccessExpiresDelta = TimeSpan.FromMinutes(5);
            options.RefreshExpiresDelta = TimeSpan.FromDays(7);
        });

        var pair = scheme.CreateTokenPair(new { username = "ada" });

        (Life(pair.AccessToken), Life(pair.RefreshToken), pair.ExpiresIn).Should().Be((300L, 7 * 86_400L, 300L));
        scheme.Verdict(pair.AccessToken).Should().Be("accepted");
        scheme.Verdict(pair.RefreshToken).Should().Be("wrong_token_type");
        HandMade.Refresh(_clock).Verdict(pair.RefreshToken).Should().Be("accepted");
        Tokens.ReadPayload(pair.AccessToken).GetProperty("jti").GetString().Should().NotBe(Tokens.ReadPayload(pair.RefreshToken).GetProperty("jti").GetString());
    }

    [Fact]
    public void Lifetimes_can_be_given()
    {
        var pair = HandMade.Access(_clock).CreateTokenPair(new { }, accessExpiresDelta: TimeSpan.FromSeconds(90.5), refreshExpiresDelta: TimeSpan.FromHours(1));

        (Life(pair.AccessToken), Life(pair.RefreshToken), pair.ExpiresIn).Should().Be((91L, 3600L, 91L));
    }

    [Fact]
    public async Task In_a_set_each_token_is_made_by_the_scheme_that_accepts_it()
    {
        await using var app = await TestApp.StartAsync(
            jwt => jwt.AddAccessBearer(options => options.AccessExpiresDelta = TimeSpan.FromMinutes(5)).AddRefreshBearer(options => options.RefreshExpiresDelta = TimeSpan.FromDays(7)),
            _ => { });

        JwtSecurityScheme[] schemes = [app.Scheme<JwtAccessBearer>(), app.Scheme<JwtRefreshBearer>()];

        schemes.Should().AllSatisfy(scheme =>
        {
            var pair = scheme.CreateTokenPair(new { username = "ada" });
            (Life(pair.AccessToken), Life(pair.RefreshToken), pair.ExpiresIn).Should().Be((300L, 7 * 86_400L, 300L));
        });
    }

    [Fact]
    public void The_JSON_has_the_names_of_the_RFC_whatever_the_policy_is()
    {
        var policy = new JsonSerializerOptions { PropertyNamingPolicy = JsonNamingPolicy.KebabCaseUpper };

        JsonSerializer.Serialize(new TokenPair("a", "r"), policy).Should().Be("""{"access_token":"a","refresh_token":"r","token_type":"bearer"}""");
        JsonSerializer.Serialize(new TokenPair("a", "r") { ExpiresIn = 900 }, policy).Should().Be("""{"access_token":"a","refresh_token":"r","token_type":"bearer","expires_in":900}""");
    }

    [Fact]
    public void The_JSON_can_be_read_again()
    {
        var pair = HandMade.Access(_clock).CreateTokenPair(new { });

        JsonSerializer.Deserialize<TokenPair>(JsonSerializer.Serialize(pair)).Should().Be(pair);
    }

    [Fact]
    public void No_text_form_shows_a_token()
    {
        var pair = new TokenPair("the-access-token", "the-refresh-token") { ExpiresIn = 900 };

        $"{pair}".Should().Be("TokenPair { TokenType = bearer, ExpiresIn = 900 }");
    }

    private static long Life(string token)
    {
        var payload = Tokens.ReadPayload(token);
        return payload.GetProperty("exp").GetInt64() - payload.GetProperty("iat").GetInt64();
    }
}
