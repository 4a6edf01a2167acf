using JwtSecurity.Tests.TestKit;

namespace JwtSecurity.Tests.Validation;

/// <summary>Who made a token, and for whom: checked as soon as the options name somebody.</summary>
public sealed class IssuerAndAudienceTests
{
    private readonly ManualTimeProvider _clock = new();

    [Theory]
    [InlineData("us", "us", "accepted")]
    [InlineData("us", null, "issuer_invalid")]
    [InlineData("us", "them", "issuer_invalid")]
    [InlineData("us", "US", "issuer_invalid")]
    [InlineData("us", "us ", "issuer_invalid")]
    [InlineData("us", "", "issuer_invalid")]
    [InlineData(null, "them", "accepted")]
    [InlineData(null, null, "accepted")]
    public void The_issuer_is_compared_letter_by_letter(string? demanded, string? issuer, string verdict)
    {
        var scheme = HandMade.Access(_clock, options => options.Issuer = demanded);

        scheme.Verdict(Tokens.Sign(Tokens.Payload(_clock.GetUtcNow(), changes: ("iss", issuer)))).Should().Be(verdict);
    }

    [Theory]
    [InlineData("", null, "accepted")]
    [InlineData("", "anybody", "accepted")]
    [InlineData("api", "api", "accepted")]
    [InlineData("api", "other,api", "accepted")]
    [InlineData("api,admin", "admin", "accepted")]
    [InlineData("api,admin", "other,admin", "accepted")]
    [InlineData("api", null, "audience_invalid")]
    [InlineData("api", "other", "audience_invalid")]
    [InlineData("api", "API", "audience_invalid")]
    [InlineData("api", "other,another", "audience_invalid")]
    [InlineData("api", "api2", "audience_invalid")]
    public void One_audience_in_common_is_enough(string demanded, string? audiences, string verdict)
    {
        var scheme = HandMade.Access(_clock, options => Array.ForEach(demanded.Split(',', StringSplitOptions.RemoveEmptyEntries), options.Audiences.Add));
        object? aud = audiences?.Split(',') is [var single] ? single : audiences?.Split(',');

        scheme.Verdict(Tokens.Sign(Tokens.Payload(_clock.GetUtcNow(), changes: ("aud", aud)))).Should().Be(verdict);
    }

    [Fact]
    public void An_empty_list_of_audiences_names_nobody()
    {
        var scheme = HandMade.Access(_clock, options => options.Audiences.Add("api"));
        var error = scheme.Refusal(Tokens.Sign(Tokens.Payload(_clock.GetUtcNow(), changes: ("aud", Array.Empty<string>()))));

        error!.Detail.Should().Be("Invalid token: it is meant for another audience");
    }

    [Fact]
    public void What_a_scheme_writes_it_accepts_and_a_stricter_one_does_not()
    {
        var ours = HandMade.Access(_clock, options =>
        {
            options.Issuer = "us";
            options.Audiences.Add("api");
            options.Audiences.Add("admin");
        });
        var token = ours.CreateAccessToken(new { username = "ada" });

        ours.Verdict(token).Should().Be("accepted");
        HandMade.Access(_clock).Verdict(token).Should().Be("accepted");
        JwtAccessBearer.From(ours, options => options.Issuer = "them").Refusal(token)!.Detail.Should().Be("Invalid token: its issuer is not the one expected");
    }
}
