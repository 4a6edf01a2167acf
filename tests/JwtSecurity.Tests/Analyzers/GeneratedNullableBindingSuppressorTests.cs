using JwtSecurity.Analyzers;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace JwtSecurity.Tests.Analyzers;

/// <summary>CS8631 is silenced in one file and for one type (rule 12); the package walk shows the same in a real build.</summary>
public sealed class GeneratedNullableBindingSuppressorTests
{
    private const string Generated = "obj/Microsoft.AspNetCore.Http.RequestDelegateGenerator/GeneratedRouteBuilderExtensions.g.cs";
    private const string Credentials = "global::JwtSecurity.JwtAuthorizationCredentials?";

    [Fact]
    public async Task It_is_suppressed_where_the_generator_binds_nullable_credentials() =>
        (await IsSuppressedAsync(Generated, Credentials)).Should().BeTrue();

    [Fact]
    public async Task It_is_reported_for_another_type_in_the_same_file() =>
        (await IsSuppressedAsync(Generated, "global::Other?")).Should().BeFalse();

    [Theory]
    [InlineData("Program.cs")]
    [InlineData("Other.g.cs")]
    [InlineData("GeneratedRouteBuilderExtensions.cs")]
    public async Task It_is_reported_for_the_same_type_in_another_file(string file) =>
        (await IsSuppressedAsync(file, Credentials)).Should().BeFalse();

    /// <summary>Compiles a call as the generator writes it, and looks at the one CS8631 it causes.</summary>
    private static async Task<bool> IsSuppressedAsync(string file, string typeArgument)
    {
        var source = $$"""
            #nullable enable
            public static class Generated
            {
                public static void Bind() => PopulateMetadataForParameter<{{typeArgument}}>();

                private static void PopulateMetadataForParameter<T>()
                    where T : Microsoft.AspNetCore.Http.Metadata.IEndpointParameterMetadataProvider
                {
                }
            }

            public abstract class Other : Microsoft.AspNetCore.Http.Metadata.IEndpointParameterMetadataProvider
            {
                public static void PopulateMetadata(System.Reflection.ParameterInfo parameter, Microsoft.AspNetCore.Builder.EndpointBuilder builder)
                {
                }
            }
            """;

        var diagnostics = await Source.Compile(OutputKind.DynamicallyLinkedLibrary, (file, source))
            .WithAnalyzers(
                [new GeneratedNullableBindingSuppressor()],
                new CompilationWithAnalyzersOptions(new AnalyzerOptions([]), onAnalyzerException: null, concurrentAnalysis: false, logAnalyzerExecutionTime: false, reportSuppressedDiagnostics: true))
            .GetAllDiagnosticsAsync();

        return diagnostics.Should().ContainSingle(diagnostic => diagnostic.Severity >= DiagnosticSeverity.Warning)
            .Which.Should().Match<Diagnostic>(diagnostic => diagnostic.Id == "CS8631")
            .And.BeAssignableTo<Diagnostic>().Which.IsSuppressed;
    }
}
