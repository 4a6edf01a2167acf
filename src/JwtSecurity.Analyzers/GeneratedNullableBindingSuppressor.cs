using System;
using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace JwtSecurity.Analyzers;

/// <summary>
/// Silences CS8631 where the Request Delegate Generator binds a nullable <c>JwtAuthorizationCredentials</c> parameter.
/// </summary>
/// <remarks>
/// The generator writes <c>PopulateMetadataForParameter&lt;JwtAuthorizationCredentials?&gt;</c>, whose constraint is not nullable.
/// The annotation has no effect at run time, and nobody can mend code that a generator writes; with warnings as errors an
/// application would not build. Only that diagnostic, in that file, for that type is silenced.
/// </remarks>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class GeneratedNullableBindingSuppressor : DiagnosticSuppressor
{
    private const string GeneratedFile = "GeneratedRouteBuilderExtensions.g.cs";
    private const string CredentialsType = "JwtSecurity.JwtAuthorizationCredentials";

    private static readonly SuppressionDescriptor s_rule = new(
        id: "JWTS0001",
        suppressedDiagnosticId: "CS8631",
        justification: "The Request Delegate Generator repeats the parameter's nullable annotation, which means nothing to the constraint.");

    /// <inheritdoc/>
    public override ImmutableArray<SuppressionDescriptor> SupportedSuppressions { get; } = ImmutableArray.Create(s_rule);

    /// <inheritdoc/>
    public override void ReportSuppressions(SuppressionAnalysisContext context)
    {
        foreach (var diagnostic in context.ReportedDiagnostics)
        {
            if (IsGeneratedBinding(diagnostic, context))
            {
                context.ReportSuppression(Suppression.Create(s_rule, diagnostic));
            }
        }
    }

    private static bool IsGeneratedBinding(Diagnostic diagnostic, SuppressionAnalysisContext context)
    {
        if (diagnostic.Location.SourceTree is not { } tree || !tree.FilePath.EndsWith(GeneratedFile, StringComparison.Ordinal))
        {
            return false;
        }

        var text = tree.GetText(context.CancellationToken).ToString(diagnostic.Location.SourceSpan);
        return text.IndexOf(CredentialsType, StringComparison.Ordinal) >= 0;
    }
}
