using JwtSecurity.Analyzers;

namespace JwtSecurity.Tests.Analyzers;

/// <summary>JWTSEC002: an attribute that nothing reads looks like security, and is none.</summary>
public sealed class SecurityOnOtherTypeTests
{
    [Theory]
    [InlineData("app.MapGet(\"/\", ([Security<JwtAccessBearer>] string it) => it);")]
    [InlineData("app.MapGet(\"/\", ([Security<JwtAccessBearer>(\"admin\", Roles = \"admin\")] System.Security.Claims.ClaimsPrincipal it) => 1);")]
    [InlineData("app.MapGet(\"/\", ([JwtSecurity(typeof(JwtAccessBearer))] JwtAccessBearer it) => 1);")]
    [InlineData("app.MapGet(\"/\", ([OwnSecurity] string it) => it);")]
    [InlineData("app.MapGet(\"/\", Answer); string Answer([Security<JwtAccessBearer>] string it) => it;")]
    [InlineData("", "public class Notes : ControllerBase { [HttpGet] public string Get([Security<JwtAccessBearer>] string it) => it; }")]
    [InlineData("", "public interface INotes { string Get([Security<JwtAccessBearer>] string it); }")]
    [InlineData("", "public record Query([Security<JwtAccessBearer>] string it);")]
    [InlineData("", "public class Query { [Security<JwtAccessBearer>] public string? it { get; set; } }")]
    public async Task It_is_reported_where_no_credentials_are_taken(string statement, string type = "") =>
        (await ReportedAsync(statement, type)).Should().Equal("it");

    [Theory]
    [InlineData("app.MapGet(\"/\", ([Security<JwtAccessBearer>] JwtAuthorizationCredentials it) => it.Jti);")]
    [InlineData("app.MapGet(\"/\", ([Security<JwtAccessBearer>] JwtAuthorizationCredentials? it, string? other) => it?.Jti);")]
    [InlineData("app.MapGet(\"/\", ([OwnSecurity] JwtAuthorizationCredentials it) => it.Jti);")]
    [InlineData("app.MapGet(\"/\", ([FromQuery] string it, [FromKeyedServices(\"admin\")] JwtAccessBearer access) => it);")]
    [InlineData("app.MapGet(\"/\", [Security<JwtAccessBearer>] (string it) => it);")]
    [InlineData("", "[Security<JwtAccessBearer>] public class Notes : ControllerBase { [HttpGet, Security<JwtAccessBearer>] public string Get(string it, JwtAuthorizationCredentials credentials) => it; }")]
    [InlineData("", "public record Query([Security<JwtAccessBearer>] JwtAuthorizationCredentials Credentials, string Text);")]
    [InlineData("", "public class Query { [Security<JwtAccessBearer>] public JwtAuthorizationCredentials? Credentials { get; set; } }")]
    public async Task It_is_not_where_it_is_read(string statement, string type = "") =>
        (await ReportedAsync(statement, type)).Should().BeEmpty();

    [Fact]
    public async Task The_message_says_what_to_do()
    {
        var reported = await Source.AnalyzeAsync(new SecurityOnOtherTypeAnalyzer(), "var read = ([Security<JwtAccessBearer>] string user) => user;");

        reported.Should().ContainSingle().Which.GetMessage().Should().StartWith("'user' has [Security]").And.Contain("Change its type to JwtAuthorizationCredentials").And.Contain("RequireJwt<T>()");
    }

    private static Task<string[]> ReportedAsync(string statement, string type) => Source.ReportedAsync(
        new SecurityOnOtherTypeAnalyzer(),
        $$"""
        var app = WebApplication.CreateBuilder().Build();
        {{statement}}

        [AttributeUsage(AttributeTargets.Parameter)]
        public sealed class OwnSecurityAttribute : JwtSecurityAttribute
        {
            public OwnSecurityAttribute() : base(typeof(JwtAccessBearer)) { }
        }

        {{type}}
        """);
}
