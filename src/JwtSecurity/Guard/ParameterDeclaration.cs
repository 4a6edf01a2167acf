using System.Reflection;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http.Metadata;

namespace JwtSecurity;

/// <summary>
/// A parameter, or a member of an <c>[AsParameters]</c> type, that takes credentials.
/// </summary>
internal sealed record ParameterDeclaration : GuardDeclaration
{
    public required ParameterInfo Parameter { get; init; }

    /// <summary>Whether it takes <see langword="null"/>.</summary>
    public required bool IsOptional { get; init; }

    /// <summary>What is wrong with it by itself.</summary>
    public string? Finding { get; private init; }

    public static ParameterDeclaration Create(ParameterInfo parameter, EndpointBuilder builder)
    {
        var attributes = FindAttributes(parameter);
        var attribute = attributes.FirstOrDefault();
        return new ParameterDeclaration
        {
            Parameter = parameter,
            Finding = attributes.Length > 1 ? "has several [Security] attributes, and takes one"
                : attribute?.Policy is not null ? "has [Security] with a Policy, which only methods and classes take: write [Authorize(Policy = …)] on the method"
                : null,
            IsOptional = IsNullable(parameter, builder),
            Kind = attribute?.Kind,
            SetName = attribute?.Name,
            Roles = attribute?.RoleList ?? [],
            Scopes = attribute?.ScopeList ?? [],
            MaxAge = attribute?.MaxAge,
        };
    }

    /// <summary>Whether two reflections of a parameter are of the same one. Minimal APIs and MVC each make their own.</summary>
    public bool Describes(ParameterInfo other) =>
        ReferenceEquals(Parameter, other)
        || (Parameter.Position == other.Position && Parameter.Name == other.Name && Parameter.Member == other.Member);

    /// <summary>The attributes of a parameter, or of the parameter it overrides.</summary>
    public static JwtSecurityAttribute[] FindAttributes(ParameterInfo parameter) =>
        parameter.Member is MethodInfo
            ? [.. Attribute.GetCustomAttributes(parameter, typeof(JwtSecurityAttribute), inherit: true).Cast<JwtSecurityAttribute>()]
            : [.. parameter.GetCustomAttributes(typeof(JwtSecurityAttribute), inherit: true).Cast<JwtSecurityAttribute>()];

    // Unknown, which is what code without nullable annotations gives, is required: forgetting to annotate must not open an endpoint.
    private static bool IsNullable(ParameterInfo parameter, EndpointBuilder builder)
    {
        if (parameter.HasDefaultValue)
        {
            return true;
        }

        try
        {
            var context = new NullabilityInfoContext();
            var info = parameter.Member is PropertyInfo property ? context.Create(property) : context.Create(parameter);
            return info.ReadState == NullabilityState.Nullable;
        }
        catch (InvalidOperationException)
        {
            // A trimmed application may have switched the context off; the framework has then recorded what it found.
            return builder.Metadata.OfType<IParameterBindingMetadata>()
                .FirstOrDefault(metadata => metadata.Name == parameter.Name)?.IsOptional ?? false;
        }
    }
}
