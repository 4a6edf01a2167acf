using System.Text;
using System.Text.Json;
using JwtSecurity.Tests.TestKit;
using Xunit.Abstractions;

namespace JwtSecurity.Tests.Validation;

/// <summary>JSON at its edges (nst/JSONTestSuite), signed with the right key: what a payload may be, and what a subject may hold.</summary>
public sealed class JsonTestSuiteTests(ITestOutputHelper output)
{
    private readonly ManualTimeProvider _clock = new();

    [VectorsFact]
    public void As_a_whole_payload_every_case_is_refused()
    {
        var scheme = HandMade.Access(_clock);
        var codes = new Dictionary<string, int>();
        foreach (var (name, _, json) in Cases())
        {
            // No case holds our claims, so those that are objects are refused for what they lack. An empty one makes an empty segment.
            var refusal = scheme.Refusal(Sign(json));
            refusal.Should().NotBeNull(name);
            codes[refusal!.Code] = codes.GetValueOrDefault(refusal.Code) + 1;
        }

        output.WriteLine(string.Join(", ", codes.Select(code => $"{code.Value} {code.Key}")));
        codes.Keys.Should().BeEquivalentTo(JwtErrorCodes.TokenMalformed, JwtErrorCodes.ClaimInvalid);
    }

    [VectorsFact]
    public async Task As_a_member_of_the_subject_good_JSON_is_accepted_and_readable_and_bad_JSON_is_refused()
    {
        var scheme = HandMade.Access(_clock);
        var counts = new SortedDictionary<string, int>(StringComparer.Ordinal);
        foreach (var (name, verdict, json) in Cases())
        {
            var now = _clock.GetUtcNow().ToUnixTimeSeconds();
            byte[] payload = [.. "{\"subject\":{\"x\":"u8, .. json, .. Encoding.ASCII.GetBytes($$"""},"type":"access","exp":{{now + 900}},"iat":{{now}},"jti":"1"}""")];

            var result = await scheme.ValidateAsync(Sign(payload));

            var outcome = $"{verdict}: {(result.Succeeded ? "accepted" : "refused")}";
            counts[outcome] = counts.GetValueOrDefault(outcome) + 1;
            outcome.Should().NotBe("accept: refused", name);
            outcome.Should().NotBe("reject: accepted", name);

            if (result.Succeeded)
            {
                ReadEverything(result.Credentials);
            }
        }

        output.WriteLine(string.Join(", ", counts.Select(count => $"{count.Value} {count.Key}")));
        counts.Keys.Should().Contain(["accept: accepted", "reject: refused"]);
    }

    private static string Sign(byte[] payload) =>
        Tokens.Sign(payload, Encoding.ASCII.GetBytes(Tokens.Header), Encoding.UTF8.GetBytes(TestApp.Secret));

    private static IEnumerable<(string Name, string Verdict, byte[] Json)> Cases() =>
        Vectors.Read("jsontestsuite.json").GetProperty("cases").EnumerateArray()
            .Select(each => (each.GetProperty("name").GetString()!, each.GetProperty("verdict").GetString()!, each.GetProperty("b64").GetBytesFromBase64()));

    private static void ReadEverything(JwtAuthorizationCredentials credentials)
    {
        var claims = credentials.Principal.Claims.ToArray();
        claims.Should().Contain(claim => claim.Type == "jti");
        if (credentials.TryGetValue("x", out var value))
        {
            value.GetRawText().Should().NotBeEmpty();
            Walk(value);
        }
    }

    private static void Walk(JsonElement element)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.String:
                element.GetString().Should().NotBeNull();
                break;
            case JsonValueKind.Array:
                foreach (var item in element.EnumerateArray())
                {
                    Walk(item);
                }

                break;
            case JsonValueKind.Object:
                foreach (var member in element.EnumerateObject())
                {
                    member.Name.Should().NotBeNull();
                    Walk(member.Value);
                }

                break;
        }
    }
}
