using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using JwtSecurity.Tests.TestKit;
using Xunit.Abstractions;

namespace JwtSecurity.Tests.Validation;

/// <summary>The hostile keys and signatures that other libraries have fallen for (C2SP/wycheproof), all of them.</summary>
public sealed class WycheproofTests(ITestOutputHelper output)
{
    [VectorsFact]
    public void Every_vector_gets_the_verdict_a_strict_validator_gives()
    {
        var wrong = new List<string>();
        var left = new SortedDictionary<string, int>(StringComparer.Ordinal);
        var verdicts = new SortedDictionary<string, int>(StringComparer.Ordinal);
        foreach (var vector in Vectors.Read("wycheproof_jws.json").GetProperty("vectors").EnumerateArray())
        {
            if (WhyNot(vector) is { } reason)
            {
                left[reason] = left.GetValueOrDefault(reason) + 1;
                continue;
            }

            var verdict = Judge(vector);
            if ((verdict == "accepted") != (vector.GetProperty("expect").GetString() == "valid"))
            {
                wrong.Add($"{vector.GetProperty("src")} {vector.GetProperty("tcId")} {vector.GetProperty("group")} {vector.GetProperty("comment")}: {verdict}");
            }

            verdicts[verdict] = verdicts.GetValueOrDefault(verdict) + 1;
        }

        output.WriteLine(string.Join(Environment.NewLine, verdicts.Select(each => $"{each.Value} {each.Key}")));
        output.WriteLine(string.Join(Environment.NewLine, left.Select(each => $"{each.Value} not compared: {each.Key}")));
        wrong.Should().BeEmpty();
        left.Values.Sum().Should().Be(9 + 6);
        verdicts["accepted"].Should().Be(45 - 6);
        verdicts.Values.Sum().Should().Be(45 - 6 + 372);
        verdicts["signature_invalid"].Should().BeGreaterThan(250);
        verdicts["key refused"].Should().BeGreaterThan(10);
    }

    [VectorsFact]
    public void Signatures_of_nothing_are_right_and_still_no_tokens()
    {
        var empty = Vectors.Read("wycheproof_jws.json").GetProperty("vectors").EnumerateArray().Where(IsOfNothing).ToArray();

        empty.Should().HaveCount(6).And.AllSatisfy(vector =>
        {
            var token = vector.GetProperty("jws").GetString()!;
            var end = token.LastIndexOf('.');
            Read(vector.GetProperty("key")).Verify(Encoding.ASCII.GetBytes(token[..end]), Base64Url.DecodeFromChars(token.AsSpan(end + 1))).Should().BeTrue();
            CompactJws.TryRead(token, out _).Should().BeFalse("a JWT's payload is a JSON object");
        });
    }

    private static string? WhyNot(JsonElement vector) => vector.GetProperty("expect").GetString() switch
    {
        "skip" => "the vector contradicts another one",
        "either" => "either verdict is right",
        _ => IsOfNothing(vector) ? "the payload is empty, and a JWT's is a JSON object" : null,
    };

    private static bool IsOfNothing(JsonElement vector) =>
        vector.GetProperty("expect").GetString() == "valid" && vector.GetProperty("jws").GetString()!.Contains("..", StringComparison.Ordinal);

    // With every key of the vector in one ring, as they would be in an application. A key that is refused stops it before the first token comes.
    private static string Judge(JsonElement vector)
    {
        SigningKey[] keys;
        try
        {
            keys = [.. Keys(vector).Select(Read)];
        }
        catch (Exception exception) when (exception is ArgumentException or CryptographicException)
        {
            return "key refused";
        }

        if (keys.DistinctBy(key => key.KeyId).Count() < keys.Length)
        {
            return "key refused";
        }

        var token = vector.GetProperty("jws").GetString()!;
        var utf8 = Encoding.ASCII.GetBytes(token);
        return !CompactJws.TryRead(token, out var jws) ? "token_malformed"
            : JwtValidator.CheckSignature(utf8, jws, new SigningKeyRing(keys, TimeProvider.System)) is { } error ? error.Code
            : JwtValidator.TryDecode(utf8.AsSpan(jws.HeaderLength + 1, jws.PayloadLength), new byte[jws.PayloadLength], out _) ? "accepted"
            : "token_malformed";
    }

    private static SigningKey Read(JsonElement jwk) => jwk.GetProperty("kty").GetString() == "oct"
        ? SigningKey.FromSecret(Base64Url.DecodeFromChars(jwk.GetProperty("k").GetString()), jwk.GetProperty("alg").GetString()!, jwk.GetProperty("kid").GetString())
        : SigningKey.FromJwk(jwk.GetRawText());

    private static JsonElement[] Keys(JsonElement vector)
    {
        var key = vector.GetProperty("key");
        return key.TryGetProperty("keys", out var set) ? [.. set.EnumerateArray()] : [key];
    }
}
