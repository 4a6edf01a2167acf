using JwtSecurity.Testing;

namespace JwtSecurity.Tests.Testing;

/// <summary>Credentials for a handler alone: what a guard would hand over, and nothing that an application would take for its own.</summary>
public sealed class JwtTestCredentialsTests
{
    [Fact]
    public void They_say_what_a_token_would_say()
    {
        var clock = new JwtTestClock(new DateTimeOffset(2026, 6, 1, 12, 0, 0, TimeSpan.Zero));
        var login = clock.GetUtcNow().AddMinutes(-3);
        var details = new JwtTokenDetails { Claims = new Dictionary<string, object?> { ["tenant"] = "acme" }, AuthTime = login };

        var credentials = JwtTestCredentials.Create(new { username = "ada", roles = new[] { "admin", "auditor" } }, details, timeProvider: clock);

        credentials.GetString("username").Should().Be("ada");
        credentials.Principal.IsInRole("auditor").Should().BeTrue();
        credentials.Principal.Identity!.IsAuthenticated.Should().BeTrue();
        credentials.Claims.GetProperty("tenant").GetString().Should().Be("acme");
        credentials.AuthTime.Should().Be(login);
        credentials.IssuedAt.Should().Be(clock.GetUtcNow());
        credentials.ExpiresAt.Should().Be(clock.GetUtcNow().AddMinutes(15));
        (credentials.TokenType, credentials.SchemeName, credentials.SessionId).Should().Be((JwtTokenType.Access, "JwtAccessBearer", null));
    }

    [Fact]
    public void They_can_be_those_of_a_refresh_token()
    {
        var credentials = JwtTestCredentials.Create(new { username = "ada" }, tokenType: JwtTokenType.Refresh);

        (credentials.TokenType, credentials.SchemeName).Should().Be((JwtTokenType.Refresh, "JwtRefreshBearer"));
    }

    [Fact]
    public void What_would_be_refused_makes_none()
    {
        var notYet = () => JwtTestCredentials.Create(new { username = "ada" }, new JwtTokenDetails { NotBefore = TimeProvider.System.GetUtcNow().AddMinutes(5) });
        var noObject = () => JwtTestCredentials.Create("ada");

        notYet.Should().Throw<ArgumentException>().WithMessage("*token_not_yet_valid*");
        noObject.Should().Throw<ArgumentException>();
    }
}
