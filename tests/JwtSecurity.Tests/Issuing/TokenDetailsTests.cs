using System.Buffers.Text;
using JwtSecurity.Tests.TestKit;

namespace JwtSecurity.Tests.Issuing;

/// <summary>What a caller adds to one token: from when it is valid, whether it is fresh, members of its header.</summary>
public sealed class TokenDetailsTests
{
    private static readonly string[] s_reserved =
        ["alg", "kid", "crit", "jwk", "jku", "x5u", "x5c", "x5t", "x5t#S256", "b64", "cty", "enc", "zip", "epk", "apu", "apv", "iv", "tag", "p2s", "p2c"];

    private readonly ManualTimeProvider _clock = new();
    private readonly JwtAccessBearer _scheme;

    public TokenDetailsTests() => _scheme = HandMade.Access(_clock);

    public static TheoryData<string> Reserved => [.. s_reserved];

    [Theory]
    [InlineData(0, 1780315200)]
    [InlineData(60, 1780315260)]
    [InlineData(-60, 1780315140)]
    [InlineData(59.001, 1780315260)]
    [InlineData(899, 1780316099)]
    public void NotBefore_is_written_in_whole_seconds_never_earlier(double secondsFromNow, long nbf) =>
        Tokens.ReadPayload(Create(new() { NotBefore = _clock.GetUtcNow().AddSeconds(secondsFromNow) })).GetProperty("nbf").GetInt64().Should().Be(nbf);

    [Fact]
    public void NotBefore_is_a_moment_in_any_time_zone() =>
        Tokens.ReadPayload(Create(new() { NotBefore = new DateTimeOffset(2026, 6, 1, 14, 1, 0, TimeSpan.FromHours(2)) })).GetProperty("nbf").GetInt64().Should().Be(1780315260);

    [Fact]
    public void A_token_is_accepted_when_its_time_has_come_and_both_of_a_pair_are()
    {
        var refresh = HandMade.Refresh(_clock);
        var pair = _scheme.CreateTokenPair(new { }, details: new() { NotBefore = _clock.GetUtcNow().AddMinutes(1) });

        (_scheme.Verdict(pair.AccessToken), refresh.Verdict(pair.RefreshToken)).Should().Be(("token_not_yet_valid", "token_not_yet_valid"));
        _clock.Advance(TimeSpan.FromMinutes(1));
        (_scheme.Verdict(pair.AccessToken), refresh.Verdict(pair.RefreshToken)).Should().Be(("accepted", "accepted"));
    }

    [Theory]
    [InlineData(900)]
    [InlineData(899.5)]
    [InlineData(1e9)]
    [InlineData(-1780315201)]
    public void A_token_that_would_never_be_accepted_is_not_created(double secondsFromNow)
    {
        var create = () => Create(new() { NotBefore = _clock.GetUtcNow().AddSeconds(secondsFromNow) });

        create.Should().Throw<ArgumentException>().WithParameterName("details").WithMessage("NotBefore is *, and the token expires at 2026-06-01T12:15:00.0000000+00:00: it would never be accepted.*expiresDelta*");
    }

    [Fact]
    public void NotBefore_replaces_what_the_dialect_writes()
    {
        var flask = HandMade.Access(_clock, options => options.Dialect = JwtDialect.FlaskJwtExtended);

        Tokens.ReadPayload(flask.CreateAccessToken(new { sub = "ada" }, details: new() { NotBefore = _clock.GetUtcNow().AddMinutes(1) })).GetProperty("nbf").GetInt64().Should().Be(1780315260);
    }

    [Theory]
    [InlineData("FastApiJwt", null, null, null)]
    [InlineData("FastApiJwt", true, "true", null)]
    [InlineData("FastApiJwt", false, "false", null)]
    [InlineData("SimpleJwt", true, "true", null)]
    [InlineData("FlaskJwtExtended", null, "false", "false")]
    [InlineData("FlaskJwtExtended", true, "true", "false")]
    [InlineData("FlaskJwtExtended", false, "false", "false")]
    public async Task Fresh_is_for_access_tokens_and_written_where_it_is_set_or_the_dialect_has_it(string dialect, bool? fresh, string? inAccess, string? inRefresh)
    {
        var scheme = HandMade.Access(_clock, options => options.Dialect = DialectTokens.Named(dialect));
        var details = new JwtTokenDetails { Fresh = fresh };

        var pair = scheme.CreateTokenPair(DialectTokens.Subject(), details: details);

        (FreshOf(pair.AccessToken), FreshOf(pair.RefreshToken)).Should().Be((inAccess, inRefresh));
        FreshOf(scheme.CreateRefreshToken(DialectTokens.Subject(), details: details)).Should().Be(inRefresh);
        var claims = (await scheme.Accept(pair.AccessToken)).Claims;
        (claims.TryGetProperty("fresh", out var value) ? value.GetRawText() : null).Should().Be(inAccess);
    }

    [Fact]
    public async Task The_time_of_the_login_is_written_to_both_tokens_in_whole_seconds()
    {
        var loggedInAt = new DateTimeOffset(2026, 6, 1, 13, 59, 0, 900, TimeSpan.FromHours(2));

        var pair = _scheme.CreateTokenPair(new { username = "ada" }, details: new() { AuthTime = loggedInAt });

        foreach (var token in new[] { pair.AccessToken, pair.RefreshToken })
        {
            Tokens.ReadPayload(token).GetProperty("auth_time").GetRawText().Should().Be("1780315140");
        }

        (await _scheme.Accept(pair.AccessToken)).AuthTime.Should().Be(new DateTimeOffset(2026, 6, 1, 11, 59, 0, TimeSpan.Zero));
        (await _scheme.Accept(_scheme.CreateAccessToken(new { }))).AuthTime.Should().BeNull();
    }

