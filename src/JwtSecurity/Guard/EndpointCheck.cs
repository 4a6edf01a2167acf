using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Mvc.Controllers;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.SignalR;
using Microsoft.Extensions.DependencyInjection;

namespace JwtSecurity;

/// <summary>
/// Checks what an endpoint declares: that it can be met, and that somebody reads it. A declaration that nothing reads looks like security, and is none.
/// </summary>
internal sealed class EndpointCheck(IServiceProvider services, JwtSecurityRegistry registry)
{
    public void Check(Endpoint endpoint, StartupFindings findings)
    {
        var name = $"Endpoint '{endpoint.DisplayName}'";
        CheckGuard(endpoint, name, findings);
        CheckSchemeParameters(endpoint, name, findings);
        CheckParameters(endpoint, name, findings);
        CheckHubMethods(endpoint, name, findings);
        CheckAttributes(endpoint, name, findings);
        CheckFresh(endpoint, name, findings);
    }

    private void CheckGuard(Endpoint endpoint, string name, StartupFindings findings)
    {
        if (endpoint.Metadata.GetMetadata<EndpointGuard>() is not { } guard)
        {
            return;
        }

        guard.Check(registry, findings);

        // A placeholder is replaced by another endpoint when a request comes, and its guard with it.
        if (endpoint.Metadata.GetMetadata<IDynamicEndpointMetadata>() is { IsDynamic: true })
        {
            findings.Add($"{name} is replaced while requests are routed, and RequireJwt would go with it, as RequireAuthorization would. Write [Security<T>] on the controller or page that it leads to.");
        }
    }

    private void CheckSchemeParameters(Endpoint endpoint, string name, StartupFindings findings)
    {
        var keyed = services.GetService<IServiceProviderIsKeyedService>();
        foreach (var parameter in endpoint.Metadata.GetOrderedMetadata<SchemeParameter>())
        {
            // A key that is no set's may be that of a scheme the application made by hand.
            var isByHand = parameter.SetName is not null && registry.Find(parameter.SetName) is null
                && keyed?.IsKeyedService(parameter.Kind.SchemeType, parameter.SetName) == true;
            if (!isByHand)
            {
                registry.CheckRegistered(parameter.Kind, parameter.SetName, $"{name}, parameter '{parameter.ParameterName}',", findings);
            }
        }

        foreach (var parameter in endpoint.Metadata.GetOrderedMetadata<SessionsParameter>())
        {
            registry.CheckSessions(parameter.SetName, $"{name}, parameter '{parameter.ParameterName}',", findings);
        }
    }

    private static void CheckParameters(Endpoint endpoint, string name, StartupFindings findings)
    {
        var parameters = (endpoint.Metadata.GetMetadata<ControllerActionDescriptor>()?.MethodInfo ?? endpoint.Metadata.GetMetadata<MethodInfo>())?.GetParameters() ?? [];
        var members = endpoint.Metadata.GetOrderedMetadata<IParameterBindingMetadata>().Select(metadata => metadata.ParameterInfo);
        foreach (var parameter in parameters.Concat(members))
        {
            if (parameter.ParameterType != typeof(JwtAuthorizationCredentials) && ParameterDeclaration.FindAttributes(parameter).Length > 0)
            {
                findings.Add($"{name}: the parameter '{parameter.Name}' has [Security], and is no {nameof(JwtAuthorizationCredentials)}; nothing would be guarded. Change its type, or use RequireJwt<T>().");
            }
        }
    }

    // Hubs read [Authorize] on their methods, and only that.
    [UnconditionalSuppressMessage("Trimming", "IL2075", Justification = "SignalR calls these methods by reflection and keeps them; one that is trimmed cannot be called.")]
    private static void CheckHubMethods(Endpoint endpoint, string name, StartupFindings findings)
    {
        foreach (var method in endpoint.Metadata.GetMetadata<HubMetadata>()?.HubType.GetMethods() ?? [])
        {
            if (method.IsDefined(typeof(JwtSecurityAttribute), inherit: true))
            {
                findings.Add($"{name}: the hub method '{method.Name}' has [Security], which hubs do not read on methods. Write it on the hub's class, and [Authorize(Roles = …)] or a policy on the method.");
            }
        }
    }

    private void CheckAttributes(Endpoint endpoint, string name, StartupFindings findings)
    {
        var attributes = endpoint.Metadata.GetOrderedMetadata<JwtSecurityAttribute>();
        foreach (var attribute in attributes)
        {
            attribute.Requirement.Check(registry, name, findings);
        }

        if (attributes.Count > 0 && !registry.RegistersAuthenticationSchemes)
        {
            findings.Add($"{name} has [Security] on a method or class, which needs RegisterAuthenticationSchemes. Set it to true, or use RequireJwt or a credentials parameter.");
        }

        if (attributes.Count > 0 && services.GetService<IServiceProviderIsService>()?.IsService(typeof(IAuthorizationService)) == false)
        {
            findings.Add($"{name} has [Security] on a method or class, which needs authorization. Call builder.Services.AddAuthorization().");
        }
    }

    // RequireFresh adds to what judges the endpoint's tokens. Where nothing does, or AllowAnonymous switched it off, everybody would get in.
    private void CheckFresh(Endpoint endpoint, string name, StartupFindings findings)
    {
        var metadata = endpoint.Metadata;
        if (FreshDeclaration.FindMaxAge(metadata) is null)
        {
            return;
        }

        var isJudged = metadata.GetMetadata<EndpointGuard>()?.AsksForAnything(registry) == true
            || (metadata.GetMetadata<JwtSecurityAttribute>() is not null && metadata.GetMetadata<IAllowAnonymous>() is null);
        if (!isJudged)
        {
            findings.Add($"{name} has RequireFresh, and nothing that asks for a token. Write RequireJwt<T>() beside it, take {nameof(JwtAuthorizationCredentials)} as a parameter, or write [Security<T>] on the method or class.");
        }
    }
}
