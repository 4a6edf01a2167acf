using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using JwtSecurity.Tests.TestKit;

namespace JwtSecurity.Tests.Dialects;

/// <summary>What fastapi-jwt's own tests pin, as far as it concerns the token: each side reads the other's.</summary>
public sealed class FastApiJwtTests
{
    private const string Secret = "secret_key";

    private readonly ManualTimeProvider _clock = new();
    private readonly JwtAccessBearer _access;
    private readonly JwtRefreshBearer _refresh;

    public FastApiJwtTests()
    {
        _access = HandMade.Access(_clock, Share);
        _refresh = HandMade.Refresh(_clock, Share);
    }

    [Theory]
    [InlineData("access")]
    [InlineData("refresh")]
    public async Task Its_tokens_are_read(string type)
    {
        // As python-jose and authlib write them: members in this order, spaces after colons and commas, a dashed UUID, no kid.
        var now = _clock.GetUtcNow().ToUnixTimeSeconds();
        var token = Tokens.Sign(
            $$"""{"subject": {"username": "username", "role": "user"}, "type": "{{type}}", "exp": {{now + 900}}, "iat": {{now}}, "jti": "8d9a7e0a-3b51-4c8c-9b7d-0f1d3d3f5a10"}""",
            """{"typ": "JWT", "alg": "HS256"}""",
            Secret);

        var credentials = await (type == "access" ? (JwtSecurityScheme)_access : _refresh).Accept(token);

        (credentials.GetString("username"), credentials.GetString("role"), credentials.Jti).Should().Be(("username", "user", "8d9a7e0a-3b51-4c8c-9b7d-0f1d3d3f5a10"));
        credentials.IssuedAt.Should().Be(_clock.GetUtcNow());
        credentials.ExpiresAt.Should().Be(_clock.GetUtcNow().AddSeconds(900));
        credentials.SessionId.Should().BeNull();
    }

    [Fact]
    public void Ours_are_read_by_a_few_lines_of_plain_code()
    {
        var token = _access.CreateAccessToken(new { username = "username", role = "user" });

        var segments = token.Split('.');
        var signature = HMACSHA256.HashData(Encoding.UTF8.GetBytes(Secret), Encoding.ASCII.GetBytes($"{segments[0]}.{segments[1]}"));
        Base64Url.DecodeFromChars(segments[2]).Should().Equal(signature);
        using var payload = JsonDocument.Parse(Base64Url.DecodeFromChars(segments[1]));
        payload.RootElement.EnumerateObject().Select(member => (member.Name, member.Value.ValueKind)).Should().Equal(
            ("subject", JsonValueKind.Object), ("type", JsonValueKind.String), ("exp", JsonValueKind.Number), ("iat", JsonValueKind.Number), ("jti", JsonValueKind.String));
        Guid.TryParseExact(payload.RootElement.GetProperty("jti").GetString(), "D", out _).Should().BeTrue();
    }

    [Fact]
    public async Task A_custom_jti_is_kept() =>
        (await _access.Accept(_access.CreateAccessToken(new { username = "username" }, uniqueIdentifier: "custom-jti"))).Jti.Should().Be("custom-jti");

    [Fact]
    public void A_refresh_token_opens_no_access_endpoint_and_the_other_way_round()
    {
        _access.Refusal(_access.CreateRefreshToken(new { username = "username" }))!.Detail.Should().Be("Invalid token: 'type' is not 'access'");
        _refresh.Refusal(_access.CreateAccessToken(new { username = "username" }))!.Detail.Should().Be("Invalid token: 'type' is not 'refresh'");
        _access.Verdict(_refresh.CreateAccessToken(new { username = "username" })).Should().Be("accepted");
        _refresh.Verdict(_access.CreateRefreshToken(new { username = "username" })).Should().Be("accepted");
    }

    [Fact]
    public void A_token_expires_while_time_passes_and_another_one_lives_on()
    {
        var access = _access.CreateAccessToken(new { username = "username" });
        var refresh = _access.CreateRefreshToken(new { username = "username" });

        _clock.Advance(TimeSpan.FromMinutes(15));

        _access.Refusal(access)!.Detail.Should().StartWith("Token time expired:");
        _refresh.Verdict(refresh).Should().Be("accepted");
        _clock.Advance(TimeSpan.FromDays(31));
        _refresh.Refusal(refresh)!.Detail.Should().StartWith("Token time expired:");
    }

    [Theory]
    [InlineData("not-a-token")]
    [InlineData("not.a.token")]
    [InlineData("eyJhbGciOiJIUzI1NiJ9..")]
    public void Garbage_is_an_invalid_token(string token) => _access.Refusal(token)!.Detail.Should().StartWith("Invalid token:");

    [Theory]
    [InlineData("none")]
    [InlineData("HS384")]
    [InlineData("RS256")]
    public void An_algorithm_that_crashes_the_original_is_an_invalid_token(string algorithm) =>
        _access.Refusal(Tokens.Sign(Tokens.Payload(_clock.GetUtcNow()), $$"""{"alg":"{{algorithm}}"}""", Secret))!.Detail.Should().StartWith("Invalid token:");

    [Fact]
    public void A_token_without_exp_or_subject_is_refused_although_the_original_takes_it_or_crashes()
    {
        var verdicts = new[] { "exp", "subject" }.Select(claim => _access.Verdict(Tokens.Sign(Tokens.Payload(_clock.GetUtcNow(), changes: (claim, null)), secret: Secret)));

        verdicts.Should().AllBe("claim_invalid");
    }

    private static void Share(JwtSchemeOptions options) => (options.SecretKey, options.AllowShortSecretKey) = (Secret, true);
}
