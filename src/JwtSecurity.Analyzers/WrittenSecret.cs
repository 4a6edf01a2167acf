using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace JwtSecurity.Analyzers;

/// <summary>
/// Finds the text or bytes in an expression that stand in the source.
/// </summary>
internal static class WrittenSecret
{
    /// <summary>The constant that a value is, falls back to, or is made of; <see langword="null"/> where there is none.</summary>
    public static IOperation? Find(IOperation value) => value switch
    {
        { ConstantValue: { HasValue: true, Value: string text } } => text.Length > 0 ? value : null,
        IUtf8StringOperation => value,
        IArrayCreationOperation { Initializer: { ElementValues: { Length: > 0 } elements } } => elements.All(element => element.ConstantValue.HasValue) ? value : null,
        IConversionOperation conversion => Find(conversion.Operand),
        ICoalesceOperation coalesce => Find(coalesce.Value) ?? Find(coalesce.WhenNull),
        IConditionalOperation { WhenFalse: { } whenFalse } conditional => Find(conditional.WhenTrue) ?? Find(whenFalse),
        ISwitchExpressionOperation choice => FindFirst(choice.Arms.Select(arm => arm.Value)),
        IInvocationOperation { Instance: { Type: { SpecialType: SpecialType.System_String } } text } => Find(text),
        IInvocationOperation call when IsDecoding(call.TargetMethod) => FindFirst(call.Arguments.Select(argument => argument.Value)),
        IInvocationOperation { TargetMethod: { Name: "GetValue", ContainingType: { Name: "ConfigurationBinder" } } } call =>
            FindFirst(call.Arguments.Where(argument => argument.Parameter!.Name == "defaultValue").Select(argument => argument.Value)),
        _ => null,
    };

    private static IOperation? FindFirst(IEnumerable<IOperation> values) => values.Select(Find).FirstOrDefault(found => found is not null);

    private static bool IsDecoding(IMethodSymbol method) =>
        (method.Name == "GetBytes" && method.ContainingType.ToDisplayString() is "System.Text.Encoding" or "System.Text.UTF8Encoding")
        || (method.Name is "FromBase64String" or "FromHexString" && method.ContainingType.ToDisplayString() == "System.Convert");
}
