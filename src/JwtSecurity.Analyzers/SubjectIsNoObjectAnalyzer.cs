using System.Collections.Immutable;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace JwtSecurity.Analyzers;

/// <summary>
/// Finds subjects that are texts, numbers or lists, which is an <c>ArgumentException</c> when the token is created.
/// </summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class SubjectIsNoObjectAnalyzer : DiagnosticAnalyzer
{
    private static readonly DiagnosticDescriptor s_rule = new(
        id: "JWTSEC003",
        title: "A subject is no JSON object",
        messageFormat: "A subject must serialize to a JSON object, and '{0}' does not: {1} would throw. Wrap it, for example: new {{ username = value }}.",
        category: "Usage",
        defaultSeverity: DiagnosticSeverity.Warning,
        isEnabledByDefault: true,
        description: "The subject of a token is an object whose members are read by name: an anonymous object, a record, a dictionary or a JsonElement.",
        helpLinkUri: HelpPage.Of("JWTSEC003"));

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
        var scheme = context.Compilation.GetTypeByMetadataName("JwtSecurity.JwtSecurityScheme");
        var sessions = context.Compilation.GetTypeByMetadataName("JwtSecurity.JwtSessions");
        if (scheme is not null && sessions is not null)
        {
            context.RegisterOperationAction(each => Check(each, scheme, sessions), OperationKind.Invocation);
        }
    }

    private static void Check(OperationAnalysisContext context, INamedTypeSymbol scheme, INamedTypeSymbol sessions)
    {
        var call = (IInvocationOperation)context.Operation;
        var maker = call.TargetMethod.Name switch
        {
            "CreateAccessToken" or "CreateRefreshToken" or "CreateTokenPair" => scheme,
            "StartAsync" => sessions,
            _ => null,
        };
        if (maker is null || !SymbolEqualityComparer.Default.Equals(call.TargetMethod.ContainingType, maker))
        {
            return;
        }

        var subject = WithoutConversion(call.Arguments.First(argument => argument.Parameter!.Name == "subject").Value);
        if (subject.Type is { } type && SubjectTypes.IsNoObject(type))
        {
            context.ReportDiagnostic(Diagnostic.Create(s_rule, subject.Syntax.GetLocation(), type.ToMinimalDisplayString(call.SemanticModel!, subject.Syntax.SpanStart), call.TargetMethod.Name));
        }
    }

    // What the compiler does to pass a value as an object. A conversion that somebody wrote may make something else of it.
    private static IOperation WithoutConversion(IOperation value) =>
        value is IConversionOperation { IsImplicit: true, Conversion: { IsUserDefined: false } } conversion ? WithoutConversion(conversion.Operand) : value;
}
