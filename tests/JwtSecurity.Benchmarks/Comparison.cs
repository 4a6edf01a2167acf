using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace JwtSecurity.Benchmarks;

/// <summary>
/// Runs both libraries in one process, in alternating rounds, and prints one table of ratios and budgets.
/// </summary>
internal static class Comparison
{
    private const string Path = "/users/me";
    private const string WithSessions = "jwtsecurity-sessions";
    private const int ManyTokens = 10_000;

    public static async Task<int> RunAsync(bool quick)
    {
        var pipelines = new Dictionary<string, Pipeline>();
        foreach (var (name, variant) in Variants.All)
        {
            pipelines[name] = await Pipeline.StartAsync(variant.Build, variant.Configure);
        }

        var rounds = quick ? new Rounds(3, 1) : new Rounds(40, 7);
        AddPipelines(rounds, pipelines);
        AddKeyPairs(rounds, pipelines);
        await AddSessionsAsync(rounds, pipelines[WithSessions]);
        AddCreation(rounds);
        var memory = MemoryOfTokens();
        Print(rounds.Run(), memory);
        Contention.Print(pipelines["jwtsecurity-guard-only"], "Bearer " + Variants.CreateToken(), TimeSpan.FromSeconds(quick ? 0.1 : 2));
        foreach (var pipeline in pipelines.Values)
        {
            await pipeline.DisposeAsync();
        }

        return 0;
    }

    private static void AddPipelines(Rounds rounds, Dictionary<string, Pipeline> pipelines)
    {
        var good = "Bearer " + Variants.CreateToken();
        var forged = "Bearer " + Variants.CreateToken(secret: "another secret, as long as the benchmark's own one is");
        foreach (var (name, pipeline) in pipelines.Where(each => !Variants.KeyPairs.ContainsKey(each.Key) && each.Key is not (WithSessions or "floor-lookup")))
        {
            Expect(pipeline, good, name == "floor-401" ? 401 : 200);
            rounds.Add(name, () => pipeline.Get(Path, good));
        }

        foreach (var name in (string[])["jwtbearer", "jwtsecurity-guard-only"])
        {
            Expect(pipelines[name], forged, 401);
            rounds.Add(name + " forged", () => pipelines[name].Get(Path, forged));
            rounds.Add(name + " malformed", () => pipelines[name].Get(Path, "Bearer not-a-token"));
        }

        rounds.Add("404", () => pipelines["unprotected"].Get("/nothing", good));

        // So many that each is forgotten before it comes again. All get the same ones, the unprotected endpoint too.
        var fresh = Enumerable.Range(0, 100_000).Select(_ => AuthorizationOf("johndoe")).ToArray();
        AddInTurn(rounds, pipelines["unprotected"], "unprotected cold", fresh);
        AddInTurn(rounds, pipelines["jwtbearer"], "jwtbearer cold", fresh);
        AddInTurn(rounds, pipelines["jwtsecurity-guard-only"], "cold", fresh);

        var many = Enumerable.Range(0, ManyTokens).Select(i => AuthorizationOf($"user{i}")).ToArray();
        AddInTurn(rounds, pipelines["unprotected"], "unprotected many", many);
        AddInTurn(rounds, pipelines["jwtbearer"], "jwtbearer many", many);
        AddInTurn(rounds, pipelines["jwtsecurity-many"], "many", many);
        Array.ForEach(many, Floors.Remember);
        AddInTurn(rounds, pipelines["floor-lookup"], "floor-lookup many", many);
    }

    private static void AddKeyPairs(Rounds rounds, Dictionary<string, Pipeline> pipelines)
    {
        foreach (var (algorithm, key) in Variants.KeyPairs)
        {
            var scheme = new JwtAccessBearer(Variants.OptionsOf(key));
            var token = scheme.CreateAccessToken(new { username = "johndoe", role = "admin" });
            var authorization = "Bearer " + token;
            var pipeline = pipelines[algorithm];
            Expect(pipeline, authorization, 200);
            rounds.Add(algorithm, () => pipeline.Get(Path, authorization));
            rounds.Add(algorithm + " validator", () => Accept(JwtValidator.Validate(token, scheme.Settings, out _) is null));
            rounds.Add(algorithm + " signature", SignatureCheck(key, token));
        }
    }

