using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace JwtSecurity.Analyzers;

/// <summary>
/// Finds where the check for cross-site request forgery is switched off although endpoints of the same project need it.
/// </summary>
/// <remarks>The switch and the endpoints stand in different files, so what is found is put together when all of the project has been seen.</remarks>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class UncheckedCookieAnalyzer : DiagnosticAnalyzer
{
    internal static readonly DiagnosticDescriptor Rule = new(
        id: "JWTSEC004",
        title: "Cookies are taken from any site",
        messageFormat: "{0} changes something with a token from a cookie, and without this check any site can make its visitors' browsers call it. Leave CheckBrowserOrigin on and add your other origins to Csrf.TrustedOrigins, or set Csrf.DoubleSubmit to true.",
        category: "Security",
        defaultSeverity: DiagnosticSeverity.Warning,
        isEnabledByDefault: true,
        description: "Browsers send cookies along with requests that other sites cause. What the browser says of a request's origin, or a value that only the own site can read, tells them apart.",
        helpLinkUri: HelpPage.Of("JWTSEC004"),
        customTags: WellKnownDiagnosticTags.CompilationEnd);

    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = ImmutableArray.Create(Rule);

    /// <inheritdoc/>
    public override void Initialize(AnalysisContext context)
    {
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.EnableConcurrentExecution();
        context.RegisterCompilationStartAction(Start);
    }

    private static void Start(CompilationStartAnalysisContext context)
    {
        if (context.Compilation.GetTypeByMetadataName("JwtSecurity.JwtSecurityAttribute") is not { } attribute)
        {
            return;
        }

        var options = new CsrfOptionsOfProject();
        var endpoints = new CookieEndpointsOfProject(attribute);
        context.RegisterOperationAction(options.Read, OperationKind.SimpleAssignment);
        context.RegisterOperationAction(endpoints.ReadMapping, OperationKind.Invocation);
        context.RegisterSymbolAction(endpoints.ReadAction, SymbolKind.Method);
        context.RegisterCompilationEndAction(end =>
        {
            foreach (var check in options.SwitchedOff)
            {
                if (endpoints.FirstOf(check) is { } endpoint)
                {
                    end.ReportDiagnostic(Diagnostic.Create(Rule, check.Location, [endpoint.Location], endpoint.Name));
                }
            }
        });
    }
}
