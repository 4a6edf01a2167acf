using Microsoft.CodeAnalysis;

namespace JwtSecurity.Tests.Analyzers;

/// <summary>No rule of ours is needed for optional credentials that nobody looked at: the compiler has one.</summary>
public sealed class NullableCredentialsTests
{
    [Theory]
    [InlineData("credentials[\"username\"]")]
    [InlineData("credentials.Jti")]
    [InlineData("credentials.GetString(\"username\")")]
    public void The_compiler_warns_of_optional_credentials_that_were_not_looked_at(string expression) =>
        Warnings($"app.MapGet(\"/\", ([Security<JwtAccessBearer>] JwtAuthorizationCredentials? credentials) => {expression});").Should().Equal("CS8602");

    [Theory]
    [InlineData("JwtAuthorizationCredentials? credentials) => credentials is null ? null : credentials[\"username\"].GetString()")]
    [InlineData("JwtAuthorizationCredentials? credentials) => credentials?.GetString(\"username\")")]
    [InlineData("JwtAuthorizationCredentials credentials) => credentials[\"username\"]")]
    public void It_does_not_where_they_were_or_are_required(string lambda) =>
        Warnings($"app.MapGet(\"/\", ({lambda});").Should().BeEmpty();

    private static IEnumerable<string> Warnings(string statement) =>
        Source.CompileProgram($"var app = WebApplication.CreateBuilder().Build(); {statement}").GetDiagnostics()
            .Where(diagnostic => diagnostic.Severity >= DiagnosticSeverity.Warning).Select(diagnostic => diagnostic.Id);
}
