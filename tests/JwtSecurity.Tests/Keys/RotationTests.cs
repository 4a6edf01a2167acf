using System.Globalization;
using System.Net;
using JwtSecurity.Tests.TestKit;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace JwtSecurity.Tests.Keys;

/// <summary>
/// A rotation while a real server is under load, each step by a change of configuration or by the clock: nobody with a token of a live key is refused,
/// and everybody with one of a retired key is, at once.
/// </summary>
public sealed class RotationTests
{
    // What configuration says of the old key, what it says of the new one, and the two keys as another node has them.
    private static readonly Dictionary<string, Rotation> s_rotations = new(StringComparer.Ordinal)
    {
        ["a secret after a secret"] = new("SigningKeys:0:Secret", TestApp.Secret, "Secret", TestApp.OtherSecret, SigningKey.FromSecret(TestApp.Secret), SigningKey.FromSecret(TestApp.OtherSecret)),
        ["RSA after RSA"] = OfPairs("RS256"),
        ["EC after EC"] = OfPairs("ES256"),
        ["EC after SecretKey"] = new("SecretKey", TestApp.Secret, "Pem", KeyPairs.Pem("ES256"), SigningKey.FromSecret(TestApp.Secret), KeyPairs.SigningKey("ES256")),
    };

    public static TheoryData<string> Rotations => [.. s_rotations.Keys];

    [Theory]
    [MemberData(nameof(Rotations))]
    public async Task Nobody_with_a_token_of_a_live_key_is_refused_and_everybody_with_one_of_a_retired_key_is(string name)
    {
        var rotation = s_rotations[name];
        var configuration = new ReplaceableConfiguration([rotation.Old]);
        await using var app = await LoopbackApp.StartRawAsync(
            (builder, clock) => builder.Services.AddJwtSecurity(configuration.Root.GetSection("Jwt")).AddAccessBearer(options =>
            {
                options.TimeProvider = clock;
                options.AccessExpiresDelta = TimeSpan.FromDays(1);
            }),
            MapEndpoints);
        using var load = new RotationLoad(app.Address);
        var first = await load.LoginAsync();
        KeyIdOf(first).Should().Be(rotation.OldKey.KeyId);

        // Another node is ahead, and signs with the new key before this one knows it.
        var ahead = HandMade.WithKeys(app.Clock, rotation.NewKey).CreateAccessToken(new { username = "ada" }, TimeSpan.FromDays(1));
        (await load.UseAsync(ahead)).Status.Should().Be(HttpStatusCode.Unauthorized);

        // 1. The new key is added, and verifies only.
        await load.RunAsync([first], () => configuration.Replace([rotation.Old, rotation.New, ("Jwt:SigningKeys:1:VerifyOnly", "true")]));
        (await load.UseAsync(ahead)).Body.Should().Be("ada");
        KeyIdOf(await load.LoginAsync()).Should().Be(rotation.OldKey.KeyId);

        // 2. It is given a time to become active.
        var time = app.Clock.GetUtcNow().AddHours(1).ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
        await load.RunAsync([first, ahead], () => configuration.Replace([rotation.Old, rotation.New, ("Jwt:SigningKeys:1:ActiveFrom", time)]));
        KeyIdOf(await load.LoginAsync()).Should().Be(rotation.OldKey.KeyId);

        // 3. Somebody writes nonsense into the configuration: nothing changes.
        await load.RunAsync([first, ahead], () => configuration.Replace([("Jwt:SigningKeys:0:Pem", "nonsense")]));
        app.Logs.Entries.Should().ContainSingle(entry => entry.Id.Id == 902);

        // 4. The time comes.
        await load.RunAsync([first, ahead], () => app.Clock.Advance(TimeSpan.FromHours(1)));
        var second = await load.LoginAsync();
        KeyIdOf(second).Should().Be(rotation.NewKey.KeyId);

        // 5. The old key is retired. Its token was in use all the time.
        await load.RunAsync([ahead, second], () => configuration.Replace([rotation.New]));
        (await load.UseAsync(first)).Status.Should().Be(HttpStatusCode.Unauthorized);
        (await load.UseAsync(second)).Body.Should().Be("ada");
        KeyIdOf(await load.LoginAsync()).Should().Be(rotation.NewKey.KeyId);
        app.Logs.Entries.Should().ContainSingle(entry => entry.Id.Id == 902);
    }

    [Theory]
    [MemberData(nameof(Rotations))]
    public async Task A_remembered_token_of_a_retired_key_is_refused_by_the_very_next_request(string name)
    {
        var rotation = s_rotations[name];
        var configuration = new ReplaceableConfiguration([rotation.Old, rotation.New]);
        await using var app = await TestApp.StartRawAsync(builder => builder.Services.AddJwtSecurity(configuration.Root.GetSection("Jwt")).AddAccessBearer(), MapEndpoints);
        var (old, renewed) = (Token(rotation.OldKey), Token(rotation.NewKey));
        for (var use = 0; use < 3; use++)
        {
            (await app.GetAsync("/", TokenHeaders.Bearer(old))).Body.Should().Be("ada");
            (await app.GetAsync("/", TokenHeaders.Bearer(renewed))).Body.Should().Be("ada");
        }

        app.Scheme<JwtAccessBearer>().Settings.Cache!.Count.Should().Be(2);

        configuration.Replace([rotation.New]);

        // Where the two differ in their algorithm, that is what is wrong with it.
        (await app.GetAsync("/", TokenHeaders.Bearer(old))).Code.Should().Be(rotation.OldKey.Algorithm == rotation.NewKey.Algorithm ? JwtErrorCodes.KeyUnknown : JwtErrorCodes.AlgorithmNotAllowed);
        (await app.GetAsync("/", TokenHeaders.Bearer(renewed))).Body.Should().Be("ada");

        string Token(SigningKey key) => HandMade.WithKeys(app.Clock, key).CreateAccessToken(new { username = "ada" });
    }

    private static void MapEndpoints(WebApplication app)
    {
        app.MapGet("/", (JwtAuthorizationCredentials credentials) => credentials.GetString("username"));
        app.MapPost("/login", (JwtAccessBearer access) => access.CreateAccessToken(new { username = "ada" }));
    }

    private static string? KeyIdOf(string token) => Tokens.ReadHeader(token).GetProperty("kid").GetString();

    private static Rotation OfPairs(string algorithm)
    {
        var renewed = KeyPairs.Other(algorithm).ExportPkcs8PrivateKeyPem();
        return new("SigningKeys:0:Pem", KeyPairs.Pem(algorithm), "Pem", renewed, KeyPairs.SigningKey(algorithm), SigningKey.FromPem(renewed, algorithm));
    }

    private sealed record Rotation(string OldPath, string OldText, string NewName, string NewText, SigningKey OldKey, SigningKey NewKey)
    {
        public (string Key, string Value) Old => ("Jwt:" + OldPath, OldText);

        public (string Key, string Value) New => ("Jwt:SigningKeys:1:" + NewName, NewText);
    }
}
