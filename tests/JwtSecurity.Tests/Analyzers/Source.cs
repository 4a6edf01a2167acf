using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;

namespace JwtSecurity.Tests.Analyzers;

/// <summary>Compiles pieces of applications against the real assemblies, and says what an analyzer finds in them.</summary>
internal static class Source
{
    // What a project of ASP.NET Core has by itself.
    private const string ImplicitUsings = """
        global using System;
        global using System.Collections.Generic;
        global using System.Linq;
        global using System.Text;
        global using System.Threading.Tasks;
        global using JwtSecurity;
        global using Microsoft.AspNetCore.Builder;
        global using Microsoft.AspNetCore.Http;
        global using Microsoft.AspNetCore.Mvc;
        global using Microsoft.Extensions.Configuration;
        global using Microsoft.Extensions.DependencyInjection;
        """;

    private static readonly string[] s_platform = ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator);

    // An application refers to no framework of tests.
    private static readonly ImmutableArray<MetadataReference> s_references =
        [.. s_platform.Where(path => Path.GetFileName(path) is var file && (file.StartsWith("System.") || file.StartsWith("Microsoft.") || file == "JwtSecurity.dll")).Select(path => MetadataReference.CreateFromFile(path))];

    /// <summary>The texts that an analyzer reports in a program.</summary>
    public static async Task<string[]> ReportedAsync(DiagnosticAnalyzer analyzer, string program, params string[] furtherAssemblies) =>
        [.. (await AnalyzeAsync(analyzer, program, furtherAssemblies)).Select(TextOf)];

    /// <summary>What an analyzer reports in a program, in the order of its text.</summary>
    public static async Task<Diagnostic[]> AnalyzeAsync(DiagnosticAnalyzer analyzer, string program, params string[] furtherAssemblies)
    {
        var compilation = CompileProgram(program).AddReferences(s_platform.Where(path => furtherAssemblies.Contains(Path.GetFileName(path))).Select(path => MetadataReference.CreateFromFile(path)));
        compilation.GetDiagnostics().Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error).Should().BeEmpty();

        // An analyzer that throws is an AD0001 among what is reported.
        var reported = await compilation.WithAnalyzers([analyzer]).GetAnalyzerDiagnosticsAsync();
        return [.. reported.OrderBy(diagnostic => diagnostic.Location.SourceSpan.Start)];
    }

    /// <summary>A program of top-level statements, with the usings that a project has, and nullable.</summary>
    public static CSharpCompilation CompileProgram(string program) =>
        Compile(OutputKind.ConsoleApplication, ("Program.cs", program), ("GlobalUsings.cs", ImplicitUsings));

    public static CSharpCompilation Compile(OutputKind kind, params (string File, string Text)[] sources) => CSharpCompilation.Create(
        "Application",
        sources.Select(source => CSharpSyntaxTree.ParseText(source.Text, new CSharpParseOptions(LanguageVersion.Preview), source.File)),
        s_references,
        new CSharpCompilationOptions(kind, nullableContextOptions: NullableContextOptions.Enable));

    private static string TextOf(Diagnostic diagnostic) => diagnostic.Location.SourceTree!.GetText().ToString(diagnostic.Location.SourceSpan);
}
