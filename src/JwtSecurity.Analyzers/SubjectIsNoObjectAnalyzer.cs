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
        if (context.Compilation.GetTypeByMetadataName("JwtSecurity.JwtSecurityScheme") is not null)
        {
            context.RegisterOperationAction(Check, OperationKind.Invocation);
        }
    }

    private static void Check(OperationAnalysisContext context)
    {
        var call = (IInvocationOperation)context.Operation;
        if (!TakesSubject(call.TargetMethod) || call.Arguments.FirstOrDefault(argument => argument.Parameter!.Name == "subject") is not { } argument)
        {
            return;
        }

        var subject = WithoutConversion(argument.Value);
        if (subject.Type is { } type && SubjectTypes.IsNoObject(type))
        {
            context.ReportDiagnostic(Diagnostic.Create(s_rule, subject.Syntax.GetLocation(), type.ToMinimalDisplayString(call.SemanticModel!, subject.Syntax.SpanStart), call.TargetMethod.Name));
        }
    }

    // Of schemes, of sessions and their hooks, and of the package for tests.
    private static bool TakesSubject(IMethodSymbol method) =>
        method.Name is "CreateAccessToken" or "CreateRefreshToken" or "CreateTokenPair" or "StartAsync" or "ReplaceSubject" or "Create" or "CreateJwtAsync" or "AuthenticateAsync"
        && method.ContainingAssembly.Name is "JwtSecurity" or "JwtSecurity.Testing";

    // What the compiler does to pass a value as an object. A conversion that somebody wrote may make something else of it.
    private static IOperation WithoutConversion(IOperation value) =>
        value is IConversionOperation { IsImplicit: true, Conversion: { IsUserDefined: false } } conversion ? WithoutConversion(conversion.Operand) : value;
}
