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
        // A key that is no text is no set's.
        var keyed = parameter.GetCustomAttribute<FromKeyedServicesAttribute>();
        var declaration = new SchemeParameter(kind, keyed?.Key as string, parameter.Name);
        if (keyed?.Key is null or string && !builder.Metadata.Contains(declaration))
        {
            builder.Metadata.Add(declaration);
        }

        TokenResponse.Declare(builder);
    }
}
