using JwtSecurity.Tests.TestKit;

namespace JwtSecurity.Tests.Interop;

/// <summary>The calls that fastapi-jwt's two backends make: tokens go both ways, subjects and all.</summary>
[Collection(SharedPython.Name)]
public sealed class FastApiJwtBackendTests(PythonLibraries python)
{
    private static readonly string[] s_backends = ["fastapi-jwt with authlib", "fastapi-jwt with python-jose"];

    public static TheoryData<string> Backends => [.. s_backends];

    public static TheoryData<string, string> BackendsAndAlgorithms
    {
        get
        {
            var data = new TheoryData<string, string>();
            foreach (var backend in s_backends)
            {
                foreach (var algorithm in InteropKey.AlgorithmsOf(backend))
                {
                    data.Add(backend, algorithm);
                }
            }

            return data;
        }
    }

    [PythonTheory]
    [MemberData(nameof(BackendsAndAlgorithms))]
    public async Task Theirs_are_accepted_here(string backend, string algorithm)
    {
        var key = InteropKey.For(algorithm);
        var subject = new { username = "username", role = "user", list = new[] { 1, 2 } };

        var access = await key.Access(JwtDialect.FastApiJwt).Accept(await python.EncodeAsync(backend, key, ("subject", subject), ("kind", "access"), ("lifetime", 900)));
        var refresh = await key.Refresh(JwtDialect.FastApiJwt).Accept(await python.EncodeAsync(backend, key, ("subject", subject), ("kind", "refresh"), ("lifetime", 900)));

        access.Subject.GetRawText().Should().Be(refresh.Subject.GetRawText()).And.Be("""{"username":"username","role":"user","list":[1,2]}""");
        (access.ExpiresAt - access.IssuedAt).Should().Be(TimeSpan.FromSeconds(900));
        Guid.TryParseExact(access.Jti, "D", out _).Should().BeTrue();
    }

    [PythonTheory]
    [MemberData(nameof(BackendsAndAlgorithms))]
    public async Task Ours_are_decoded_there(string backend, string algorithm)
    {
        var key = InteropKey.For(algorithm);
        var pair = key.Access(JwtDialect.FastApiJwt).CreateTokenPair(new { username = "username", role = "user" });

        var access = await python.DecodeAsync(backend, key, pair.AccessToken);
        var refresh = await python.DecodeAsync(backend, key, pair.RefreshToken);

        access.ShouldSay(Tokens.ReadPayload(pair.AccessToken));
        refresh.ShouldSay(Tokens.ReadPayload(pair.RefreshToken));
        (access.GetProperty("type").GetString(), refresh.GetProperty("type").GetString()).Should().Be(("access", "refresh"));
    }

    [PythonTheory]
    [InlineData("fastapi-jwt with authlib", "ExpiredTokenError")]
    [InlineData("fastapi-jwt with python-jose", "ExpiredSignatureError")]
    public async Task Its_ten_seconds_of_leeway_are_not_ours(string backend, string expired)
    {
        var key = InteropKey.Default;
        var access = key.Access(JwtDialect.FastApiJwt);
        var justExpired = await python.EncodeAsync(backend, key, ("subject", new { }), ("kind", "access"), ("lifetime", -5));
        var longExpired = await python.EncodeAsync(backend, key, ("subject", new { }), ("kind", "access"), ("lifetime", -60));

        (await python.RefusalAsync(backend, key, justExpired)).Should().Be("accepted");
        access.Verdict(justExpired).Should().Be("token_expired");
        JwtAccessBearer.From(access, options => options.Leeway = TimeSpan.FromSeconds(10)).Verdict(justExpired).Should().Be("accepted");
        (await python.RefusalAsync(backend, key, longExpired)).Should().StartWith(expired + ":");
        access.Verdict(longExpired).Should().Be("token_expired");
    }

    [PythonTheory]
    [MemberData(nameof(Backends))]
    public async Task A_refresh_token_of_theirs_opens_nothing_here(string backend)
    {
        var token = await python.EncodeAsync(backend, InteropKey.Default, ("subject", new { }), ("kind", "refresh"), ("lifetime", 900));

        InteropKey.Default.Access(JwtDialect.FastApiJwt).Verdict(token).Should().Be("wrong_token_type");
    }

    // It names no audience when it decodes, and python-jose takes one in a token for a mistake then.
    [PythonFact]
    public async Task With_audiences_its_python_jose_backend_refuses_ours()
    {
        var token = InteropKey.Default.Access(JwtDialect.FastApiJwt, options => options.Audiences.Add("api")).CreateAccessToken(new { username = "ada" });

        (await python.RefusalAsync("fastapi-jwt with authlib", InteropKey.Default, token)).Should().Be("accepted");
        (await python.RefusalAsync("fastapi-jwt with python-jose", InteropKey.Default, token)).Should().StartWith("JWTClaimsError:");
    }
}
