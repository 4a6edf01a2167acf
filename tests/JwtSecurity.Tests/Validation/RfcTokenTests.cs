using System.Buffers.Text;
using System.Text;
using System.Text.Json;
using JwtSecurity.Tests.TestKit;
using Xunit.Abstractions;

namespace JwtSecurity.Tests.Validation;

/// <summary>The example tokens of RFC 7515 and RFC 7519.</summary>
public sealed class RfcTokenTests(ITestOutputHelper output)
{
    [VectorsFact]
    public void The_HMAC_examples_verify_and_the_others_are_refused()
    {
        var verdicts = new List<(string Name, bool Expected, bool Accepted)>();
        foreach (var example in Vectors.Read("rfc_tokens.json").GetProperty("tokens").EnumerateArray())
        {
            // With the key of the first example standing in where an example has none of ours.
            var key = example.GetProperty("key");
            var isOurs = key.ValueKind == JsonValueKind.Object && key.GetProperty("kty").GetString() == "oct";
            var secret = isOurs ? Base64Url.DecodeFromChars(key.GetProperty("k").GetString()) : Encoding.UTF8.GetBytes(TestApp.Secret);
            var keyId = isOurs && key.TryGetProperty("kid", out var kid) ? kid.GetString() : null;
            var ring = new SigningKeyRing([SigningKey.FromSecret(secret, "HS256", keyId)], TimeProvider.System);
            var token = example.GetProperty("jws").GetString()!;

            var accepted = CompactJws.TryRead(token, out var jws) && JwtValidator.CheckSignature(Encoding.ASCII.GetBytes(token), jws, ring) is null;
            verdicts.Add((example.GetProperty("name").GetString()!, isOurs && example.GetProperty("signature").GetString() == "valid", accepted));
        }

        output.WriteLine(string.Join(Environment.NewLine, verdicts));
        verdicts.Should().AllSatisfy(verdict => verdict.Accepted.Should().Be(verdict.Expected, verdict.Name));
        verdicts.Should().Contain(verdict => verdict.Accepted);
    }
}
