using JwtSecurity.Tests.TestKit;

namespace JwtSecurity.Tests.Validation;

/// <summary>When a token begins and ceases to be accepted, to the tick.</summary>
public sealed class LifetimeTests
{
    private readonly ManualTimeProvider _clock = new();

    private DateTimeOffset Noon { get; } = new(2026, 6, 1, 12, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(0, -1, "accepted")]
    [InlineData(0, 0, "token_expired")]
    [InlineData(0, 1, "token_expired")]
    [InlineData(30, -1, "accepted")]
    [InlineData(30, 0, "token_expired")]
    public void A_token_ends_at_exp_and_its_leeway_to_the_tick(int leewaySeconds, int ticks, string verdict)
    {
        var scheme = HandMade.Access(_clock, options => options.Leeway = TimeSpan.FromSeconds(leewaySeconds));
        var token = Tokens.Sign(Tokens.Payload(Noon, changes: ("exp", Noon.ToUnixTimeSeconds() + 900)));

        _clock.SetUtcNow(Noon.AddSeconds(900 + leewaySeconds).AddTicks(ticks));

        scheme.Verdict(token).Should().Be(verdict);
        scheme.Refusal(token)?.Detail.Should().Be("Token time expired: the time in 'exp' has come");
    }

    [Theory]
    [InlineData(0, -1, "token_not_yet_valid")]
    [InlineData(0, 0, "accepted")]
    [InlineData(30, -1, "token_not_yet_valid")]
    [InlineData(30, 0, "accepted")]
    public void A_token_begins_at_nbf_less_the_leeway_to_the_tick(int leewaySeconds, int ticks, string verdict)
    {
        var scheme = HandMade.Access(_clock, options => options.Leeway = TimeSpan.FromSeconds(leewaySeconds));
        var token = Tokens.Sign(Tokens.Payload(Noon, changes: ("nbf", Noon.ToUnixTimeSeconds() + 60)));

        _clock.SetUtcNow(Noon.AddSeconds(60 - leewaySeconds).AddTicks(ticks));

        scheme.Verdict(token).Should().Be(verdict);
        scheme.Refusal(token)?.Detail.Should().Be("Invalid token: the time in 'nbf' has not come");
    }

    [Theory]
    [InlineData("exp", 900.75, 899, "accepted")]
    [InlineData("exp", 900.75, 900, "token_expired")]
    [InlineData("nbf", 60.25, 60, "token_not_yet_valid")]
    [InlineData("nbf", 60.25, 61, "accepted")]
    public void A_fraction_of_a_second_never_lengthens_a_life(string claim, double offset, int secondsLater, string verdict)
    {
        var token = Tokens.Sign(Tokens.Payload(Noon, changes: (claim, Noon.ToUnixTimeSeconds() + offset)));

        _clock.SetUtcNow(Noon.AddSeconds(secondsLater));

        HandMade.Access(_clock).Verdict(token).Should().Be(verdict);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(86_400)]
    public void An_iat_in_the_future_locks_nobody_out(int secondsAhead)
    {
        var token = Tokens.Sign(Tokens.Payload(Noon, changes: ("iat", Noon.ToUnixTimeSeconds() + secondsAhead)));

        HandMade.Access(_clock).Verdict(token).Should().Be("accepted");
    }

    [Theory]
    [InlineData(0, "9999-12-31T23:59:59+00:00")]
    [InlineData(300, "0001-01-01T00:00:00+00:00")]
    public void The_ends_of_time_are_no_exception(int leewaySeconds, string now)
    {
        var scheme = HandMade.Access(_clock, options => options.Leeway = TimeSpan.FromSeconds(leewaySeconds));
        _clock.SetUtcNow(DateTimeOffset.Parse(now, System.Globalization.CultureInfo.InvariantCulture));

        var verdicts = new object[] { 0L, 253402300799L }.SelectMany(time => new[] { ("exp", time), ("nbf", time) })
            .Select(change => scheme.Verdict(Tokens.Sign(Tokens.Payload(Noon, changes: change))));

        verdicts.Should().OnlyContain(verdict => verdict == "accepted" || verdict == "token_expired" || verdict == "token_not_yet_valid");
    }

    [Fact]
    public void A_token_dies_while_the_clock_moves()
    {
        var scheme = HandMade.Access(_clock);
        var token = scheme.CreateAccessToken(new { username = "ada" }, expiresDelta: TimeSpan.FromMinutes(1));

        scheme.Verdict(token).Should().Be("accepted");
        _clock.Advance(TimeSpan.FromSeconds(59));
        scheme.Verdict(token).Should().Be("accepted");
        _clock.Advance(TimeSpan.FromSeconds(1));
        scheme.Verdict(token).Should().Be("token_expired");
    }
}
