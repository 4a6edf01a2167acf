using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json.Serialization;

namespace JwtSecurity.Tests.Repository;

/// <summary>Writes what an assembly promises to those who use it, as C# without bodies, in an order that never changes.</summary>
internal static class PublicApi
{
    private const BindingFlags Declared = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    // Those that change what a caller may write or what goes over the wire.
    private static readonly Type[] s_attributesThatMatter =
    [
        typeof(AttributeUsageAttribute), typeof(FlagsAttribute), typeof(ObsoleteAttribute), typeof(ExperimentalAttribute),
        typeof(RequiresUnreferencedCodeAttribute), typeof(RequiresDynamicCodeAttribute), typeof(DynamicallyAccessedMembersAttribute),
        typeof(MemberNotNullWhenAttribute), typeof(NotNullWhenAttribute), typeof(JsonPropertyNameAttribute), typeof(JsonIgnoreAttribute),
    ];

    public static string Describe(Assembly assembly)
    {
        var text = new StringBuilder();
        foreach (var space in assembly.GetExportedTypes().GroupBy(type => type.Namespace).OrderBy(space => space.Key, StringComparer.Ordinal))
        {
            text.Append(CultureInfo.InvariantCulture, $"namespace {space.Key}\n{{\n");
            text.AppendJoin('\n', space.OrderBy(type => type.Name, StringComparer.Ordinal).Select(DescribeType));
            text.Append("}\n");
        }

        return text.ToString();
    }

    private static string DescribeType(Type type)
    {
        var text = new StringBuilder();
        AppendAttributes(text, "    ", type);
        text.Append(CultureInfo.InvariantCulture, $"    public {Kind(type)} {TypeNames.Of(type)}{Bases(type)}{Constraints(type.GetGenericArguments())}\n    {{\n");
        foreach (var (member, line) in Members(type))
        {
            AppendAttributes(text, "        ", member);
            text.Append(CultureInfo.InvariantCulture, $"        {line}\n");
        }

        return text.Append("    }\n").ToString();
    }

    private static string Kind(Type type)
    {
        var word = type.IsEnum ? "enum"
            : type.IsInterface ? "interface"
            : type.IsValueType ? "struct"
            : type.GetMethod("<Clone>$") is not null ? "record"
            : "class";
        return word is not ("class" or "record") ? word
            : type.IsAbstract && type.IsSealed ? $"static {word}"
            : type.IsAbstract ? $"abstract {word}"
            : type.IsSealed ? $"sealed {word}"
            : word;
    }

    private static string Bases(Type type)
    {
        if (type.IsEnum)
        {
            return "";
        }

        var inherited = type.BaseType?.GetInterfaces() ?? [];
        var interfaces = type.GetInterfaces().Except(inherited).Where(each => each.IsVisible).ToList();
        var bases = interfaces.Except(interfaces.SelectMany(each => each.GetInterfaces())).Select(TypeNames.Of).Order(StringComparer.Ordinal).ToList();
        if (type.BaseType is { } baseType && baseType != typeof(object) && baseType != typeof(ValueType))
        {
            bases.Insert(0, TypeNames.Of(baseType));
        }

        return bases.Count == 0 ? "" : " : " + string.Join(", ", bases);
    }

    private static IEnumerable<(MemberInfo Member, string Line)> Members(Type type)
    {
        if (type.IsEnum)
        {
            return type.GetFields(BindingFlags.Public | BindingFlags.Static)
                .Select(field => ((MemberInfo)field, string.Create(CultureInfo.InvariantCulture, $"{field.Name} = {Convert.ToInt64(field.GetRawConstantValue(), CultureInfo.InvariantCulture)},")));
        }

        return
        [
            .. InOrder(type.GetFields(Declared).Where(IsPromised), Describe),
            .. InOrder(type.GetConstructors(Declared).Where(IsPromised), Describe),
            .. InOrder(type.GetProperties(Declared).Where(property => property.GetAccessors(nonPublic: true).Any(IsPromised)), Describe),
            .. InOrder(type.GetEvents(Declared).Where(each => IsPromised(each.AddMethod!)), Describe),
            .. InOrder(type.GetMethods(Declared).Where(method => IsPromised(method) && (!method.IsSpecialName || method.Name.StartsWith("op_", StringComparison.Ordinal))), Describe),
        ];
    }

    private static IEnumerable<(MemberInfo Member, string Line)> InOrder<T>(IEnumerable<T> members, Func<T, string> describe)
        where T : MemberInfo =>
        members.Where(member => !member.IsDefined(typeof(CompilerGeneratedAttribute)))
            .Select(member => ((MemberInfo)member, describe(member)))
            .OrderBy(each => each.Item1.Name, StringComparer.Ordinal).ThenBy(each => each.Item2, StringComparer.Ordinal);

    private static bool IsPromised(MethodBase method) => method.IsPublic || method.IsFamily || method.IsFamilyOrAssembly;

    private static bool IsPromised(FieldInfo field) => field.IsPublic || field.IsFamily || field.IsFamilyOrAssembly;

    private static string Describe(FieldInfo field) => field.IsLiteral
        ? $"{Access(field.IsPublic)} const {TypeNames.Of(field)} {field.Name} = {Literal(field.GetRawConstantValue())};"
        : $"{Access(field.IsPublic)} {(field.IsStatic ? "static " : "")}{(field.IsInitOnly ? "readonly " : "")}{TypeNames.Of(field)} {field.Name};";

    private static string Describe(ConstructorInfo constructor) =>
        $"{Access(constructor.IsPublic)} {TypeNames.Of(constructor.DeclaringType!).Split('<')[0]}({Parameters(constructor)});";

