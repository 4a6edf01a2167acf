using System.Buffers.Text;
using System.Text;
using JwtSecurity.Tests.TestKit;

namespace JwtSecurity.Tests.Validation;

/// <summary>Which token gets which code: one row a rule, each token good but for what the row says.</summary>
public sealed class RefusalTests
{
    private const string NotCompact = "Invalid token: it is not a signed token in compact form";
    private const string HeaderMalformed = "Invalid token: its header is malformed";

    private readonly ManualTimeProvider _clock = new();
    private readonly JwtAccessBearer _scheme;

    public RefusalTests() => _scheme = HandMade.Access(_clock);

    [Fact]
    public void The_token_every_row_begins_with_is_good() => _scheme.Verdict(Good()).Should().Be("accepted");

    [Theory]
    [InlineData("")]
    [InlineData(".")]
    [InlineData("..")]
    [InlineData("...")]
    [InlineData("abc")]
    [InlineData("Bearer")]
    [InlineData("a.b.c")]
    [InlineData("{0}.{1}")]
    [InlineData("{0}.{1}.")]
    [InlineData(".{1}.{2}")]
    [InlineData("{0}..{2}")]
    [InlineData("{0}.{1}.{2}.")]
    [InlineData(".{0}.{1}.{2}")]
    [InlineData("{0}.{1}.{2}.{2}")]
    [InlineData("{0}..{1}.{2}.{2}")]
    [InlineData("{0}.{1}.{2}.{1}.{2}")]
    [InlineData("{0}=.{1}.{2}")]
    [InlineData("{0}.{1}=.{2}")]
    [InlineData("{0}.{1}.{2}=")]
    [InlineData(" {0}.{1}.{2}")]
    [InlineData("{0}.{1}.{2} ")]
    [InlineData("{0}.{1}.{2}\n")]
    [InlineData("{0} .{1}.{2}")]
    [InlineData("{0}.\t{1}.{2}")]
    [InlineData("{0}.{1}.\r\n{2}")]
    [InlineData("{0}.{1}.{2}\0")]
    [InlineData("{0}.{1}.+{2}")]
    [InlineData("{0}.{1}./{2}")]
    [InlineData("{0}.{1}.{2}\u00e9")]
    [InlineData("\uff45{0}.{1}.{2}")]
    [InlineData("\"{0}.{1}.{2}\"")]
    [InlineData("{0},{1},{2}")]
    public void What_is_not_three_segments_of_base64url_is_malformed(string shape)
    {
        var segments = Good().Split('.');

        Expect(shape.Replace("{0}", segments[0]).Replace("{1}", segments[1]).Replace("{2}", segments[2]), "token_malformed", NotCompact);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public void A_segment_whose_last_character_has_bits_of_no_byte_is_malformed(int segment)
    {
        // Header and payload of a length that leaves unused bits; the respelled ones are signed as they stand.
        var segments = Tokens.Sign(Tokens.Payload(_clock.GetUtcNow(), changes: ("jti", new string('1', 4))), "{\"alg\":\"HS256\" }").Split('.');
        if (segments[segment].Length % 4 is not (2 or 3))
        {
            segments = Tokens.Sign(Tokens.Payload(_clock.GetUtcNow(), changes: ("jti", new string('1', 5))), "{\"alg\":\"HS256\"  }").Split('.');
        }

        (segments[segment].Length % 4).Should().BeOneOf(2, 3);
        segments[segment] = segments[segment][..^1] + NextInAlphabet(segments[segment][^1]);
        if (segment < 2)
        {
            segments[2] = Sign(segments[0], segments[1]);
        }

        Expect(string.Join('.', segments), "token_malformed", NotCompact);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public void A_segment_of_an_impossible_length_is_malformed(int segment)
    {
        var segments = Good().Split('.');
        segments[segment] = new string('A', 13);
        if (segment < 2)
        {
            segments[2] = Sign(segments[0], segments[1]);
        }

        Expect(string.Join('.', segments), "token_malformed", NotCompact);
    }

    [Theory]
    [InlineData(16 * 1024, "accepted")]
    [InlineData((16 * 1024) + 1, "token_malformed")]
    public void Sixteen_kibibytes_are_the_limit(int length, string verdict)
    {
        // The padding of one more byte gives one or two more characters, so the header makes up the difference.
        var token = Enumerable.Range(0, 4)
            .SelectMany(spaces => Enumerable.Range(11_900, 400).Select(filler => (spaces, filler)))
            .Select(each => Tokens.Sign(Tokens.Payload(_clock.GetUtcNow(), changes: ("filler", new string('x', each.filler))), Tokens.Header + new string(' ', each.spaces)))
            .First(candidate => candidate.Length == length);

        _scheme.Verdict(token).Should().Be(verdict);
    }

    [Theory]
    [InlineData("""{"alg":"none"}""", "algorithm_not_allowed")]
    [InlineData("""{"alg":"None"}""", "algorithm_not_allowed")]
    [InlineData("""{"alg":"hs256"}""", "algorithm_not_allowed")]
    [InlineData("""{"alg":"HS256 "}""", "algorithm_not_allowed")]
    [InlineData("""{"alg":""}""", "algorithm_not_allowed")]
    [InlineData("""{"alg":"HS384"}""", "algorithm_not_allowed")]
    [InlineData("""{"alg":"HS512"}""", "algorithm_not_allowed")]
    [InlineData("""{"alg":"RS256"}""", "algorithm_not_allowed")]
    [InlineData("""{"alg":"http://www.w3.org/2001/04/xmldsig-more#hmac-sha256"}""", "algorithm_not_allowed")]
    [InlineData("""{"alg":"HS256","kid":"another"}""", "key_unknown")]
    [InlineData("""{"alg":"HS256","kid":""}""", "key_unknown")]
    [InlineData("""{"alg":"HS256","kid":"../../dev/null"}""", "key_unknown")]
    [InlineData("""{"alg":"HS384","kid":"another"}""", "algorithm_not_allowed")]
    public void A_header_that_chooses_algorithm_or_key_is_refused(string header, string code) =>
        Expect(Tokens.Sign(Tokens.Payload(_clock.GetUtcNow()), header), code, code == "key_unknown" ? "Invalid token: its key is not known" : "Invalid token: its algorithm is not allowed");

    [Theory]
    [InlineData("")]
    [InlineData("{}")]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("\"HS256\"")]
    [InlineData("""{"alg":"HS256"}{}""")]
    [InlineData("""{"alg":"HS256",}""")]
    [InlineData("""{"alg":"HS256"}//""")]
    [InlineData("""{'alg':'HS256'}""")]
    [InlineData("""{"typ":"JWT"}""")]
    [InlineData("""{"ALG":"HS256"}""")]
    [InlineData("""{"alg":null}""")]
    [InlineData("""{"alg":1}""")]
    [InlineData("""{"alg":["HS256"]}""")]
    [InlineData("""{"alg":{"alg":"HS256"}}""")]
    [InlineData("""{"alg":"HS256","alg":"HS256"}""")]
    [InlineData("""{"alg":"none","alg":"HS256"}""")]
    [InlineData("""{"alg":"HS256","\u0061lg":"none"}""")]
    [InlineData("""{"alg":"HS256","kid":null}""")]
    [InlineData("""{"alg":"HS256","kid":1}""")]
    [InlineData("""{"alg":"HS256","kid":["a"]}""")]
    [InlineData("""{"alg":"HS256","kid":"a","kid":"a"}""")]
    [InlineData("""{"alg":"HS256","typ":1}""")]
    [InlineData("""{"alg":"HS256","cty":[]}""")]
    [InlineData("""{"alg":"HS256","x5t":true}""")]
    [InlineData("""{"alg":"HS256","zip":false}""")]
    [InlineData("""{"alg":"HS256","enc":{}}""")]
    [InlineData("""{"alg":"HS256","x":"\ud800"}""")]
    [InlineData("""{"alg":"HS256","\udc00":1}""")]
    [InlineData("\ufeff{\"alg\":\"HS256\"}")]
    public void A_header_that_is_none_is_malformed(string header)
    {
        var token = header.Length > 0 ? Tokens.Sign(Tokens.Payload(_clock.GetUtcNow()), header) : "e30." + Good().Split('.')[1] + "." + Sign("e30", Good().Split('.')[1]);

        Expect(token, "token_malformed", HeaderMalformed);
    }

    [Theory]
    [InlineData("""{"alg":"HS256","crit":["exp"],"exp":1}""")]
    [InlineData("""{"alg":"HS256","crit":[]}""")]
    [InlineData("""{"alg":"HS256","crit":null}""")]
    [InlineData("""{"crit":["b64"],"b64":false,"alg":"HS256"}""")]
    [InlineData("""{"alg":"HS256","\u0063rit":["b64"],"b64":true}""")]
    public void A_critical_extension_is_refused(string header) =>
        Expect(Tokens.Sign(Tokens.Payload(_clock.GetUtcNow()), header), "token_malformed", "Invalid token: its header has a critical extension");

    [Theory]
    [InlineData("""{"alg":"HS256"}""")]
    [InlineData("""{"alg":"HS256","typ":"at+jwt"}""")]
    [InlineData(""" { "kid" : "$kid" , "alg" : "HS256" } """)]
    [InlineData("""{"\u0061lg":"HS\u003256"}""")]
    [InlineData("""{"alg":"HS256","jku":"https://attacker.example/keys"}""")]
    [InlineData("""{"alg":"HS256","x5u":"https://attacker.example/cert"}""")]
    [InlineData("""{"alg":"HS256","x5c":["MIIB"]}""")]
    [InlineData("""{"alg":"HS256","jwk":{"kty":"oct","k":"AAAA","alg":"none","kid":"another"}}""")]
    [InlineData("""{"alg":"HS256","nested":{"alg":"none","crit":["x"]}}""")]
    public void Keys_and_addresses_in_the_header_change_nothing(string header) =>
        _scheme.Verdict(Tokens.Sign(Tokens.Payload(_clock.GetUtcNow()), header.Replace("$kid", _scheme.Settings.Keys.Current.KeyId))).Should().Be("accepted");

    [Fact]
    public void A_key_in_the_header_does_not_verify_its_own_signature()
    {
        var attackers = "the attacker's own secret, 32 bytes or more";
        var header = $$$"""{"alg":"HS256","jwk":{"kty":"oct","k":"{{{Base64Url.EncodeToString(Encoding.UTF8.GetBytes(attackers))}}}"}}""";

        Expect(Tokens.Sign(Tokens.Payload(_clock.GetUtcNow()), header, attackers), "signature_invalid", "Invalid token: its signature does not match");
    }

    [Theory]
    [InlineData("another key")]
    [InlineData("no byte")]
    [InlineData("a byte less")]
    [InlineData("a byte more")]
    [InlineData("SHA-384")]
    [InlineData("changed header")]
    [InlineData("changed payload")]
    [InlineData("swapped")]
    public void A_signature_that_does_not_match_is_refused(string how)
    {
        var segments = Good().Split('.');
        var signature = Base64Url.DecodeFromChars(segments[2]);
        var token = how switch
        {
            "another key" => Tokens.Sign(Tokens.Payload(_clock.GetUtcNow()), secret: TestApp.Secret + "!"),
            "no byte" => $"{segments[0]}.{segments[1]}.AA",
            "a byte less" => $"{segments[0]}.{segments[1]}.{Base64Url.EncodeToString(signature.AsSpan(..^1))}",
            "a byte more" => $"{segments[0]}.{segments[1]}.{Base64Url.EncodeToString([.. signature, 0])}",
            "SHA-384" => Tokens.Sign(Tokens.Payload(_clock.GetUtcNow()), algorithm: "HS384"),
            "changed header" => $"{Base64Url.EncodeToString("""{"alg":"HS256"}"""u8)}.{segments[1]}.{segments[2]}",
            "changed payload" => $"{segments[0]}.{Base64Url.EncodeToString(Encoding.UTF8.GetBytes(Tokens.Payload(_clock.GetUtcNow().AddDays(1))))}.{segments[2]}",
            _ => $"{segments[0]}.{segments[1]}.{Good(("jti", "2")).Split('.')[2]}",
        };

        Expect(token, "signature_invalid", "Invalid token: its signature does not match");
    }

    [Theory]
    [InlineData("foo")]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("1")]
    [InlineData("\"text\"")]
    [InlineData("{")]
    [InlineData("$good,")]
    [InlineData("$good{}")]
    [InlineData("//\n$good")]
    [InlineData("\ufeff$good")]
    [InlineData("{\"x\":\"\\ud800\"}")]
    [InlineData("{\"x\":\"\\udc00\"}")]
    [InlineData("{\"x\":\"\\ud83d\\ud83d\"}")]
    [InlineData("{\"x\":\"\\ud83dx\\ude00\"}")]
    [InlineData("{\"x\":[{\"y\":\"\\ud800\\n\"}]}")]
    [InlineData("{\"\\ud800\":1}")]
    public void A_payload_that_is_no_JSON_object_is_malformed(string payload) =>
        Expect(Tokens.Sign(payload.Replace("$good", Tokens.Payload(_clock.GetUtcNow()))), "token_malformed", "Invalid token: its payload is not a JSON object");

    [Fact]
    public void A_payload_of_invalid_UTF8_is_malformed()
    {
        var good = Tokens.Payload(_clock.GetUtcNow(), changes: ("note", "?"));
        var bytes = Encoding.UTF8.GetBytes(good);
        bytes[good.IndexOf('?')] = 0xE9;

        Expect(Tokens.Sign(bytes, Encoding.UTF8.GetBytes(Tokens.Header), Encoding.UTF8.GetBytes(TestApp.Secret)), "token_malformed", "Invalid token: its payload is not a JSON object");
    }

    [Theory]
    [InlineData(63, "accepted")]
    [InlineData(64, "token_malformed")]
    public void A_payload_may_nest_as_deep_as_other_readers_take_it(int depth, string verdict)
    {
        var payload = Tokens.Payload(_clock.GetUtcNow())[..^1] + ",\"deep\":" + new string('[', depth) + new string(']', depth) + "}";

        _scheme.Verdict(Tokens.Sign(payload)).Should().Be(verdict);
    }

    [Theory]
    [InlineData("subject", null, "'subject' is missing or not an object")]
    [InlineData("subject", "\"ada\"", "'subject' is missing or not an object")]
    [InlineData("subject", "[]", "'subject' is missing or not an object")]
    [InlineData("subject", "null", "'subject' is missing or not an object")]
    [InlineData("subject", "1", "'subject' is missing or not an object")]
    [InlineData("exp", null, "'exp' is missing or no time")]
    [InlineData("exp", "null", "'exp' is missing or no time")]
    [InlineData("exp", "\"1780318800\"", "'exp' is missing or no time")]
    [InlineData("exp", "true", "'exp' is missing or no time")]
    [InlineData("exp", "[1780318800]", "'exp' is missing or no time")]
    [InlineData("exp", "{}", "'exp' is missing or no time")]
    [InlineData("exp", "-1", "'exp' is missing or no time")]
    [InlineData("exp", "-0.5", "'exp' is missing or no time")]
    [InlineData("exp", "253402300800", "'exp' is missing or no time")]
    [InlineData("exp", "9223372036854775807", "'exp' is missing or no time")]
    [InlineData("exp", "9223372036854775808", "'exp' is missing or no time")]
    [InlineData("exp", "1e400", "'exp' is missing or no time")]
    [InlineData("iat", null, "'iat' is missing or no time")]
    [InlineData("iat", "\"1780315200\"", "'iat' is missing or no time")]
    [InlineData("iat", "-1", "'iat' is missing or no time")]
    [InlineData("iat", "1e20", "'iat' is missing or no time")]
    [InlineData("iat", "null", "'iat' is missing or no time")]
    [InlineData("nbf", "\"1\"", "'nbf' is no time")]
    [InlineData("nbf", "null", "'nbf' is no time")]
    [InlineData("nbf", "-1", "'nbf' is no time")]
    [InlineData("nbf", "253402300800", "'nbf' is no time")]
    [InlineData("jti", null, "'jti' is missing or no text")]
    [InlineData("jti", "\"\"", "'jti' is missing or no text")]
    [InlineData("jti", "1", "'jti' is missing or no text")]
    [InlineData("jti", "null", "'jti' is missing or no text")]
    [InlineData("jti", "[\"1\"]", "'jti' is missing or no text")]
    [InlineData("type", "1", "a claim has the wrong type")]
    [InlineData("type", "null", "a claim has the wrong type")]
    [InlineData("type", "[\"access\"]", "a claim has the wrong type")]
    [InlineData("iss", "1", "a claim has the wrong type")]
    [InlineData("iss", "null", "a claim has the wrong type")]
    [InlineData("iss", "[\"me\"]", "a claim has the wrong type")]
    [InlineData("aud", "1", "a claim has the wrong type")]
    [InlineData("aud", "null", "a claim has the wrong type")]
    [InlineData("aud", "{}", "a claim has the wrong type")]
    [InlineData("aud", "[\"a\",1]", "a claim has the wrong type")]
    [InlineData("aud", "[\"a\",null]", "a claim has the wrong type")]
    [InlineData("aud", "[[\"a\"]]", "a claim has the wrong type")]
    [InlineData("sid", "1", "a claim has the wrong type")]
    [InlineData("sid", "null", "a claim has the wrong type")]
    [InlineData("sub", "{}", "a claim has the wrong type")]
    [InlineData("sub", "true", "a claim has the wrong type")]
    [InlineData("sub", "null", "a claim has the wrong type")]
    [InlineData("azp", "1", "a claim has the wrong type")]
    public void A_claim_that_is_missing_or_of_another_type_is_named(string claim, string? json, string detail) =>
        Expect(WithRaw(claim, json), "claim_invalid", "Invalid token: " + detail);

    [Theory]
    [InlineData("exp", "253402300799")]
    [InlineData("exp", "1780318800.75")]
    [InlineData("exp", "1.7803188e9")]
    [InlineData("iat", "0")]
    [InlineData("iat", "1780315199.5")]
    [InlineData("nbf", "0")]
    [InlineData("aud", "[]")]
    [InlineData("aud", "\"anybody\"")]
    [InlineData("aud", "[\"a\",\"b\"]")]
    [InlineData("iss", "\"anybody\"")]
    [InlineData("sub", "\"ada\"")]
    [InlineData("sub", "1")]
    [InlineData("subject", "{}")]
    [InlineData("jti", "\"anything\"")]
    public void A_claim_of_the_right_type_is_accepted(string claim, string json) => _scheme.Verdict(WithRaw(claim, json)).Should().Be("accepted");

    [Theory]
    [InlineData("subject", "{}")]
    [InlineData("type", "\"access\"")]
    [InlineData("exp", "4102444800")]
    [InlineData("iat", "1")]
    [InlineData("jti", "\"2\"")]
    [InlineData("nbf", "1")]
    [InlineData("iss", "\"me\"")]
    [InlineData("aud", "\"me\"")]
    [InlineData("sid", "\"s\"")]
    [InlineData("sub", "\"ada\"")]
    [InlineData("azp", "\"me\"")]
    public void A_claim_that_comes_twice_is_refused_however_its_name_is_spelled(string claim, string json)
    {
        var escaped = string.Concat(claim.Select(character => $"\\u{(int)character:x4}"));
        var once = WithRaw(claim, json);
        var payload = Encoding.UTF8.GetString(Base64Url.DecodeFromChars(once.Split('.')[1]));

        _scheme.Verdict(once).Should().Be("accepted");
        Expect(Tokens.Sign($"{payload[..^1]},\"{claim}\":{json}}}"), "claim_invalid", "Invalid token: a claim comes twice");
        Expect(Tokens.Sign($"{payload[..^1]},\"{escaped}\":{json}}}"), "claim_invalid", "Invalid token: a claim comes twice");
        Expect(Tokens.Sign($"{{\"{escaped}\":{json},{payload[1..]}"), "claim_invalid", "Invalid token: a claim comes twice");
    }

    [Fact]
    public void An_escaped_name_is_the_name()
    {
        var payload = Tokens.Payload(_clock.GetUtcNow()).Replace("\"exp\"", "\"\\u0065xp\"").Replace("\"subject\"", "\"subjec\\u0074\"");

        _scheme.Verdict(Tokens.Sign(payload)).Should().Be("accepted");
    }

    [Theory]
    [InlineData("refresh")]
    [InlineData("Access")]
    [InlineData("access ")]
    [InlineData("")]
    public void A_token_of_another_type_is_refused(string type) =>
        Expect(Tokens.Sign(Tokens.Payload(_clock.GetUtcNow(), type)), "wrong_token_type", "Invalid token: 'type' is not 'access'");

    [Fact]
    public void A_token_without_a_type_is_of_the_wrong_type() =>
        Expect(Good(("type", null)), "wrong_token_type", "Invalid token: 'type' is not 'access'");

    [Fact]
    public void Every_refusal_is_a_401_that_says_invalid_token()
    {
        string[] tokens = ["", Good(("exp", 1)), Good(("type", "refresh")), Tokens.Sign(Tokens.Payload(_clock.GetUtcNow()), secret: "another")];

        tokens.Select(_scheme.Refusal).Should().AllSatisfy(error =>
        {
            error!.StatusCode.Should().Be(401);
            error.Challenge.Should().StartWith("Bearer error=\"invalid_token\", error_description=\"");
            error.ToString().Should().Be($"{error.Code}: {error.Detail}");
        });
    }

    private static char NextInAlphabet(char character)
    {
        const string Alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
        return Alphabet[(Alphabet.IndexOf(character, StringComparison.Ordinal) + 1) % 64];
    }

    private static string Sign(string header, string payload) => Base64Url.EncodeToString(
        System.Security.Cryptography.HMACSHA256.HashData(Encoding.UTF8.GetBytes(TestApp.Secret), Encoding.ASCII.GetBytes($"{header}.{payload}")));

    private string Good(params (string Name, object? Value)[] changes) => Tokens.Sign(Tokens.Payload(_clock.GetUtcNow(), changes: changes));

    // A claim as raw JSON, or left out.
    private string WithRaw(string claim, string? json)
    {
        var rest = Tokens.Payload(_clock.GetUtcNow(), changes: (claim, null));
        return Tokens.Sign(json is null ? rest : $"{rest[..^1]},\"{claim}\":{json}}}");
    }

    private void Expect(string token, string code, string detail)
    {
        var error = _scheme.Refusal(token);
        error.Should().NotBeNull();
        (error!.Code, error.Detail, error.StatusCode).Should().Be((code, detail, 401));
    }
}