    [Theory]
    [InlineData("FastApiJwt", "subject type exp iat jti")]
    [InlineData("SimpleJwt", "sub user_id username token_type exp iat jti")]
    [InlineData("FlaskJwtExtended", "sub user_id username type exp iat jti nbf fresh csrf")]
    public void A_token_says_nothing_of_a_login_unless_it_is_told(string dialect, string claims)
    {
        var scheme = HandMade.Access(_clock, options => options.Dialect = DialectTokens.Named(dialect));

        foreach (var token in new[] { scheme.CreateTokenPair(DialectTokens.Subject()).AccessToken, scheme.CreateTokenPair(DialectTokens.Subject()).RefreshToken })
        {
            Tokens.ReadPayload(token).EnumerateObject().Select(claim => claim.Name).Should().Equal(claims.Split(' '));
        }
    }

    [Fact]
    public void A_login_before_1970_is_a_mistake()
    {
        var create = () => Create(new() { AuthTime = DateTimeOffset.UnixEpoch.AddSeconds(-1) });

        create.Should().Throw<ArgumentException>().WithParameterName("details").WithMessage("AuthTime is 1969-*");
    }

    [Fact]
    public void Further_header_members_stand_behind_those_of_every_token()
    {
        var token = Create(new() { Header = new Dictionary<string, object?> { ["iss"] = "us", ["n"] = 1, ["none"] = null, ["obj"] = new { FirstName = "Ada" } } });

        Tokens.ReadHeader(token).GetRawText().Should().Be($$$"""{"alg":"HS256","typ":"JWT","kid":"{{{_scheme.Settings.Keys.Current.KeyId}}}","iss":"us","n":1,"none":null,"obj":{"firstName":"Ada"}}""");
        _scheme.Verdict(token).Should().Be("accepted");
        Tokens.Sign(Tokens.ReadPayload(token).GetRawText(), Tokens.ReadHeader(token).GetRawText()).Should().Be(token);
    }

    [Fact]
    public void A_header_that_is_changed_is_no_longer_signed()
    {
        var segments = Create(new() { Header = new Dictionary<string, object?> { ["tenant"] = "a" } }).Split('.');
        var forged = Base64Url.EncodeToString(System.Text.Encoding.UTF8.GetBytes(Tokens.ReadHeader(string.Join('.', segments)).GetRawText().Replace("\"a\"", "\"b\"")));

        _scheme.Verdict($"{forged}.{segments[1]}.{segments[2]}").Should().Be("signature_invalid");
    }

    [Fact]
    public void The_type_of_the_token_can_be_said_more_precisely()
    {
        var token = Create(new() { Header = new Dictionary<string, object?> { ["typ"] = "at+jwt" } });

        Tokens.ReadHeader(token).GetRawText().Should().Be($$"""{"alg":"HS256","typ":"at+jwt","kid":"{{_scheme.Settings.Keys.Current.KeyId}}"}""");
        _scheme.Verdict(token).Should().Be("accepted");
    }

    [Theory]
    [InlineData("")]
    [InlineData(5)]
    [InlineData(null)]
    public void But_not_as_what_no_reader_takes(object? type)
    {
        var create = () => Create(new() { Header = new Dictionary<string, object?> { ["typ"] = type } });

        create.Should().Throw<ArgumentException>().WithParameterName("details").WithMessage("The header member 'typ' must be a text*");
    }

    [Theory]
    [MemberData(nameof(Reserved))]
    public void What_says_how_a_token_is_read_nobody_else_writes(string name)
    {
        var create = () => Create(new() { Header = new Dictionary<string, object?> { [name] = "x" } });

        create.Should().Throw<ArgumentException>().WithParameterName("details").WithMessage($"The header member '{name}' is reserved*");
    }

    [Fact]
    public void What_no_reader_takes_is_no_header_member()
    {
        var deep = Enumerable.Range(0, 64).Aggregate(new object(), (inner, _) => new[] { inner });
        var creates = new object[] { double.NaN, deep }.Select(value => (Action)(() => Create(new() { Header = new Dictionary<string, object?> { ["n"] = value } })));

        creates.Should().AllSatisfy(create => create.Should().Throw<ArgumentException>().WithParameterName("details"));
    }

    [Fact]
    public void A_header_counts_to_the_length_of_the_token()
    {
        var create = () => Create(new() { Header = new Dictionary<string, object?> { ["text"] = new string('x', 13_000) } });

        create.Should().Throw<ArgumentException>().WithMessage("The token would have * characters*");
    }

    [Fact]
    public void Without_details_the_header_is_the_keys_own() =>
        Create(new()).Split('.')[0].Should().Be(_scheme.CreateAccessToken(new { }).Split('.')[0]);

    private static string? FreshOf(string token) => Tokens.ReadPayload(token).TryGetProperty("fresh", out var fresh) ? fresh.GetRawText() : null;

    private string Create(JwtTokenDetails details) => _scheme.CreateAccessToken(new { username = "ada" }, details: details);
}
