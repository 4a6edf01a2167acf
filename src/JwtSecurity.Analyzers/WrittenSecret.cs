using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace JwtSecurity.Analyzers;

/// <summary>
/// Finds the text or bytes in an expression that stand in the source.
/// </summary>
internal static class WrittenSecret
{
    /// <summary>The constant that a value is, falls back to, or is decoded from; <see langword="null"/> where there is none.</summary>
    public static IOperation? Find(IOperation value) => value switch
    {
        { ConstantValue: { HasValue: true, Value: string text } } => text.Length > 0 ? value : null,
        IUtf8StringOperation => value,
        IConversionOperation conversion => Find(conversion.Operand),
        ICoalesceOperation coalesce => Find(coalesce.Value) ?? Find(coalesce.WhenNull),
        IConditionalOperation { WhenFalse: { } whenFalse } conditional => Find(conditional.WhenTrue) ?? Find(whenFalse),
        IInvocationOperation call when IsDecoding(call.TargetMethod) => call.Arguments.Select(argument => Find(argument.Value)).FirstOrDefault(found => found is not null),
        _ => null,
    };

    private static bool IsDecoding(IMethodSymbol method) =>
        (method.Name == "GetBytes" && method.ContainingType.ToDisplayString() is "System.Text.Encoding" or "System.Text.UTF8Encoding")
        || (method.Name is "FromBase64String" or "FromHexString" && method.ContainingType.ToDisplayString() == "System.Convert");
}
