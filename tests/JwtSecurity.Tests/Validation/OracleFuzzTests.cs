using System.Globalization;
using FsCheck;
using FsCheck.Fluent;
using JwtSecurity.Tests.TestKit;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using Xunit.Abstractions;

namespace JwtSecurity.Tests.Validation;

/// <summary>
/// The validator beside the one that most of .NET uses: whatever <see cref="JsonWebTokenHandler"/> rejects, ours rejects.
/// The environment variable JWTSECURITY_FUZZ sets how many tokens are compared, JWTSECURITY_FUZZ_SEED where they begin.
/// </summary>
public sealed class OracleFuzzTests(ITestOutputHelper output)
{
    private const int Size = 50;

    private readonly JsonWebTokenHandler _oracle = new() { MapInboundClaims = false };

    // Signing with RSA takes its time, so there are fewer of those.
    [Theory]
    [InlineData("HS256", 20_000)]
    [InlineData("ES256", 8_000)]
    [InlineData("RS256", 3_000)]
    public async Task What_the_oracle_rejects_is_rejected_and_nothing_throws(string algorithm, int defaultCount)
    {
        var count = Number("JWTSECURITY_FUZZ", defaultCount);
        var seed = (ulong)Number("JWTSECURITY_FUZZ_SEED", 20_260_601);
        var key = KeyPairs.SigningKey(algorithm);
        var scheme = HandMade.WithKeys(TimeProvider.System, key);
        var cached = JwtSchemeSettings.TryCreate(
            JwtSchemeKind.Get(typeof(JwtAccessBearer)), setName: null, scheme.Settings.Options, JwtSchemeEnvironment.ByHand, new StartupFindings(), () => new TokenCache(1_000, 16 << 20))!;
        var parameters = ParametersOf(algorithm);
        var tokens = TokenMutations.Generator(TimeProvider.System.GetUtcNow(), key);

        // The seed is printed first, so that a run that fails can be repeated; pairs of keys are new in each.
        output.WriteLine($"Seed {seed}, {count} tokens.");
        var (both, onlyOracle, neither) = (0, 0, 0);
        var found = new List<string>();
        foreach (var token in Sample(tokens, seed, count))
        {
            var ours = Judge(scheme, cached, token);
            var theirs = (await _oracle.ValidateTokenAsync(token, parameters)).IsValid;
            if (ours && !theirs)
            {
                found.Add(token);
            }

            (both, onlyOracle, neither) = (both + (ours && theirs ? 1 : 0), onlyOracle + (theirs && !ours ? 1 : 0), neither + (!ours && !theirs ? 1 : 0));
        }

        output.WriteLine($"{count} compared: {both} accepted by both, {onlyOracle} by the oracle alone, {found.Count} by ours alone, {neither} by neither.");
        found.Take(10).Select(Describe).Should().BeEmpty("whatever the oracle rejects is to be rejected");
        both.Should().BeGreaterThan(count / 50, "a comparison in which nothing is accepted compares nothing");
        cached.Cache!.Count.Should().BeInRange(Math.Min(both / 50, 500), 1_000);
        neither.Should().BeGreaterThan(count / 4);
    }

    private static TokenValidationParameters ParametersOf(string algorithm) => new()
    {
        IssuerSigningKey = KeyPairs.VerifyingKeyElsewhere(algorithm),
        ValidAlgorithms = [algorithm],
        ValidateIssuer = false,
        ValidateAudience = false,
        ClockSkew = TimeSpan.Zero,
        RequireExpirationTime = true,
        RequireSignedTokens = true,
        LogValidationExceptions = false,
    };

    // Again and again: by the validator alone, and three times past a cache that fills up with the tokens accepted so far. The first time there a token is
    // validated, the second time it enters, the third time it is recognised. A verdict that depends on anything but the token is a bug of its own.
    private static bool Judge(JwtAccessBearer scheme, JwtSchemeSettings cached, string token)
    {
        try
        {
            var error = JwtValidator.Validate(token, scheme.Settings, out var validated);
            var found = FoundToken.At(TokenOrigin.Header, token, 0, token.Length);
            for (var time = 1; time <= 3; time++)
            {
                if (!ReferenceEquals(JwtAuthenticator.Validate(found, cached, out var remembered), error)
                    || remembered?.Claims.GetRawText() != validated?.Claims.GetRawText())
                {
                    throw new InvalidOperationException($"The verdict past the cache differs, the {time}. time.");
                }
            }

            return error is null && CanBeRead(new JwtAuthorizationCredentials(validated!, scheme.Settings));
        }
        catch (Exception exception)
        {
            throw new InvalidOperationException(Describe(token), exception);
        }
    }

    // What is accepted must be readable, down to the last claim.
    private static bool CanBeRead(JwtAuthorizationCredentials credentials) =>
        credentials.Principal.Claims.Any(claim => claim.Type == "jti" && claim.Value == credentials.Jti)
            && credentials.ExpiresAt > DateTimeOffset.UnixEpoch
            && credentials.IssuedAt >= DateTimeOffset.UnixEpoch
            && credentials.Subject.GetRawText().Length > 0
                ? true
                : throw new InvalidOperationException("An accepted token cannot be read.");

    private static IEnumerable<string> Sample(Gen<string> tokens, ulong seed, int count)
    {
        const int Batch = 10_000;
        for (var taken = 0; taken < count; taken += Batch)
        {
            // Streams of odd increments are independent of one another.
            var random = new Rnd(seed, (ulong)(2 * taken) + 1);
            foreach (var token in tokens.Sample(Math.Min(Batch, count - taken), random, Size))
            {
                yield return token;
            }
        }
    }

    private static int Number(string variable, int otherwise) =>
        int.TryParse(Environment.GetEnvironmentVariable(variable), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : otherwise;

    private static string Describe(string token)
    {
        var readable = token.Split('.').Take(2).Select(segment =>
        {
            try
            {
                return Base64UrlEncoder.Decode(segment);
            }
            catch (FormatException)
            {
                return "?";
            }
        });
        return $"{string.Join(" . ", readable)} | {token}";
    }
}
