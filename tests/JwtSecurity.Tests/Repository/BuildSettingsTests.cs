using System.Text.Json;

namespace JwtSecurity.Tests.Repository;

/// <summary>Promises that the compiler keeps, as long as nobody switches it off.</summary>
public sealed class BuildSettingsTests
{
    [Theory]
    [InlineData("src/JwtSecurity")]
    [InlineData("src/JwtSecurity.Analyzers")]
    [InlineData("src/JwtSecurity.Jwks")]
    [InlineData("src/JwtSecurity.EntityFrameworkCore")]
    public async Task Every_public_member_is_documented_or_the_build_fails(string project)
    {
        var output = await DotnetCommand.RunAsync(
            "msbuild", project, "-getProperty:GenerateDocumentationFile,TreatWarningsAsErrors,Nullable,NoWarn,WarningsNotAsErrors");
        var properties = JsonDocument.Parse(output).RootElement.GetProperty("Properties");

        properties.GetProperty("GenerateDocumentationFile").GetString().Should().Be("true");
        properties.GetProperty("TreatWarningsAsErrors").GetString().Should().Be("true");
        properties.GetProperty("Nullable").GetString().Should().Be("enable");
        properties.GetProperty("NoWarn").GetString().Should().NotContain("1591");
        properties.GetProperty("WarningsNotAsErrors").GetString().Should().NotContain("1591");
    }

    [Fact]
    public void No_source_switches_a_compiler_warning_off() =>
        RepositoryFiles.Under("src", "*.cs")
            .Where(file => RepositoryFiles.Read(file).Contains("#pragma warning disable CS", StringComparison.Ordinal))
            .Should().BeEmpty();
}
