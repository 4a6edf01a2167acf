using System;
using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace JwtSecurity.Analyzers;

/// <summary>
/// Finds <c>[Security&lt;T&gt;]</c> on parameters and properties that take no credentials, where nothing reads it.
/// </summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class SecurityOnOtherTypeAnalyzer : DiagnosticAnalyzer
{
    private static readonly DiagnosticDescriptor s_rule = new(
        id: "JWTSEC002",
        title: "[Security] stands on a parameter that takes no credentials",
        messageFormat: "'{0}' has [Security] and is no JwtAuthorizationCredentials: nothing is guarded by it. Change its type to JwtAuthorizationCredentials, or guard the endpoint with RequireJwt<T>() or [Security<T>] on the method.",
        category: "Security",
        defaultSeverity: DiagnosticSeverity.Warning,
        isEnabledByDefault: true,
        description: "The guard is attached by the type of the parameter, and the attribute only says whose credentials these are. An endpoint with such a parameter does not start.",
        helpLinkUri: HelpPage.Of("JWTSEC002"));

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
        var attribute = context.Compilation.GetTypeByMetadataName("JwtSecurity.JwtSecurityAttribute");
        var credentials = context.Compilation.GetTypeByMetadataName("JwtSecurity.JwtAuthorizationCredentials");
        if (attribute is null || credentials is null)
        {
            return;
        }

        context.RegisterSymbolAction(each => Check(each.Symbol, ((IParameterSymbol)each.Symbol).Type, each.ReportDiagnostic), SymbolKind.Parameter);
        context.RegisterSymbolAction(each => Check(each.Symbol, ((IPropertySymbol)each.Symbol).Type, each.ReportDiagnostic), SymbolKind.Property);

        // To the compiler, parameters of lambdas and of local functions are no symbols to be visited: they are part of a body.
        context.RegisterOperationAction(each => CheckAll(((IAnonymousFunctionOperation)each.Operation).Symbol, each.ReportDiagnostic), OperationKind.AnonymousFunction);
        context.RegisterOperationAction(each => CheckAll(((ILocalFunctionOperation)each.Operation).Symbol, each.ReportDiagnostic), OperationKind.LocalFunction);

        void CheckAll(IMethodSymbol function, Action<Diagnostic> report)
        {
            foreach (var parameter in function.Parameters)
            {
                Check(parameter, parameter.Type, report);
            }
        }

        void Check(ISymbol symbol, ITypeSymbol type, Action<Diagnostic> report)
        {
            if (type.TypeKind != TypeKind.Error && !SymbolEqualityComparer.Default.Equals(type, credentials) && SecurityAttributes.Find(symbol, attribute) is not null)
            {
                report(Diagnostic.Create(s_rule, symbol.Locations[0], symbol.Name));
            }
        }
    }
}
