using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace JwtSecurity.Analyzers;

/// <summary>
/// Finds the text or bytes in an expression that stand in the source.
/// </summary>
internal static class WrittenSecret
{
    /// <summary>The constant that a value is, falls back to, or is made of; <see langword="null"/> where there is none.</summary>
    public static IOperation? Find(IOperation value) => Find(value, isOfVariable: false);

    private static IOperation? Find(IOperation value, bool isOfVariable)
    {
        return value switch
        {
            { ConstantValue: { HasValue: true, Value: string text } } => text.Length > 0 ? value : null,
            IUtf8StringOperation => value,
            IArrayCreationOperation { Initializer: { ElementValues: { Length: > 0 } elements } } => elements.All(element => element.ConstantValue.HasValue) ? value : null,
            IConversionOperation conversion => FindIn(conversion.Operand),
            ICoalesceOperation coalesce => FindIn(coalesce.Value) ?? FindIn(coalesce.WhenNull),
            IConditionalOperation { WhenFalse: { } whenFalse } conditional => FindIn(conditional.WhenTrue) ?? FindIn(whenFalse),
            ISwitchExpressionOperation choice => FindFirst(choice.Arms.Select(arm => arm.Value)),
            IInvocationOperation { Instance: { Type: { SpecialType: SpecialType.System_String } } text } => FindIn(text),
            IInvocationOperation call when IsDecoding(call.TargetMethod) => FindFirst(call.Arguments.Select(argument => argument.Value)),
            IInvocationOperation { TargetMethod: { Name: "GetValue", ContainingType: { Name: "ConfigurationBinder" } } } call =>
                FindFirst(call.Arguments.Where(argument => argument.Parameter!.Name == "defaultValue").Select(argument => argument.Value)),

            // One step: fields may begin with each other.
            ILocalReferenceOperation variable when !isOfVariable => FindInitial(variable, variable.Local),
            IFieldReferenceOperation variable when !isOfVariable => FindInitial(variable, variable.Field),
            _ => null,
        };

        IOperation? FindIn(IOperation part) => Find(part, isOfVariable);

        IOperation? FindFirst(IEnumerable<IOperation> parts) => parts.Select(FindIn).FirstOrDefault(found => found is not null);
    }

    // What a variable or a field begins with, where that stands in the same file.
    private static IOperation? FindInitial(IOperation use, ISymbol variable) =>
        variable.DeclaringSyntaxReferences.FirstOrDefault()?.GetSyntax() is VariableDeclaratorSyntax { Initializer: { Value: var initial } }
        && use.SemanticModel is { } model && model.SyntaxTree == initial.SyntaxTree && model.GetOperation(initial) is { } value
            ? Find(value, isOfVariable: true)
            : null;

    private static bool IsDecoding(IMethodSymbol method) =>
        (method.Name == "GetBytes" && method.ContainingType.ToDisplayString() is "System.Text.Encoding" or "System.Text.UTF8Encoding")
        || (method.Name is "FromBase64String" or "FromHexString" && method.ContainingType.ToDisplayString() == "System.Convert");
}
