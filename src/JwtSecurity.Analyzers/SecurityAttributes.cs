using System.Linq;
using Microsoft.CodeAnalysis;

namespace JwtSecurity.Analyzers;

/// <summary>
/// Reads <c>[Security&lt;T&gt;]</c> and <c>[JwtSecurity(typeof(T))]</c>.
/// </summary>
internal static class SecurityAttributes
{
    /// <summary>The attribute of a parameter, a property, a method or a class, if it has one.</summary>
    public static AttributeData? Find(ISymbol symbol, INamedTypeSymbol attributeType) =>
        symbol.GetAttributes().FirstOrDefault(attribute => IsOrDerivesFrom(attribute.AttributeClass, attributeType));

    /// <summary>The class of the scheme that an attribute names; <see langword="null"/> where it is one of the application's own, which only its constructor knows.</summary>
    public static string? SchemeOf(AttributeData attribute) =>
        attribute.AttributeClass is { Name: "SecurityAttribute", TypeArguments: { Length: 1 } arguments } ? arguments[0].Name
        : attribute is { AttributeClass: { Name: "JwtSecurityAttribute" }, ConstructorArguments: { Length: > 0 } values } ? (values[0].Value as ITypeSymbol)?.Name
        : null;

    /// <summary>The set that an attribute names; empty for the default set.</summary>
    public static string SetOf(AttributeData attribute) => attribute.ConstructorArguments.Select(argument => argument.Value).OfType<string>().FirstOrDefault() ?? "";

    private static bool IsOrDerivesFrom(INamedTypeSymbol? type, INamedTypeSymbol attributeType)
    {
        for (; type is not null; type = type.BaseType)
        {
            if (SymbolEqualityComparer.Default.Equals(type, attributeType))
            {
                return true;
            }
        }

        return false;
    }
}
