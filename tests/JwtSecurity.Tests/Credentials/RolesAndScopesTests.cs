using System.Text.Json;
using JwtSecurity.Tests.TestKit;

namespace JwtSecurity.Tests.Credentials;

/// <summary>What a token grants: one role of several is enough, of scopes all are needed.</summary>
public sealed class RolesAndScopesTests
{
    private readonly ManualTimeProvider _clock = new();
    private readonly JwtAccessBearer _scheme;

    public RolesAndScopesTests() => _scheme = HandMade.Access(_clock);

    [Theory]
    [InlineData("""{"role":"admin"}""", "admin", true)]
    [InlineData("""{"roles":["user","admin"]}""", "admin,auditor", true)]
    [InlineData("""{"role":["user"],"roles":"admin"}""", "admin", true)]
    [InlineData("""{"role":"Admin"}""", "admin", false)]
    [InlineData("""{"role":"admin "}""", "admin", false)]
    [InlineData("""{"role":"user,admin"}""", "admin", false)]
    [InlineData("""{"role":{"admin":true}}""", "admin", false)]
    [InlineData("""{"role":true,"roles":[1,null,["admin"]]}""", "admin", false)]
    [InlineData("""{"groups":["admin"]}""", "admin", false)]
    [InlineData("""{}""", "admin", false)]
    public async Task One_of_the_roles_is_enough(string subject, string roles, bool granted) =>
        CredentialsAuthority.HasAnyRole(await Read(subject), roles.Split(',')).Should().Be(granted);

    [Fact]
    public async Task A_role_beside_the_subject_is_none()
    {
        var token = Tokens.Sign(Tokens.Payload(_clock.GetUtcNow(), changes: [("role", "root"), ("roles", new[] { "root" })]));

        CredentialsAuthority.HasAnyRole(await _scheme.Accept(token), ["root"]).Should().BeFalse();
    }

    [Theory]
    [InlineData("""{"scope":"read write"}""", null, "read,write", true)]
    [InlineData("""{"scope":"read"}""", "write", "read,write", true)]
    [InlineData("""{"scopes":["read","write admin"]}""", null, "write,admin", true)]
    [InlineData("""{}""", "read  write", "write", true)]
    [InlineData("""{"scope":"read"}""", null, "read,write", false)]
    [InlineData("""{"scope":"Read"}""", null, "read", false)]
    [InlineData("""{"scope":"readwrite"}""", null, "read", false)]
    [InlineData("""{"scope":["read",1,null]}""", null, "1", false)]
    [InlineData("""{"scope":{"read":true}}""", null, "read", false)]
    [InlineData("""{}""", null, "read", false)]
    public async Task All_the_scopes_are_needed(string subject, string? claim, string scopes, bool granted)
    {
        var details = claim is null ? null : new JwtTokenDetails { Claims = new Dictionary<string, object?> { ["scope"] = claim } };
        var token = _scheme.CreateAccessToken(JsonDocument.Parse(subject).RootElement, details: details);

        CredentialsAuthority.HasAllScopes(await _scheme.Accept(token), scopes.Split(',')).Should().Be(granted);
    }

    private async Task<JwtAuthorizationCredentials> Read(string subject) => await _scheme.Accept(_scheme.CreateAccessToken(JsonDocument.Parse(subject).RootElement));
}
