using System;
using System.Collections.Immutable;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace JwtSecurity.Analyzers;

/// <summary>
/// Finds secrets and private keys that stand in the source, outside projects of tests.
/// </summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class SecretInSourceAnalyzer : DiagnosticAnalyzer
{
    private static readonly DiagnosticDescriptor s_rule = new(
        id: "JWTSEC001",
        title: "A signing key stands in the source",
        messageFormat: "Whoever reads this source can make tokens for anybody. Keep the key in user secrets, the environment or a vault, and read it from configuration: builder.Configuration[\"Jwt:SecretKey\"].",
        category: "Security",
        defaultSeverity: DiagnosticSeverity.Warning,
        isEnabledByDefault: true,
        description: "Source is copied, published and kept for ever; a key in it is known to everybody who has ever had a copy.",
        helpLinkUri: HelpPage.Of("JWTSEC001"));

    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = ImmutableArray.Create(s_rule);

    /// <inheritdoc/>
    public override void Initialize(AnalysisContext context)
    {
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.EnableConcurrentExecution();
        context.RegisterCompilationStartAction(Start);
    }

    private static void Start(CompilationStartAnalysisContext context)
    {
        var options = context.Compilation.GetTypeByMetadataName("JwtSecurity.JwtSchemeOptions");
        var key = context.Compilation.GetTypeByMetadataName("JwtSecurity.SigningKey");
        if (options is null || key is null || TestProject.Is(context.Compilation))
        {
            return;
        }

        context.RegisterOperationAction(each => CheckAssignment(each, options), OperationKind.SimpleAssignment, OperationKind.CoalesceAssignment);
        context.RegisterOperationAction(each => CheckCall(each, key), OperationKind.Invocation);
    }

    private static void CheckAssignment(OperationAnalysisContext context, INamedTypeSymbol options)
    {
        var assignment = (IAssignmentOperation)context.Operation;
        if (assignment.Target is IPropertyReferenceOperation { Property: { Name: "SecretKey" } property } && SymbolEqualityComparer.Default.Equals(property.ContainingType, options))
        {
            Report(context, WrittenSecret.Find(assignment.Value));
        }
    }

    private static void CheckCall(OperationAnalysisContext context, INamedTypeSymbol key)
    {
        var call = (IInvocationOperation)context.Operation;
        if (!SymbolEqualityComparer.Default.Equals(call.TargetMethod.ContainingType, key) || call.Arguments.FirstOrDefault(argument => argument.Parameter!.Ordinal == 0) is not { } first)
        {
            return;
        }

        var found = WrittenSecret.Find(first.Value);
        var text = found?.ConstantValue.Value as string ?? "";

        // A public key may stand anywhere.
        var isSecret = call.TargetMethod.Name switch
        {
            "FromSecret" => true,
            "FromPem" => text.IndexOf("PRIVATE KEY", StringComparison.Ordinal) >= 0,
            "FromJwk" => HasPrivateMember(text),
            _ => false,
        };
        if (isSecret)
        {
            Report(context, found);
        }
    }

    // RFC 7518, 6.2.2.1 and 6.3.2.1: what only the private half of a pair has.
    private static bool HasPrivateMember(string json) => string.Concat(json.Where(character => !char.IsWhiteSpace(character))).IndexOf("\"d\":", StringComparison.Ordinal) >= 0;

    private static void Report(OperationAnalysisContext context, IOperation? found)
    {
        if (found is not null)
        {
            context.ReportDiagnostic(Diagnostic.Create(s_rule, found.Syntax.GetLocation()));
        }
    }
}