    private static string Describe(PropertyInfo property)
    {
        var accessors = property.GetAccessors(nonPublic: true).Where(IsPromised).ToList();
        var isPublic = accessors.Any(accessor => accessor.IsPublic);
        var words = accessors.Select(accessor =>
            (isPublic && !accessor.IsPublic ? "protected " : "")
            + (accessor == property.GetMethod ? "get;" : IsInit(accessor) ? "init;" : "set;"));
        var required = property.IsDefined(typeof(RequiredMemberAttribute)) ? "required " : "";
        var name = property.GetIndexParameters() is { Length: > 0 } index ? $"this[{string.Join(", ", index.Select(Parameter))}]" : property.Name;
        return $"{Access(isPublic)} {required}{Modifiers(accessors[0])}{TypeNames.Of(property)} {name} {{ {string.Join(' ', words)} }}";
    }

    private static string Describe(EventInfo handler) =>
        $"{Access(handler.AddMethod!.IsPublic)} {Modifiers(handler.AddMethod)}event {TypeNames.Of(handler)} {handler.Name};";

    private static string Describe(MethodInfo method)
    {
        var generic = method.GetGenericArguments();
        var arguments = generic.Length == 0 ? "" : $"<{string.Join(", ", generic.Select(TypeNames.Of))}>";
        return $"{Access(method.IsPublic)} {Modifiers(method)}{TypeNames.Of(method.ReturnParameter)} {method.Name}{arguments}({Parameters(method)}){Constraints(generic)};";
    }

    private static string Access(bool isPublic) => isPublic ? "public" : "protected";

    private static bool IsInit(MethodInfo setter) => setter.ReturnParameter.GetRequiredCustomModifiers().Contains(typeof(IsExternalInit));

    private static string Modifiers(MethodInfo method) =>
        method.IsStatic ? "static "
        : method.IsAbstract ? "abstract "
        : method.GetBaseDefinition() != method ? (method.IsFinal ? "sealed override " : "override ")
        : method.IsVirtual && !method.IsFinal ? "virtual "
        : "";

    private static string Parameters(MethodBase method) =>
        (method.IsDefined(typeof(ExtensionAttribute)) ? "this " : "") + string.Join(", ", method.GetParameters().Select(Parameter));

    private static string Parameter(ParameterInfo parameter)
    {
        var attributes = string.Concat(Attributes(parameter.GetCustomAttributesData()).Select(attribute => attribute + " "));
        var modifier = parameter.IsOut ? "out "
            : parameter.IsIn && parameter.ParameterType.IsByRef ? "in "
            : parameter.ParameterType.IsByRef ? "ref "
            : parameter.IsDefined(typeof(ParamArrayAttribute)) ? "params "
            : "";
        var isDefaultStruct = parameter.HasDefaultValue && parameter.DefaultValue is null && parameter.ParameterType.IsValueType && Nullable.GetUnderlyingType(parameter.ParameterType) is null;
        var value = parameter.HasDefaultValue ? $" = {(isDefaultStruct ? "default" : Literal(parameter.DefaultValue))}" : "";
        return $"{attributes}{modifier}{TypeNames.Of(parameter)} {parameter.Name}{value}";
    }

    private static string Constraints(Type[] parameters) => string.Concat(parameters.Select(parameter =>
    {
        var kinds = parameter.GenericParameterAttributes;
        List<string> constraints =
        [
            .. kinds.HasFlag(GenericParameterAttributes.NotNullableValueTypeConstraint) ? ["struct"] : kinds.HasFlag(GenericParameterAttributes.ReferenceTypeConstraint) ? ["class"] : Array.Empty<string>(),
            .. parameter.GetGenericParameterConstraints().Where(constraint => constraint != typeof(ValueType)).Select(TypeNames.Of),
            .. kinds.HasFlag(GenericParameterAttributes.DefaultConstructorConstraint) && !kinds.HasFlag(GenericParameterAttributes.NotNullableValueTypeConstraint) ? ["new()"] : Array.Empty<string>(),
        ];
        return constraints.Count == 0 ? "" : $" where {parameter.Name} : {string.Join(", ", constraints)}";
    }));

    private static void AppendAttributes(StringBuilder text, string indent, MemberInfo member)
    {
        foreach (var attribute in Attributes(member.GetCustomAttributesData()))
        {
            text.Append(CultureInfo.InvariantCulture, $"{indent}{attribute}\n");
        }
    }

    private static IEnumerable<string> Attributes(IEnumerable<CustomAttributeData> attributes) =>
        attributes.Where(attribute => s_attributesThatMatter.Contains(attribute.AttributeType))
            .Select(attribute =>
            {
                var arguments = attribute.ConstructorArguments.Select(Literal)
                    .Concat(attribute.NamedArguments.Select(argument => $"{argument.MemberName} = {Literal(argument.TypedValue)}"))
                    .ToList();
                var name = attribute.AttributeType.Name[..^nameof(Attribute).Length];
                return arguments.Count == 0 ? $"[{name}]" : $"[{name}({string.Join(", ", arguments)})]";
            })
            .Order(StringComparer.Ordinal);

    private static string Literal(CustomAttributeTypedArgument argument) =>
        Literal(argument.ArgumentType.IsEnum ? Enum.ToObject(argument.ArgumentType, argument.Value!) : argument.Value);

    private static string Literal(object? value) => value switch
    {
        null => "null",
        string text => $"\"{text}\"",
        bool flag => flag ? "true" : "false",
        _ => Convert.ToString(value, CultureInfo.InvariantCulture)!,
    };
}
