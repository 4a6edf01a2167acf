using JwtSecurity.Tests.TestKit;

namespace JwtSecurity.Tests.Validation;

/// <summary>A token that is wrong in several ways is refused for the first: nothing later is believed before the earlier holds.</summary>
public sealed class OrderOfChecksTests
{
    private static readonly string[] s_steps =
    [
        "token_malformed", "header", "algorithm_not_allowed", "key_unknown", "signature_invalid", "payload", "wrong_token_type", "issuer_invalid", "audience_invalid", "token_expired",
    ];

    private readonly ManualTimeProvider _clock = new();

    public static TheoryData<int, int> Pairs()
    {
        var pairs = new TheoryData<int, int>();
        for (var first = 0; first < s_steps.Length; first++)
        {
            for (var second = first; second < s_steps.Length; second++)
            {
                pairs.Add(first, second);
            }
        }

        return pairs;
    }

    [Theory]
    [MemberData(nameof(Pairs))]
    public void Of_two_faults_the_earlier_step_names_the_refusal(int first, int second)
    {
        var scheme = HandMade.Access(_clock, options =>
        {
            options.Issuer = "us";
            options.Audiences.Add("api");
        });

        var code = scheme.Verdict(Make(s_steps[first], s_steps[second]));

        code.Should().Be(s_steps[first] switch
        {
            "header" => "token_malformed",
            "payload" => "claim_invalid",
            var step => step,
        });
    }

    [Fact]
    public void Expired_comes_before_not_yet_valid()
    {
        var now = _clock.GetUtcNow().ToUnixTimeSeconds();

        HandMade.Access(_clock).Verdict(Tokens.Sign(Tokens.Payload(_clock.GetUtcNow(), changes: [("exp", now - 1), ("nbf", now + 60)]))).Should().Be("token_expired");
    }

    private string Make(params string[] faults)
    {
        var now = _clock.GetUtcNow();
        var changes = new List<(string, object?)>
        {
            ("iss", faults.Contains("issuer_invalid") ? "them" : "us"),
            ("aud", faults.Contains("audience_invalid") ? "other" : "api"),
            ("exp", faults.Contains("token_expired") ? now.ToUnixTimeSeconds() - 60 : now.ToUnixTimeSeconds() + 60),
        };
        if (faults.Contains("payload"))
        {
            changes.Add(("jti", 1));
        }

        var header = faults.Contains("header") ? """{"typ":1,"alg":"$alg","kid":"$kid"}""" : """{"alg":"$alg","kid":"$kid"}""";
        var scheme = HandMade.Access(_clock);
        header = header
            .Replace("$alg", faults.Contains("algorithm_not_allowed") ? "none" : "HS256")
            .Replace("$kid", faults.Contains("key_unknown") ? "another" : scheme.Settings.Keys.Current.KeyId);
        var token = Tokens.Sign(
            Tokens.Payload(now, faults.Contains("wrong_token_type") ? "refresh" : "access", [.. changes]),
            header,
            faults.Contains("signature_invalid") ? "another secret" : TestApp.Secret);
        return faults.Contains("token_malformed") ? token + "=" : token;
    }
}
