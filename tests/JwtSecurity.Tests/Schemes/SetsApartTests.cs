using JwtSecurity.Tests.TestKit;
using Microsoft.Extensions.DependencyInjection;

namespace JwtSecurity.Tests.Schemes;

/// <summary>Two sets with a key in common would take each other's tokens: whatever kind of key it is, and whatever each set does with it.</summary>
public sealed class SetsApartTests
{
    public static TheoryData<string, Action<JwtSecurityOptions>, Action<JwtSecurityOptions>> Shared => new()
    {
        { "SecretKey", o => o.SecretKey = TestApp.Secret, o => o.SecretKey = TestApp.Secret },
        { "SecretKey and a secret", o => o.SecretKey = TestApp.Secret, o => o.SigningKeys.Add(SigningKey.FromSecret(TestApp.Secret, keyId: "another name")) },
        { "RSA key", o => o.SigningKeys.Add(KeyPairs.SigningKey("RS256")), o => o.SigningKeys.Add(KeyPairs.SigningKey("RS256")) },
        { "the halves of a pair", o => o.SigningKeys.Add(KeyPairs.SigningKey("ES256")), o => o.SigningKeys.Add(SigningKey.FromPem(KeyPairs.PublicPem("ES256"))) },
        { "public keys", o => o.SigningKeys.Add(SigningKey.FromPem(KeyPairs.PublicPem("ES256"))), o => o.SigningKeys.Add(SigningKey.FromPem(KeyPairs.PublicPem("ES256"))) },
        { "an old key among others", o => Add(o, SigningKey.Generate("ES256"), KeyPairs.SigningKey("PS256"), SigningKey.Generate("ES256")), o => Add(o, KeyPairs.SigningKey("PS256").AsVerifyOnly(), SigningKey.Generate("ES256")) },
        { "a key before its time", o => o.SigningKeys.Add(KeyPairs.SigningKey("ES512")), o => Add(o, SigningKey.Generate("ES256"), KeyPairs.SigningKey("ES512").WithActiveFrom(DateTimeOffset.MaxValue)) },
    };

    public static TheoryData<string, Action<JwtSecurityOptions>, Action<JwtSecurityOptions>> Apart => new()
    {
        { "different keys", o => o.SigningKeys.Add(SigningKey.Generate("ES256")), o => o.SigningKeys.Add(SigningKey.Generate("ES256")) },
        { "one name, different keys", o => o.SigningKeys.Add(SigningKey.Generate("ES256", "name")), o => o.SigningKeys.Add(SigningKey.Generate("ES256", "name")) },
        { "one key, different algorithms", o => o.SigningKeys.Add(KeyPairs.SigningKey("RS256")), o => o.SigningKeys.Add(KeyPairs.SigningKey("PS256")) },
        { "one key, different issuers", o => WithIssuer(o, "us"), o => WithIssuer(o, "them") },
    };

    [Theory]
    [MemberData(nameof(Shared))]
    public async Task A_key_in_common_stops_the_start(string what, Action<JwtSecurityOptions> one, Action<JwtSecurityOptions> other)
    {
        var start = () => StartAsync(one, other);

        await start.Should().ThrowAsync<InvalidOperationException>(what)
            .WithMessage("*Two sets, the default one and 'admin', have the same key, and nothing else tells their tokens apart: one would accept the other's. Give each a SecretKey or SigningKeys of its own, or each an Issuer or Audiences of its own.");
    }

    [Theory]
    [MemberData(nameof(Apart))]
    public async Task What_tells_their_tokens_apart_lets_them_start(string what, Action<JwtSecurityOptions> one, Action<JwtSecurityOptions> other)
    {
        await using var app = await StartAsync(one, other);

        var (access, admin) = (app.Scheme<JwtAccessBearer>(), app.Scheme<JwtAccessBearer>("admin"));
        access.Verdict(admin.CreateAccessToken(new { })).Should().NotBe("accepted", what);
        admin.Verdict(access.CreateAccessToken(new { })).Should().NotBe("accepted", what);
    }

    [Theory]
    [InlineData(null, "them", null, null, false)]
    [InlineData("us", "us", null, null, false)]
    [InlineData("us", "them", null, null, true)]
    [InlineData(null, null, "here", "there", true)]
    [InlineData(null, null, "here", "here", false)]
    [InlineData(null, null, "here", null, false)]
    public async Task Where_keys_come_later_something_else_must_tell_the_tokens_apart(string? issuer, string? otherIssuer, string? audience, string? otherAudience, bool starts)
    {
        // Neither has a key that the other has; not yet.
        var start = () => TestApp.StartRawAsync(
            builder =>
            {
                builder.Services.AddJwtSecurity(options => Set(options, issuer, audience)).AddSigningKeySource(new SigningKeySource()).AddAccessBearer();
                builder.Services.AddJwtSecurity("admin", options =>
                {
                    Set(options, otherIssuer, otherAudience);
                    options.SecretKey = TestApp.Secret;
                }).AddAccessBearer();
            },
            _ => { });

        if (starts)
        {
            await using var app = await start();
        }
        else
        {
            (await start.Should().ThrowAsync<InvalidOperationException>())
                .WithMessage("*Two sets, the default one and 'admin', have nothing but their keys to tell their tokens apart*Give each an Issuer of its own, or each Audiences of its own.");
        }
    }

    private static void Set(JwtSecurityOptions options, string? issuer, string? audience)
    {
        options.Issuer = issuer;
        options.Audiences.ReplaceWith(audience is null ? [] : [audience]);
    }

    private static Task<TestApp> StartAsync(Action<JwtSecurityOptions> one, Action<JwtSecurityOptions> other) => TestApp.StartRawAsync(
        builder =>
        {
            builder.Services.AddJwtSecurity(one).AddAccessBearer();
            builder.Services.AddJwtSecurity("admin", other).AddAccessBearer();
        },
        _ => { });

    private static void Add(JwtSecurityOptions options, params SigningKey[] keys) => Array.ForEach(keys, options.SigningKeys.Add);

    private static void WithIssuer(JwtSecurityOptions options, string issuer)
    {
        options.Issuer = issuer;
        options.SigningKeys.Add(KeyPairs.SigningKey("ES256"));
    }
}
