using System.Security.Claims;
using System.Security.Principal;
using System.Text.Json;
using JwtSecurity.Tests.TestKit;

namespace JwtSecurity.Tests.Credentials;

/// <summary>The principal is built when somebody looks; whoever looks, copies or changes it finds all of it (hard rule 7).</summary>
public sealed class PrincipalTests
{
    private readonly ManualTimeProvider _clock = new();
    private readonly JwtAccessBearer _scheme;

    public PrincipalTests() => _scheme = HandMade.Access(_clock);

    // Each way begins with a principal nobody has looked at yet.
    public static TheoryData<string, Func<ClaimsPrincipal, ClaimsPrincipal>> Copies() => new()
    {
        { "itself", principal => principal },
        { "Clone", principal => principal.Clone() },
        { "Clone of a clone", principal => principal.Clone().Clone() },
        { "new principal of the principal", principal => new ClaimsPrincipal(principal) },
        { "new principal of the identity", principal => new ClaimsPrincipal(principal.Identity!) },
        { "new principal of the identities", principal => new ClaimsPrincipal(principal.Identities) },
        { "new identity of the identity", principal => new ClaimsPrincipal(new ClaimsIdentity(principal.Identity)) },
        { "new identity of its claims", principal => new ClaimsPrincipal(new ClaimsIdentity(principal.Claims, principal.Identity!.AuthenticationType, "username", "role")) },
        { "clone of the identity", principal => new ClaimsPrincipal(((ClaimsIdentity)principal.Identity!).Clone()) },
        { "written and read", WriteAndRead },
        { "after another identity was added", AddAnother },
        { "after identities were added", principal => AddSeveral(principal) },
    };

    [Theory]
    [MemberData(nameof(Copies))]
    public async Task Every_copy_has_every_claim(string how, Func<ClaimsPrincipal, ClaimsPrincipal> copy)
    {
        var credentials = await Read(new { username = "ada", role = "admin", age = 36 });

        var principal = copy(credentials.Principal);

        principal.Claims.Select(claim => (claim.Type, claim.Value)).Should().StartWith(
            [("username", "ada"), ("role", "admin"), ("age", "36"), ("jti", credentials.Jti), ("iat", "1780315200"), ("exp", "1780316100"), ("sub", "ada")], how);
        principal.Identity!.Name.Should().Be("ada");
        principal.Identity.IsAuthenticated.Should().BeTrue();
        principal.Identity.AuthenticationType.Should().Be("JwtAccessBearer");
        principal.IsInRole("admin").Should().BeTrue();
        principal.IsInRole("user").Should().BeFalse();
    }

    public static TheoryData<string, Func<ClaimsPrincipal, bool>> FirstLooks() => new()
    {
        { "Claims", principal => principal.Claims.Any(claim => claim.Value == "admin") },
        { "Identity", principal => principal.Identity is { IsAuthenticated: true, Name: "ada" } },
        { "Identities", principal => principal.Identities.Single().Claims.Any() },
        { "IIdentity of IPrincipal", principal => ((IPrincipal)principal).Identity!.IsAuthenticated },
        { "FindFirst type", principal => principal.FindFirst("role")!.Value == "admin" },
        { "FindFirst match", principal => principal.FindFirst(claim => claim.Type == "role")!.Value == "admin" },
        { "FindFirstValue", principal => principal.FindFirstValue("role") == "admin" },
        { "FindAll type", principal => principal.FindAll("role").Single().Value == "admin" },
        { "FindAll match", principal => principal.FindAll(claim => claim.Type == "role").Single().Value == "admin" },
        { "HasClaim", principal => principal.HasClaim("role", "admin") },
        { "HasClaim match", principal => principal.HasClaim(claim => claim.Value == "admin") },
        { "IsInRole", principal => principal.IsInRole("admin") },
    };

    [Theory]
    [MemberData(nameof(FirstLooks))]
    public async Task Whatever_is_asked_first_finds_the_claims(string how, Func<ClaimsPrincipal, bool> look) =>
        look((await Read(new { username = "ada", role = "admin" })).Principal).Should().BeTrue(how);

    [Fact]
    public async Task Claims_can_be_added_and_removed()
    {
        var principal = (await Read(new { username = "ada", role = "admin" })).Principal;
        var identity = (ClaimsIdentity)principal.Identity!;

        identity.AddClaim(new Claim("role", "auditor"));
        identity.TryRemoveClaim(identity.FindFirst("username")).Should().BeTrue();

        principal.IsInRole("auditor").Should().BeTrue();
        principal.HasClaim(claim => claim.Type == "username").Should().BeFalse();
        principal.Clone().IsInRole("auditor").Should().BeTrue();
        new ClaimsPrincipal(new ClaimsIdentity(identity)).HasClaim(claim => claim.Type == "username").Should().BeFalse();
    }

    [Fact]
    public async Task A_change_to_a_copy_leaves_the_original_alone()
    {
        var principal = (await Read(new { username = "ada", role = "user" })).Principal;

        ((ClaimsIdentity)principal.Clone().Identity!).AddClaim(new Claim("role", "admin"));

        principal.IsInRole("admin").Should().BeFalse();
    }

    [Fact]
    public async Task Two_credentials_of_one_token_have_principals_of_their_own()
    {
        var token = _scheme.CreateAccessToken(new { username = "ada" });
        var (first, second) = ((await _scheme.Accept(token)).Principal, (await _scheme.Accept(token)).Principal);

        ((ClaimsIdentity)first.Identity!).AddClaim(new Claim("role", "admin"));

        second.IsInRole("admin").Should().BeFalse();
    }

