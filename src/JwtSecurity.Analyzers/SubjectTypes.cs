using System.Linq;
using Microsoft.CodeAnalysis;

namespace JwtSecurity.Analyzers;

/// <summary>
/// Tells the types that serialize to something else than a JSON object.
/// </summary>
internal static class SubjectTypes
{
    /// <summary>Whether no value of a type becomes a JSON object. Where it depends on the value, or on a converter, it is not said.</summary>
    public static bool IsNoObject(ITypeSymbol type) =>
        type is INamedTypeSymbol { OriginalDefinition: { SpecialType: SpecialType.System_Nullable_T }, TypeArguments: { Length: 1 } arguments } ? IsNoObject(arguments[0])
        : type.TypeKind is TypeKind.Array
        || IsText(type)
        || (type.TypeKind is TypeKind.Class or TypeKind.Struct or TypeKind.Interface && IsCollection(type));

    private static bool IsText(ITypeSymbol type) =>
        type.SpecialType is (>= SpecialType.System_Boolean and <= SpecialType.System_String) or SpecialType.System_DateTime
        || (type.TypeKind == TypeKind.Enum && !HasConverter(type))
        || type.ToDisplayString() is "System.Guid" or "System.DateTimeOffset" or "System.DateOnly" or "System.TimeOnly" or "System.TimeSpan" or "System.Uri";

    // A dictionary becomes an object, and so does whatever has a converter that says so. Of an interface a value may be a dictionary as well.
    private static bool IsCollection(ITypeSymbol type)
    {
        var interfaces = type.TypeKind == TypeKind.Interface ? type.AllInterfaces.Add((INamedTypeSymbol)type) : type.AllInterfaces;
        var elements = interfaces.Where(each => each.OriginalDefinition.SpecialType == SpecialType.System_Collections_Generic_IEnumerable_T).Select(each => each.TypeArguments[0]);
        return !HasConverter(type) && !interfaces.Any(IsDictionary)
            && (type.TypeKind == TypeKind.Interface ? elements.Any(element => element.Name != "KeyValuePair" && element.TypeKind != TypeKind.TypeParameter) : elements.Any());
    }

    private static bool IsDictionary(INamedTypeSymbol type) => type.Name is "IDictionary" or "IReadOnlyDictionary";

    private static bool HasConverter(ITypeSymbol type) => type.GetAttributes().Any(attribute => attribute.AttributeClass?.Name == "JsonConverterAttribute");
}