    // A token of a session, where another session is revoked: nothing is looked up while none is.
    private static async Task AddSessionsAsync(Rounds rounds, Pipeline pipeline)
    {
        var sessions = pipeline.Services.GetRequiredService<JwtSessions>();
        var subject = new { username = "johndoe", role = "admin" };
        var revoked = "Bearer " + (await sessions.StartAsync(subject)).AccessToken;
        await sessions.RevokeAllAsync("johndoe");
        var good = "Bearer " + (await sessions.StartAsync(subject)).AccessToken;
        Expect(pipeline, revoked, 401);
        Expect(pipeline, good, 200);
        rounds.Add(WithSessions, () => pipeline.Get(Path, good));
    }

    // What the framework's own key does with a signature, and nothing else.
    private static Action SignatureCheck(SigningKey key, string token)
    {
        var jwk = new JsonWebKey(key.ToJwk());
        var signed = Encoding.ASCII.GetBytes(token[..token.LastIndexOf('.')]);
        var signature = Base64UrlEncoder.DecodeBytes(token[(token.LastIndexOf('.') + 1)..]);
        if (jwk.Kty == "RSA")
        {
            var rsa = RSA.Create(new RSAParameters { Modulus = Base64UrlEncoder.DecodeBytes(jwk.N), Exponent = Base64UrlEncoder.DecodeBytes(jwk.E) });
            return () => Accept(rsa.VerifyData(signed, signature, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1));
        }

        var point = new ECPoint { X = Base64UrlEncoder.DecodeBytes(jwk.X), Y = Base64UrlEncoder.DecodeBytes(jwk.Y) };
        var ecdsa = ECDsa.Create(new ECParameters { Curve = ECCurve.NamedCurves.nistP256, Q = point });
        return () => Accept(ecdsa.VerifyData(signed, signature, HashAlgorithmName.SHA256));
    }

    private static void Accept(bool isValid)
    {
        if (!isValid)
        {
            throw new InvalidOperationException("A token is refused that is to be accepted.");
        }
    }

    // Each made into text just before, as a server does that has read it from a connection: no request finds its header where another one left it.
    private static void AddInTurn(Rounds rounds, Pipeline pipeline, string name, byte[][] authorizations)
    {
        var next = 0;
        rounds.Add(name, () => pipeline.Get(Path, Encoding.Latin1.GetString(authorizations[next++ % authorizations.Length])));
    }

    private static byte[] AuthorizationOf(string username) => Encoding.Latin1.GetBytes("Bearer " + Variants.CreateToken(username));

    private static void AddCreation(Rounds rounds)
    {
        var scheme = new JwtAccessBearer(new JwtSchemeOptions { SecretKey = Variants.Secret });
        object subject = new { username = "johndoe", role = "admin" };
        rounds.Add("create", () => scheme.CreateAccessToken(subject));

        var handler = new JsonWebTokenHandler { SetDefaultTimesOnTokenCreation = false };
        var credentials = new SigningCredentials(new SymmetricSecurityKey(Encoding.UTF8.GetBytes(Variants.Secret)) { KeyId = "a key, with an identifier as long as a thumbprint is" }, "HS256");
        var subjectClaim = new Dictionary<string, object> { ["username"] = "johndoe", ["role"] = "admin" };
        rounds.Add("handler create", () => handler.CreateToken(new SecurityTokenDescriptor
        {
            SigningCredentials = credentials,
            IssuedAt = DateTime.UtcNow,
            Expires = DateTime.UtcNow.AddMinutes(15),
            Claims = new Dictionary<string, object> { ["subject"] = subjectClaim, ["type"] = "access", ["jti"] = Guid.NewGuid().ToString() },
        }));
    }

    private static double MemoryOfTokens()
    {
        var options = new JwtSchemeOptions { SecretKey = Variants.Secret };
        var settings = new JwtAccessBearer(options).Settings;
        var tokens = Enumerable.Range(0, ManyTokens).Select(i => Variants.CreateToken($"user{i}")).ToArray();
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var cache = new TokenCache(ManyTokens, 64 * 1024 * 1024);
        foreach (var token in tokens)
        {
            JwtValidator.Validate(token, settings, out var validated);
            _ = validated!.Claims;
            _ = validated.FindText("username") + validated.FindText("role");
            cache.Add(new TokenText(token, 0, token.Length), validated, DateTimeOffset.UtcNow);
        }

        var after = GC.GetTotalMemory(forceFullCollection: true);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{cache.Count} cached tokens, claims read: {(after - before) / 1e6:F1} MB held, {cache.Bytes / 1e6:F1} MB as the cache counts them"));
        GC.KeepAlive(cache);
        return after - before;
    }

