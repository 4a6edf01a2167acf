using System.Text.Json;
using System.Text.RegularExpressions;
using JwtSecurity.Tests.TestKit;

namespace JwtSecurity.Tests.Dialects;

/// <summary>Tokens as Django REST framework's SimpleJWT has them: the user in <c>user_id</c>, no claim for the subject.</summary>
public sealed partial class SimpleJwtTests
{
    private readonly ManualTimeProvider _clock = new();
    private readonly JwtAccessBearer _access;
    private readonly JwtRefreshBearer _refresh;

    public SimpleJwtTests()
    {
        _access = HandMade.Access(_clock, options => options.Dialect = JwtDialect.SimpleJwt);
        _refresh = HandMade.Refresh(_clock, options => options.Dialect = JwtDialect.SimpleJwt);
    }

    [Theory]
    [InlineData("access")]
    [InlineData("refresh")]
    public void A_token_has_its_claims_and_no_other(string type)
    {
        var payload = Tokens.ReadPayload(type == "access" ? _access.CreateAccessToken(new { user_id = "7" }) : _access.CreateRefreshToken(new { user_id = "7" }));

        var jti = payload.GetProperty("jti").GetString()!;
        HexUuid4().IsMatch(jti).Should().BeTrue(jti);
        payload.GetRawText().Should().Be($$"""{"user_id":"7","token_type":"{{type}}","exp":{{1780315200 + (type == "access" ? 900 : 2_678_400)}},"iat":1780315200,"jti":"{{jti}}"}""");
    }

    [Theory]
    [InlineData("7")]
    [InlineData("\"7\"")]
    public void The_user_is_written_as_text_a_number_too(string id)
    {
        var token = _access.CreateAccessToken(JsonDocument.Parse($$"""{"user_id":{{id}}}""").RootElement);

        Tokens.ReadPayload(token).GetProperty("user_id").GetRawText().Should().Be("\"7\"");
    }

    // 5.5 writes text, earlier versions the number.
    [Theory]
    [InlineData("7")]
    [InlineData(7)]
    public async Task The_user_is_read_as_text_a_number_too(object id)
    {
        var credentials = await _access.Accept(Tokens.Sign(DialectTokens.Payload("SimpleJwt", _clock.GetUtcNow(), changes: ("user_id", id))));

        credentials.GetString("user_id").Should().Be("7");
        credentials.GetValue<int>("user_id").Should().Be(7);
        credentials.Subject.GetRawText().Should().Be("""{"user_id":"7"}""");
        credentials.Claims.GetProperty("user_id").GetRawText().Should().Be(JsonSerializer.Serialize(id));
        (credentials.Jti, credentials.TokenType).Should().Be(("0b9d1f6e4f0c4c0f9b1e000000000001", JwtTokenType.Access));
    }

    [Theory]
    [InlineData("\"\"")]
    [InlineData("null")]
    [InlineData("true")]
    [InlineData("[7]")]
    [InlineData("{\"id\":7}")]
    public void A_user_that_is_no_text_and_no_number_is_refused(string id)
    {
        var payload = DialectTokens.Payload("SimpleJwt", _clock.GetUtcNow(), changes: ("user_id", JsonDocument.Parse(id).RootElement));

        _access.Refusal(Tokens.Sign(payload)).Should().Be(JwtErrors.IdentityInvalid);
        var create = () => _access.CreateAccessToken(JsonDocument.Parse($$"""{"user_id":{{id}}}""").RootElement);
        create.Should().Throw<ArgumentException>().WithParameterName("subject").WithMessage("The subject's member 'user_id' names the user, and must be a text or a number.*");
    }

    [Fact]
    public void A_token_for_nobody_is_refused_and_not_created()
    {
        _access.Refusal(Tokens.Sign(DialectTokens.Payload("SimpleJwt", _clock.GetUtcNow(), changes: ("user_id", null)))).Should().Be(JwtErrors.IdentityInvalid);
        var create = () => _access.CreateAccessToken(new { username = "ada" });
        create.Should().Throw<ArgumentException>().WithParameterName("subject").WithMessage("*names its user in 'user_id'*new { user_id = user.Id }*");
    }

    [Fact]
    public void The_type_stands_in_token_type_alone()
    {
        _access.Verdict(Tokens.Sign(DialectTokens.Payload("SimpleJwt", _clock.GetUtcNow(), "refresh"))).Should().Be("wrong_token_type");
        _access.Verdict(Tokens.Sign(DialectTokens.Payload("SimpleJwt", _clock.GetUtcNow(), "sliding"))).Should().Be("wrong_token_type");
        _access.Verdict(Tokens.Sign(DialectTokens.Payload("SimpleJwt", _clock.GetUtcNow(), changes: [("token_type", null), ("type", "access")]))).Should().Be("wrong_token_type");
        _refresh.Verdict(Tokens.Sign(DialectTokens.Payload("SimpleJwt", _clock.GetUtcNow(), "refresh"))).Should().Be("accepted");
    }

    [Fact]
    public async Task A_pair_is_called_access_and_refresh_and_can_be_read_again()
    {
        var pair = _access.CreateTokenPair(new { user_id = 7 });

        var json = JsonSerializer.Serialize(pair);

        json.Should().Be($$"""{"access":"{{pair.AccessToken}}","refresh":"{{pair.RefreshToken}}"}""");
        JsonSerializer.Deserialize<TokenPair>(json).Should().Be(pair with { ExpiresIn = null });
        (await _access.Accept(pair.AccessToken)).GetString("user_id").Should().Be("7");
        (await _refresh.Accept(pair.RefreshToken)).GetString("user_id").Should().Be("7");
    }

    [Fact]
    public async Task What_claims_a_serializer_of_the_other_side_adds_is_in_the_subject()
    {
        var token = Tokens.Sign(DialectTokens.Payload("SimpleJwt", _clock.GetUtcNow(), changes: [("name", "Ada"), ("groups", new[] { "staff" }), ("aud", "api"), ("iss", "them")]));

        var credentials = await _access.Accept(token);

        credentials.Subject.EnumerateObject().Select(member => member.Name).Should().Equal("user_id", "name", "groups");
        (credentials["name"].GetString(), credentials["groups"][0].GetString()).Should().Be(("Ada", "staff"));
    }

    [GeneratedRegex("^[0-9a-f]{12}4[0-9a-f]{3}[89ab][0-9a-f]{15}$")]
    private static partial Regex HexUuid4();
}
