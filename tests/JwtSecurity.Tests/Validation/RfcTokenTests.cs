using System.Buffers.Text;
using System.Text;
using System.Text.Json;
using JwtSecurity.Tests.TestKit;
using Xunit.Abstractions;

namespace JwtSecurity.Tests.Validation;

/// <summary>The example tokens of RFC 7515, RFC 7519 and RFC 7520.</summary>
public sealed class RfcTokenTests(ITestOutputHelper output)
{
    [VectorsFact]
    public void The_signed_examples_verify_and_the_others_are_refused()
    {
        var verdicts = new List<(string Name, bool Expected, bool Accepted)>();
        foreach (var example in Vectors.Read("rfc_tokens.json").GetProperty("tokens").EnumerateArray())
        {
            var token = example.GetProperty("jws").GetString()!;
            var ring = new SigningKeyRing([Key(example.GetProperty("key"), token)], TimeProvider.System);

            var accepted = CompactJws.TryRead(token, out var jws) && JwtValidator.CheckSignature(Encoding.ASCII.GetBytes(token), jws, ring) is null;
            verdicts.Add((example.GetProperty("name").GetString()!, example.GetProperty("signature").GetString() == "valid", accepted));
        }

        output.WriteLine(string.Join(Environment.NewLine, verdicts));
        verdicts.Should().AllSatisfy(verdict => verdict.Accepted.Should().Be(verdict.Expected, verdict.Name));
        verdicts.Count(verdict => verdict.Accepted).Should().Be(8);
    }

    // With the tests' own key standing in where an example has none. An RSA key is used with what its example says: it could be several.
    private static SigningKey Key(JsonElement jwk, string token) =>
        jwk.ValueKind != JsonValueKind.Object ? SigningKey.FromSecret(TestApp.Secret)
        : jwk.GetProperty("kty").GetString() == "oct"
            ? SigningKey.FromSecret(Base64Url.DecodeFromChars(jwk.GetProperty("k").GetString()), keyId: jwk.TryGetProperty("kid", out var kid) ? kid.GetString() : null)
        : SigningKey.FromJwk(jwk.GetRawText(), Tokens.ReadHeader(token).GetProperty("alg").GetString());
}
