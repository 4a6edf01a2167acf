using System.Reflection;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace JwtSecurity;

/// <summary>
/// A parameter that takes a scheme object. Where the scheme was not added, the start says so, instead of "Body was inferred".
/// </summary>
internal sealed record SchemeParameter(JwtSchemeKind Kind, string? SetName, string? ParameterName)
{
    public static void Declare(ParameterInfo parameter, JwtSchemeKind kind, EndpointBuilder builder)
    {
        var key = parameter.GetCustomAttribute<FromKeyedServicesAttribute>()?.Key as string;
        var declaration = new SchemeParameter(kind, key, parameter.Name);
        if (!builder.Metadata.Contains(declaration))
        {
            builder.Metadata.Add(declaration);
        }

        TokenResponse.Declare(builder);
    }
}
