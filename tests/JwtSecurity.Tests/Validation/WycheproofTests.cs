using System.Buffers.Text;
using System.Text;
using System.Text.Json;
using JwtSecurity.Tests.TestKit;
using Xunit.Abstractions;

namespace JwtSecurity.Tests.Validation;

/// <summary>The hostile signatures that other libraries have fallen for (C2SP/wycheproof).</summary>
public sealed class WycheproofTests(ITestOutputHelper output)
{
    [VectorsFact]
    public void Every_HMAC_vector_gets_the_verdict_a_strict_validator_gives()
    {
        var wrong = new List<string>();
        var left = new SortedDictionary<string, int>(StringComparer.Ordinal);
        var (accepted, refused) = (0, 0);
        foreach (var vector in Vectors.Read("wycheproof_jws.json").GetProperty("vectors").EnumerateArray())
        {
            if (WhyNot(vector) is { } reason)
            {
                left[reason] = left.GetValueOrDefault(reason) + 1;
                continue;
            }

            var accepts = Array.Exists(Keys(vector), key => Accepts(key, vector.GetProperty("jws").GetString()!));
            if (accepts != (vector.GetProperty("expect").GetString() == "valid"))
            {
                wrong.Add($"{vector.GetProperty("src")} {vector.GetProperty("tcId")} {vector.GetProperty("comment")}: accepted is {accepts}");
            }

            (accepted, refused) = accepts ? (accepted + 1, refused) : (accepted, refused + 1);
        }

        output.WriteLine($"{accepted} vectors accepted, {refused} refused.");
        output.WriteLine(string.Join(Environment.NewLine, left.Select(each => $"{each.Value} not run: {each.Key}")));
        wrong.Should().BeEmpty();
        accepted.Should().BeGreaterThanOrEqualTo(12);
        refused.Should().BeGreaterThanOrEqualTo(37);
    }

    private static string? WhyNot(JsonElement vector)
    {
        var keys = Keys(vector);
        return vector.GetProperty("expect").GetString() switch
        {
            "skip" => "the vector contradicts another one",
            "either" => "either verdict is right",
            _ when Array.Exists(keys, key => key.GetProperty("kty").GetString() != "oct") => "the key is asymmetric",
            _ => null,
        };
    }

    private static JsonElement[] Keys(JsonElement vector)
    {
        var key = vector.GetProperty("key");
        return key.TryGetProperty("keys", out var set) ? [.. set.EnumerateArray()] : [key];
    }

    // A key of another algorithm or of too few bytes never gets as far as a token: configuration refuses it. Options hold text,
    // so a byte of the key stands as a character; for the short keys, all ASCII, that is the same number of bytes.
    private static bool Accepts(JsonElement key, string token)
    {
        var algorithm = key.GetProperty("alg").GetString()!;
        var secret = Base64Url.DecodeFromChars(key.GetProperty("k").GetString());
        var findings = new StartupFindings();
        SigningKey.Check(new JwtSchemeOptions { Algorithm = algorithm, SecretKey = Encoding.Latin1.GetString(secret) }, findings);
        if (!findings.IsEmpty)
        {
            return false;
        }

        var ring = new SigningKeyRing(SigningKey.FromSecret(secret, algorithm, key.GetProperty("kid").GetString()));
        var utf8 = Encoding.ASCII.GetBytes(token);
        return CompactJws.TryRead(token, out var jws)
            && JwtValidator.CheckSignature(utf8, jws, ring) is null
            && JwtValidator.TryDecode(utf8.AsSpan(jws.HeaderLength + 1, jws.PayloadLength), new byte[jws.PayloadLength], out _);
    }
}
