using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using JwtSecurity.Tests.TestKit;

namespace JwtSecurity.Tests.Issuing;

/// <summary>What a created token looks like.</summary>
public sealed partial class IssuedTokenTests
{
    private static readonly string[] s_registered = ["exp", "iat", "nbf", "jti", "iss", "aud", "sid", "csrf", "fresh", "auth_time", "type", "subject"];

    private readonly ManualTimeProvider _clock = new();
    private readonly JwtAccessBearer _scheme;

    public IssuedTokenTests() => _scheme = HandMade.Access(_clock);

    public static TheoryData<string> Registered() => [.. s_registered];

    [Fact]
    public void Header_and_payload_are_those_of_fastapi_jwt_and_a_kid()
    {
        var token = _scheme.CreateAccessToken(new { username = "ada" }, uniqueIdentifier: "my-id");

        Tokens.ReadHeader(token).GetRawText().Should().Be($$"""{"alg":"HS256","typ":"JWT","kid":"{{_scheme.Settings.Keys.Current.KeyId}}"}""");
        Tokens.ReadPayload(token).GetRawText().Should().Be("""{"subject":{"username":"ada"},"type":"access","exp":1780316100,"iat":1780315200,"jti":"my-id"}""");
    }

    [Theory]
    [InlineData("HS256", 32)]
    [InlineData("HS384", 48)]
    [InlineData("HS512", 64)]
    public void The_signature_is_the_plain_HMAC_of_what_stands_before_it(string algorithm, int bytes)
    {
        var token = HandMade.Access(_clock, options => options.Algorithm = algorithm).CreateAccessToken(new { username = "ada" });
        var input = Encoding.ASCII.GetBytes(token[..token.LastIndexOf('.')]);
        var secret = Encoding.UTF8.GetBytes(TestApp.Secret);

        var expected = algorithm switch
        {
            "HS256" => HMACSHA256.HashData(secret, input),
            "HS384" => HMACSHA384.HashData(secret, input),
            _ => HMACSHA512.HashData(secret, input),
        };
        expected.Should().HaveCount(bytes);
        token.Should().EndWith("." + System.Buffers.Text.Base64Url.EncodeToString(expected));
        Tokens.ReadHeader(token).GetProperty("alg").GetString().Should().Be(algorithm);
    }

    [Fact]
    public void Each_kind_has_its_own_lifetime()
    {
        Life(_scheme.CreateAccessToken(new { })).Should().Be(15 * 60);
        Life(_scheme.CreateRefreshToken(new { })).Should().Be(31 * 24 * 60 * 60);
        Tokens.ReadPayload(_scheme.CreateRefreshToken(new { })).GetProperty("type").GetString().Should().Be("refresh");
    }

    [Theory]
    [InlineData(0.0000001, 1)]
    [InlineData(0.5, 1)]
    [InlineData(1, 1)]
    [InlineData(1.0000001, 2)]
    [InlineData(59.999, 60)]
    public void A_part_of_a_second_counts_as_a_whole_one(double seconds, long life)
    {
        var token = _scheme.CreateAccessToken(new { }, TimeSpan.FromTicks((long)Math.Round(seconds * TimeSpan.TicksPerSecond)));

        Life(token).Should().Be(life);
        _scheme.Verdict(token).Should().Be("accepted");
    }

    [Fact]
    public void A_clock_between_two_seconds_gives_whole_numbers()
    {
        _clock.Advance(TimeSpan.FromMilliseconds(999));

        var payload = Tokens.ReadPayload(_scheme.CreateAccessToken(new { }));

        payload.GetProperty("iat").GetRawText().Should().Be("1780315200");
        payload.GetProperty("exp").GetRawText().Should().Be("1780316100");
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(-9_223_372_036_854_775_808)]
    [InlineData(9_223_372_036_854_775_807)]
    public void A_lifetime_that_is_none_is_refused(long ticks)
    {
        var delta = TimeSpan.FromTicks(ticks);
        var creates = new Action[]
        {
            () => _scheme.CreateAccessToken(new { }, delta),
            () => _scheme.CreateRefreshToken(new { }, delta),
            () => _scheme.CreateTokenPair(new { }, accessExpiresDelta: delta),
            () => _scheme.CreateTokenPair(new { }, refreshExpiresDelta: delta),
        };

        creates.Should().AllSatisfy(create => create.Should().Throw<ArgumentOutOfRangeException>().WithParameterName("expiresDelta"));
    }

    [Fact]
    public void A_century_is_the_longest_life()
    {
        var tooLong = () => _scheme.CreateAccessToken(new { }, NumericDate.MaximumLifetime + TimeSpan.FromTicks(1));

        _scheme.Verdict(_scheme.CreateAccessToken(new { }, NumericDate.MaximumLifetime)).Should().Be("accepted");
        tooLong.Should().Throw<ArgumentOutOfRangeException>();
    }

    [Fact]
    public void A_life_beyond_the_end_of_time_is_refused()
    {
        _clock.SetUtcNow(DateTimeOffset.MaxValue.AddMinutes(-1));

        var create = () => _scheme.CreateAccessToken(new { });

        create.Should().Throw<ArgumentOutOfRangeException>().WithParameterName("expiresDelta");
    }