    [Theory]
    [InlineData("""{"role":"a"}""", "a")]
    [InlineData("""{"roles":"a"}""", "a")]
    [InlineData("""{"role":["a","b"]}""", "a,b")]
    [InlineData("""{"roles":["a","b"]}""", "a,b")]
    [InlineData("""{"role":"a","roles":["b","c"]}""", "a,b,c")]
    [InlineData("""{"roles":[]}""", "")]
    [InlineData("""{"role":null}""", "")]
    [InlineData("""{"Role":"a"}""", "")]
    public async Task Roles_come_from_role_and_roles(string subject, string roles)
    {
        var principal = (await Read(JsonDocument.Parse(subject).RootElement)).Principal;

        principal.FindAll("role").Select(claim => claim.Value).Should().Equal(roles.Split(',', StringSplitOptions.RemoveEmptyEntries));
        (principal.IsInRole("a"), principal.IsInRole("A")).Should().Be((roles.Length > 0, false));
    }

    [Theory]
    [InlineData("""{"username":"u","name":"n","sub":"s","email":"e","id":"i"}""", "u", "s")]
    [InlineData("""{"name":"n","unique_name":"q","sub":"s","email":"e","id":"i"}""", "n", "s")]
    [InlineData("""{"unique_name":"q","sub":"s","email":"e","id":"i"}""", "q", "s")]
    [InlineData("""{"sub":"s","email":"e","id":"i"}""", "s", "s")]
    [InlineData("""{"email":"e","id":"i"}""", "e", "e")]
    [InlineData("""{"id":7}""", "7", "7")]
    [InlineData("""{"other":"o"}""", null, null)]
    [InlineData("""{"username":null,"name":"n"}""", "n", "n")]
    public async Task The_name_is_the_first_of_the_known_ones_and_sub_is_always_there(string subject, string? name, string? sub)
    {
        var principal = (await Read(JsonDocument.Parse(subject).RootElement)).Principal;

        (principal.Identity!.Name, principal.FindFirstValue("sub")).Should().Be((name, sub));
    }

    [Fact]
    public async Task Values_keep_their_types()
    {
        var principal = (await Read(JsonDocument.Parse("""{"i":1,"d":1.5,"big":123456789012345678901,"b":true,"s":"x","n":null,"o":{"a":[1]},"l":[1,"x",null,[true]]}""").RootElement)).Principal;

        principal.Claims.TakeWhile(claim => claim.Type != "jti").Select(claim => (claim.Type, claim.Value, claim.ValueType)).Should().Equal(
            ("i", "1", ClaimValueTypes.Integer64),
            ("d", "1.5", ClaimValueTypes.Double),
            ("big", "123456789012345678901", ClaimValueTypes.Double),
            ("b", "true", ClaimValueTypes.Boolean),
            ("s", "x", ClaimValueTypes.String),
            ("o", """{"a":[1]}""", "JSON"),
            ("l", "1", ClaimValueTypes.Integer64),
            ("l", "x", ClaimValueTypes.String),
            ("l", "true", ClaimValueTypes.Boolean));
    }

    [Fact]
    public async Task A_subject_cannot_speak_for_the_token()
    {
        var scheme = JwtAccessBearer.From(_scheme, options => options.Issuer = "us");
        var fake = new Dictionary<string, object?>
        {
            ["username"] = "eve", ["jti"] = "fake", ["exp"] = 1, ["iat"] = 1, ["iss"] = "fake", ["type"] = "refresh", ["sid"] = "fake", ["aud"] = "fake", ["nbf"] = 1,
            ["csrf"] = "fake", ["fresh"] = true, ["auth_time"] = 1, ["subject"] = "fake",
        };

        var credentials = await scheme.Accept(scheme.CreateAccessToken(fake));

        credentials.Principal.Claims.Select(claim => (claim.Type, claim.Value)).Should().Equal(
            ("username", "eve"), ("jti", credentials.Jti), ("iat", "1780315200"), ("exp", "1780316100"), ("iss", "us"), ("sub", "eve"));
        credentials.GetString("jti").Should().Be("fake");
    }

    [Fact]
    public async Task The_session_of_a_token_is_a_claim()
    {
        var credentials = await _scheme.Accept(Tokens.Sign(Tokens.Payload(_clock.GetUtcNow(), changes: ("sid", "s1"))));

        credentials.Principal.FindFirstValue("sid").Should().Be("s1");
    }

    [Fact]
    public async Task One_credentials_has_one_principal()
    {
        var credentials = await Read(new { username = "ada" });

        credentials.Principal.Should().BeSameAs(credentials.Principal);
    }

    private static ClaimsPrincipal WriteAndRead(ClaimsPrincipal principal)
    {
        using var stream = new MemoryStream();
        using (var writer = new BinaryWriter(stream, System.Text.Encoding.UTF8, leaveOpen: true))
        {
            principal.WriteTo(writer);
        }

        stream.Position = 0;
        using var reader = new BinaryReader(stream);
        return new ClaimsPrincipal(reader);
    }

    private static ClaimsPrincipal AddAnother(ClaimsPrincipal principal)
    {
        principal.AddIdentity(new ClaimsIdentity([new Claim("tenant", "t1")], "other"));
        principal.HasClaim("tenant", "t1").Should().BeTrue();
        return principal;
    }

    private static ClaimsPrincipal AddSeveral(ClaimsPrincipal principal)
    {
        principal.AddIdentities([new ClaimsIdentity([new Claim("tenant", "t1")], "other"), new ClaimsIdentity()]);
        principal.Identities.Should().HaveCount(3);
        return principal;
    }

    private async Task<JwtAuthorizationCredentials> Read(object subject) => await _scheme.Accept(_scheme.CreateAccessToken(subject));
}
