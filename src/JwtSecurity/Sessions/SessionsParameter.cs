using System.Reflection;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace JwtSecurity;

/// <summary>
/// A parameter that takes <see cref="JwtSessions"/>. Where the set has none, the start says so; and what the endpoint answers is not stored.
/// </summary>
internal sealed record SessionsParameter(string? SetName, string? ParameterName)
{
    public static void Declare(ParameterInfo parameter, EndpointBuilder builder)
    {
        var keyed = parameter.GetCustomAttribute<FromKeyedServicesAttribute>();
        var declaration = new SessionsParameter(keyed?.Key as string, parameter.Name);
        if (keyed?.Key is null or string && !builder.Metadata.Contains(declaration))
        {
            builder.Metadata.Add(declaration);
        }

        TokenResponse.Declare(builder);
    }
}