    [Fact]
    public void Each_token_has_a_random_UUID_of_its_own()
    {
        var identifiers = Enumerable.Range(0, 2_000).Select(_ => Tokens.ReadPayload(_scheme.CreateAccessToken(new { })).GetProperty("jti").GetString()!).ToArray();

        identifiers.Should().OnlyHaveUniqueItems();
        identifiers.Should().AllSatisfy(identifier => Uuid4().IsMatch(identifier).Should().BeTrue(identifier));

        // Of the 122 random bits none stands still.
        var positions = Enumerable.Range(0, 36).Where(position => position is not (8 or 13 or 14 or 18 or 23));
        positions.Should().AllSatisfy(position => identifiers.Select(identifier => identifier[position]).Distinct().Should().HaveCount(position == 19 ? 4 : 16));
    }

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData("\t\n")]
    public void An_empty_identifier_is_refused(string identifier)
    {
        var create = () => _scheme.CreateAccessToken(new { }, uniqueIdentifier: identifier);

        create.Should().Throw<ArgumentException>().WithParameterName("uniqueIdentifier");
    }

    [Theory]
    [InlineData("my-id")]
    [InlineData("jti \"with\" quotes, é and 😀")]
    public async Task An_identifier_of_ones_own_comes_back(string identifier) =>
        (await _scheme.Accept(_scheme.CreateAccessToken(new { }, uniqueIdentifier: identifier))).Jti.Should().Be(identifier);

    [Fact]
    public async Task Further_claims_stand_beside_the_subject()
    {
        var details = new JwtTokenDetails { Claims = new Dictionary<string, object?> { ["scope"] = "read write", ["n"] = 1, ["nothing"] = null, ["list"] = new[] { 1, 2 }, ["who"] = new { FirstName = "Ada" } } };
        var pair = _scheme.CreateTokenPair(new { username = "ada" }, details: details);

        var claims = (await _scheme.Accept(_scheme.CreateAccessToken(new { username = "ada" }, details: details))).Claims;
        claims.GetRawText().Should().EndWith(""","scope":"read write","n":1,"nothing":null,"list":[1,2],"who":{"firstName":"Ada"}}""");
        new[] { pair.AccessToken, pair.RefreshToken }.Should().AllSatisfy(token => Tokens.ReadPayload(token).GetProperty("scope").GetString().Should().Be("read write"));
    }

    [Theory]
    [MemberData(nameof(Registered))]
    public void What_a_validator_believes_nobody_else_writes(string name)
    {
        var create = () => _scheme.CreateAccessToken(new { }, details: new JwtTokenDetails { Claims = new Dictionary<string, object?> { [name] = "x" } });

        create.Should().Throw<ArgumentException>().WithParameterName("details").WithMessage($"The claim '{name}' is reserved*");
    }

    [Theory]
    [InlineData(new string[0], null)]
    [InlineData(new[] { "api" }, "\"api\"")]
    [InlineData(new[] { "api", "admin" }, "[\"api\",\"admin\"]")]
    public void Audiences_stand_alone_or_in_a_list(string[] audiences, string? json)
    {
        var scheme = HandMade.Access(_clock, options =>
        {
            options.Issuer = "us";
            Array.ForEach(audiences, options.Audiences.Add);
        });

        var payload = Tokens.ReadPayload(scheme.CreateAccessToken(new { }));

        payload.GetProperty("iss").GetString().Should().Be("us");
        (payload.TryGetProperty("aud", out var aud) ? aud.GetRawText() : null).Should().Be(json);
    }

    [Fact]
    public void No_nbf_is_written() =>
        Tokens.ReadPayload(_scheme.CreateAccessToken(new { })).EnumerateObject().Select(member => member.Name).Should().Equal("subject", "type", "exp", "iat", "jti");

    [Fact]
    public void A_token_over_sixteen_kibibytes_is_not_created()
    {
        var longest = Enumerable.Range(11_800, 500).Select(length => TryCreate(length)).TakeWhile(token => token is not null).Last()!;
        var create = () => _scheme.CreateAccessToken(new { text = new string('x', 13_000) });

        longest.Length.Should().BeInRange((16 * 1024) - 1, 16 * 1024);
        _scheme.Verdict(longest).Should().Be("accepted");
        create.Should().Throw<ArgumentException>().WithParameterName("subject").WithMessage("The token would have * characters, and tokens of more than 16384 are refused. Put less into the subject.*");
    }

    [Fact]
    public void The_created_token_is_one_the_other_library_accepts()
    {
        var handler = new Microsoft.IdentityModel.JsonWebTokens.JsonWebTokenHandler();
        var token = handler.ReadJsonWebToken(_scheme.CreateAccessToken(new { username = "ada" }));

        token.GetPayloadValue<JsonElement>("subject").GetProperty("username").GetString().Should().Be("ada");
        token.ValidTo.Should().Be(_clock.GetUtcNow().AddMinutes(15).UtcDateTime);
        token.IssuedAt.Should().Be(_clock.GetUtcNow().UtcDateTime);
    }

    private static long Life(string token)
    {
        var payload = Tokens.ReadPayload(token);
        return payload.GetProperty("exp").GetInt64() - payload.GetProperty("iat").GetInt64();
    }

    private string? TryCreate(int length)
    {
        try
        {
            return _scheme.CreateAccessToken(new { text = new string('x', length) });
        }
        catch (ArgumentException)
        {
            return null;
        }
    }

    [GeneratedRegex("^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$")]
    private static partial Regex Uuid4();
}
