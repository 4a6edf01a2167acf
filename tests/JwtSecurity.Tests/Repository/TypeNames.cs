using System.Reflection;

namespace JwtSecurity.Tests.Repository;

/// <summary>Writes types as C# does, with their nullable annotations.</summary>
internal static class TypeNames
{
    private static readonly Dictionary<Type, string> s_keywords = new()
    {
        [typeof(void)] = "void",
        [typeof(object)] = "object",
        [typeof(string)] = "string",
        [typeof(bool)] = "bool",
        [typeof(char)] = "char",
        [typeof(byte)] = "byte",
        [typeof(int)] = "int",
        [typeof(long)] = "long",
        [typeof(double)] = "double",
        [typeof(decimal)] = "decimal",
    };

    public static string Of(ParameterInfo parameter) => parameter.ParameterType.IsGenericParameter
        ? parameter.ParameterType.Name + (IsAnnotated(parameter) ? "?" : "")
        : Format(parameter.ParameterType, new NullabilityInfoContext().Create(parameter));

    public static string Of(PropertyInfo property) => Format(property.PropertyType, new NullabilityInfoContext().Create(property));

    public static string Of(FieldInfo field) => Format(field.FieldType, new NullabilityInfoContext().Create(field));

    public static string Of(EventInfo handler) => Format(handler.EventHandlerType!, new NullabilityInfoContext().Create(handler));

    /// <summary>A type where annotations have no place, such as a base class.</summary>
    public static string Of(Type type) => Format(type, nullability: null);

    private static string Format(Type type, NullabilityInfo? nullability)
    {
        if (type.IsByRef)
        {
            return Format(type.GetElementType()!, nullability?.ElementType ?? nullability);
        }

        if (Nullable.GetUnderlyingType(type) is { } value)
        {
            return Format(value, nullability: null) + "?";
        }

        var annotation = !type.IsValueType && !type.IsGenericParameter && (nullability?.ReadState == NullabilityState.Nullable || nullability?.WriteState == NullabilityState.Nullable) ? "?" : "";
        return FormatPlain(type, nullability) + annotation;
    }

    private static string FormatPlain(Type type, NullabilityInfo? nullability)
    {
        if (type.IsArray)
        {
            return Format(type.GetElementType()!, nullability?.ElementType) + "[]";
        }

        if (!type.IsGenericType)
        {
            return s_keywords.GetValueOrDefault(type, type.Name);
        }

        var arguments = type.GetGenericArguments().Select((argument, index) => Format(argument, nullability?.GenericTypeArguments.ElementAtOrDefault(index)));
        return $"{type.Name.Split('`')[0]}<{string.Join(", ", arguments)}>";
    }

    // T and T? are the same to NullabilityInfoContext, since T itself may be nullable: the compiler's own mark tells them apart.
    private static bool IsAnnotated(ParameterInfo parameter)
    {
        for (var provider = (ICustomAttributeProvider?)parameter; provider is not null; provider = Container(provider))
        {
            var mark = provider.GetCustomAttributes(inherit: false).FirstOrDefault(attribute =>
                attribute.GetType().Name == (provider == parameter ? "NullableAttribute" : "NullableContextAttribute"));
            if (mark is not null)
            {
                return provider == parameter
                    ? ((byte[])mark.GetType().GetField("NullableFlags")!.GetValue(mark)!)[0] == 2
                    : (byte)mark.GetType().GetField("Flag")!.GetValue(mark)! == 2;
            }
        }

        return false;
    }

    private static MemberInfo? Container(ICustomAttributeProvider provider) =>
        provider is ParameterInfo parameter ? parameter.Member : ((MemberInfo)provider).DeclaringType;
}
