using JwtSecurity.Tests.TestKit;

namespace JwtSecurity.Tests.Credentials;

/// <summary>What tokens say of a recent login. Now is 1780315200, and five minutes are asked for.</summary>
public sealed class FreshnessTests
{
    private static readonly TimeSpan s_maxAge = TimeSpan.FromMinutes(5);

    private readonly ManualTimeProvider _clock = new();

    [Theory]
    [InlineData("1780315200", true)]
    [InlineData("1780314900", true)]
    [InlineData("1780314899", false)]
    [InlineData("1780314900.9", true)]
    [InlineData("0", false)]
    [InlineData("1780315201", false)]
    [InlineData("253402300799", false)]
    public async Task A_login_is_recent_until_its_time_is_over_and_one_to_come_never_was(string authTime, bool isFresh) =>
        (await IsFreshAsync("FastApiJwt", $"\"auth_time\":{authTime}")).Should().Be(isFresh);

    [Theory]
    [InlineData("1780314840", true)]
    [InlineData("1780314839", false)]
    [InlineData("1780315260", true)]
    [InlineData("1780315261", false)]
    public async Task Clocks_may_differ_by_the_leeway_and_no_more(string authTime, bool isFresh) =>
        (await IsFreshAsync("FastApiJwt", $"\"auth_time\":{authTime}", leeway: 60)).Should().Be(isFresh);

    // "iat" is 1780315000 here: the token itself is 200 seconds old.
    [Theory]
    [InlineData("", false)]
    [InlineData("\"fresh\":true", true)]
    [InlineData("\"fresh\":false", false)]
    [InlineData("\"fresh\":1780315201", true)]
    [InlineData("\"fresh\":1780315200.5", true)]
    [InlineData("\"fresh\":1780315200", false)]
    [InlineData("\"fresh\":1", false)]
    [InlineData("\"fresh\":-5", false)]
    [InlineData("\"fresh\":1e999", true)]
    [InlineData("\"fresh\":true,\"auth_time\":1780315000", true)]
    [InlineData("\"fresh\":true,\"auth_time\":1780314000", false)]
    [InlineData("\"fresh\":false,\"auth_time\":1780315000", false)]
    [InlineData("\"fresh\":1,\"auth_time\":1780315000", false)]
    [InlineData("\"auth_time\":1780315000", true)]
    public async Task Whatever_a_token_says_has_to_hold_and_one_that_says_nothing_is_not_fresh(string claims, bool isFresh)
    {
        foreach (var dialect in DialectTokens.BuiltIn)
        {
            (await IsFreshAsync(dialect.Name, claims, iat: 1780315000)).Should().Be(isFresh, dialect.Name);
        }
    }

    [Theory]
    [InlineData(1780314900, true)]
    [InlineData(1780314899, false)]
    public async Task Without_the_time_of_a_login_a_fresh_token_was_created_at_one(long iat, bool isFresh)
    {
        (await IsFreshAsync("FlaskJwtExtended", "\"fresh\":true", iat)).Should().Be(isFresh);
        (await IsFreshAsync("FlaskJwtExtended", "\"fresh\":1780399999", iat)).Should().Be(isFresh);
    }

    [Fact]
    public async Task The_subject_says_nothing_about_it()
    {
        var scheme = HandMade.Access(_clock);

        var credentials = await scheme.Accept(scheme.CreateAccessToken(new { auth_time = 1780315200, fresh = true }));

        credentials.IsFresh(s_maxAge).Should().BeFalse();
        credentials.AuthTime.Should().BeNull();
    }

    [Fact]
    public async Task The_longest_time_there_is_overflows_nothing()
    {
        var scheme = HandMade.Access(_clock, options => options.Leeway = TimeSpan.FromMinutes(5));

        (await scheme.Accept(scheme.CreateAccessToken(new { }, details: new() { AuthTime = DateTimeOffset.UnixEpoch }))).IsFresh(TimeSpan.MaxValue).Should().BeTrue();
    }

    private async Task<bool> IsFreshAsync(string dialect, string claims, long iat = 1780315200, int leeway = 0)
    {
        var scheme = HandMade.Access(_clock, options =>
        {
            options.Dialect = DialectTokens.Named(dialect);
            options.Leeway = TimeSpan.FromSeconds(leeway);
        });
        var payload = DialectTokens.Payload(dialect, _clock.GetUtcNow(), changes: [("fresh", null), ("iat", iat)])[..^1];
        var credentials = await scheme.Accept(Tokens.Sign($"{payload}{(claims.Length > 0 ? "," : "")}{claims}}}"));
        return credentials.IsFresh(s_maxAge);
    }
}
