using System.Text.Json;
using JwtSecurity.Tests.TestKit;

namespace JwtSecurity.Tests.Dialects;

/// <summary>Tokens as Flask-JWT-Extended has them: <c>sub</c>, <c>fresh</c>, <c>nbf</c> and <c>csrf</c>.</summary>
public sealed class FlaskJwtExtendedTests
{
    private readonly ManualTimeProvider _clock = new();
    private readonly JwtAccessBearer _access;
    private readonly JwtRefreshBearer _refresh;

    public FlaskJwtExtendedTests()
    {
        _access = HandMade.Access(_clock, options => options.Dialect = JwtDialect.FlaskJwtExtended);
        _refresh = HandMade.Refresh(_clock, options => options.Dialect = JwtDialect.FlaskJwtExtended);
    }

    [Theory]
    [InlineData("access")]
    [InlineData("refresh")]
    public void A_token_has_its_claims_and_no_other(string type)
    {
        var token = type == "access" ? _access.CreateAccessToken(new { sub = "ada" }) : _access.CreateRefreshToken(new { sub = "ada" });

        var claims = Tokens.ReadPayload(token);
        claims.EnumerateObject().Select(claim => claim.Name).Should().BeEquivalentTo("fresh", "iat", "jti", "type", "sub", "nbf", "csrf", "exp");
        (claims.GetProperty("sub").GetString(), claims.GetProperty("type").GetString(), claims.GetProperty("fresh").GetBoolean()).Should().Be(("ada", type, false));
        claims.GetProperty("nbf").GetInt64().Should().Be(claims.GetProperty("iat").GetInt64()).And.Be(1780315200);
        Guid.TryParseExact(claims.GetProperty("jti").GetString(), "D", out _).Should().BeTrue();
    }

    [Fact]
    public void Each_token_has_a_random_csrf_of_its_own()
    {
        var tokens = Enumerable.Range(0, 500).SelectMany(_ => new[] { _access.CreateAccessToken(new { sub = "ada" }), _access.CreateRefreshToken(new { sub = "ada" }) });

        var values = tokens.Select(Tokens.ReadPayload).SelectMany(claims => new[] { claims.GetProperty("csrf").GetGuid(), claims.GetProperty("jti").GetGuid() });

        values.Should().OnlyHaveUniqueItems();
    }

    [Fact]
    public async Task Its_claims_are_read_and_the_subject_is_what_is_not_the_tokens_own()
    {
        var credentials = await _access.Accept(Tokens.Sign(DialectTokens.Payload("FlaskJwtExtended", _clock.GetUtcNow(), changes: [("fresh", true), ("locale", "de")])));

        credentials.Claims.GetProperty("csrf").GetString().Should().Be("0b9d1f6e-4f0c-4c0f-9b1e-000000000002");
        credentials.Claims.GetProperty("fresh").GetBoolean().Should().BeTrue();
        credentials.Subject.GetRawText().Should().Be("""{"sub":"7","locale":"de"}""");
    }

    [Theory]
    [InlineData("fresh", "true", "accepted")]
    [InlineData("fresh", "1780315300", "accepted")]
    [InlineData("fresh", "\"yes\"", "claim_invalid")]
    [InlineData("fresh", "null", "claim_invalid")]
    [InlineData("fresh", "[true]", "claim_invalid")]
    [InlineData("csrf", "\"x\"", "accepted")]
    [InlineData("csrf", "5", "claim_invalid")]
    [InlineData("csrf", "{}", "claim_invalid")]
    [InlineData("sub", "7", "accepted")]
    [InlineData("sub", "\"ada\"", "accepted")]
    [InlineData("sub", "\"\"", "claim_invalid")]
    [InlineData("sub", "{\"id\":7}", "claim_invalid")]
    public void The_types_of_its_claims_are_checked(string claim, string value, string verdict)
    {
        var payload = DialectTokens.Payload("FlaskJwtExtended", _clock.GetUtcNow(), changes: (claim, JsonDocument.Parse(value).RootElement));

        _access.Verdict(Tokens.Sign(payload)).Should().Be(verdict);
    }

    // What the original leaves out where its options say so: no csrf in header-only services, no fresh in older versions.
    [Theory]
    [InlineData("csrf")]
    [InlineData("fresh")]
    [InlineData("nbf")]
    public void What_the_original_can_leave_out_may_be_missing(string claim)
    {
        _access.Verdict(Tokens.Sign(DialectTokens.Payload("FlaskJwtExtended", _clock.GetUtcNow(), changes: (claim, null)))).Should().Be("accepted");
    }

    [Fact]
    public void A_token_for_nobody_is_refused_and_not_created()
    {
        _access.Refusal(Tokens.Sign(DialectTokens.Payload("FlaskJwtExtended", _clock.GetUtcNow(), changes: ("sub", null)))).Should().Be(JwtErrors.IdentityInvalid);
        var create = () => _access.CreateAccessToken(new { username = "ada" });
        create.Should().Throw<ArgumentException>().WithParameterName("subject").WithMessage("*names its user in 'sub'*");
    }

    [Fact]
    public void Types_are_told_apart_and_a_missing_one_is_none()
    {
        _access.Verdict(Tokens.Sign(DialectTokens.Payload("FlaskJwtExtended", _clock.GetUtcNow(), "refresh"))).Should().Be("wrong_token_type");
        _access.Verdict(Tokens.Sign(DialectTokens.Payload("FlaskJwtExtended", _clock.GetUtcNow(), "password_reset"))).Should().Be("wrong_token_type", "the original takes it for an access token");
        _access.Verdict(Tokens.Sign(DialectTokens.Payload("FlaskJwtExtended", _clock.GetUtcNow(), changes: ("type", null)))).Should().Be("wrong_token_type", "so it does this one");
        _refresh.Verdict(Tokens.Sign(DialectTokens.Payload("FlaskJwtExtended", _clock.GetUtcNow(), "refresh"))).Should().Be("accepted");
    }

    [Fact]
    public void A_pair_has_the_names_of_the_RFC()
    {
        var pair = _access.CreateTokenPair(new { sub = "ada" });

        JsonSerializer.Serialize(pair).Should().Be($$"""{"access_token":"{{pair.AccessToken}}","refresh_token":"{{pair.RefreshToken}}","token_type":"bearer","expires_in":900}""");
    }
}