    private static void Print(IReadOnlyDictionary<string, (double[] Nanoseconds, double Bytes)> results, double memory)
    {
        Console.WriteLine();
        Console.WriteLine("| what | AddJwtBearer, or as named | JwtSecurity | ratio | budget | met |");
        Console.WriteLine("|---|---:|---:|---:|---:|---|");
        Row("a known token, guard", "jwtbearer", "jwtsecurity", "unprotected", 0.20, 2560);
        Row("a known token, guard, `RegisterAuthenticationSchemes = false`", "jwtbearer", "jwtsecurity-guard-only", "unprotected", 0.05, 820);
        Row("a known token of a session, guard alone, another session revoked", "jwtbearer", WithSessions, "unprotected", 0.05, 820);
        Row("a known token, `[Authorize]`", "jwtbearer", "jwtsecurity-authorize", "unprotected", 0.35);
        Row("a token seen for the first time, guard alone", "jwtbearer cold", "cold", "unprotected cold", 0.20, 1229);
        Row("one of 10,000 known tokens, guard alone", "jwtbearer many", "many", "unprotected many", 0.05, 820);
        Row("a known RS256 token, guard alone, beside an HS256 one", "jwtsecurity-guard-only", "RS256", "unprotected", 1.10, 820);
        Row("a known ES256 token, guard alone, beside an HS256 one", "jwtsecurity-guard-only", "ES256", "unprotected", 1.10, 820);
        Row("an RS256 token seen for the first time, beside its signature check alone", "RS256 signature", "RS256 validator", null, 1.10);
        Row("an ES256 token seen for the first time, beside its signature check alone", "ES256 signature", "ES256 validator", null, 1.05);
        Row("a forged token, the whole 401", "jwtbearer forged", "jwtsecurity-guard-only forged", null, 0.15);
        Row("a malformed token, the whole 401, beside an unprotected 404", "404", "jwtsecurity-guard-only malformed", null, 1.00);
        Row("creating a token", "handler create", "create", null, 0.70, 800);
        Row("below which nothing can come: the answer to a malformed token, from an endpoint that looks at none, beside the 404", "404", "floor-401", null);
        Row("below which nothing can come: an HS256 signature check, and nothing else", "jwtbearer", "floor-signature", "unprotected");
        Row("below which nothing can come: looking one of 10,000 texts up in a dictionary, and nothing else", "jwtbearer many", "floor-lookup many", "unprotected many");
        Row("below which nothing can come: a parameter that binds itself to nothing", "jwtbearer", "floor-parameter", "unprotected");
        Row("below which nothing can come: a scheme that does nothing, endpoint unprotected", "jwtbearer", "floor-scheme", "unprotected");
        Row("below which nothing can come: `[Authorize]` with a scheme that does nothing", "jwtbearer", "floor-authorize", "unprotected");
        Row("the authentication middleware alone, endpoint unprotected", "jwtbearer", "jwtsecurity-presence", "unprotected");
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| memory of 10,000 known tokens | | {memory / 1e6:F1} MB | | 20 MB | {(memory <= 20e6 ? "yes" : "NO")} |"));

        void Row(string what, string peer, string ours, string? over, double? budget = null, double? budgetBytes = null)
        {
            var (peerTimes, peerBytes) = Over(peer);
            var (ourTimes, ourBytes) = Over(ours);
            var ratio = Rounds.Median(ourTimes.Zip(peerTimes, (one, other) => one / other));
            var budgetText = (budget is null ? "" : $"{budget:F2}x") + (budgetBytes is null ? "" : $", {budgetBytes:F0} B");
            var met = budget is null ? "" : ratio <= budget && !(ourBytes > budgetBytes) ? "yes" : "NO";
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"| {what} | {Rounds.Median(peerTimes) / 1000:F2} µs, {peerBytes:F0} B | {Rounds.Median(ourTimes) / 1000:F2} µs, {ourBytes:F0} B | {ratio:F3}x | {budgetText} | {met} |"));

            (double[] Times, double Bytes) Over(string name) => over is null
                ? results[name]
                : ([.. results[name].Nanoseconds.Zip(results[over].Nanoseconds, (one, plain) => one - plain)], results[name].Bytes - results[over].Bytes);
        }
    }

    private static void Expect(Pipeline pipeline, string authorization, int status)
    {
        if (pipeline.Get(Path, authorization) != status)
        {
            throw new InvalidOperationException("A pipeline does not do what is to be measured.");
        }
    }
}
