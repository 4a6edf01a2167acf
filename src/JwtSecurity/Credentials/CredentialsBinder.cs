using System.Reflection;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace JwtSecurity;

/// <summary>
/// Hands a parameter what the guard left for it. It reads nothing else: not the request, not <c>HttpContext.User</c>, in which schemes are mixed.
/// </summary>
internal static class CredentialsBinder
{
    public const string NotFromRequests = $"{nameof(JwtAuthorizationCredentials)} is not read from requests. Take it as a parameter of the endpoint, with [Security<T>], "
        + "or secure the endpoint with RequireJwt<T>() and read HttpContext.GetJwtCredentials().";

    public static ValueTask<JwtAuthorizationCredentials?> BindAsync(HttpContext context, ParameterInfo parameter)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(parameter);
        return TryRead(context, parameter, out var credentials) ? new(credentials) : AuthenticateAsync(context, parameter);
    }

    /// <summary>What a guard left for the parameter, if one stood before it.</summary>
    public static bool TryRead(HttpContext context, ParameterInfo parameter, out JwtAuthorizationCredentials? credentials)
    {
        credentials = null;
        return JwtSecurityFeature.Get(context) is { Guard: { } guard } feature && guard.TryRead(feature, parameter, out credentials);
    }

    // No guard stood before this: a delegate made by RequestDelegateFactory alone. A binder has no way to answer 401 with its
    // header, but it can refuse, and does: it never leaves a required parameter to chance.
    private static async ValueTask<JwtAuthorizationCredentials?> AuthenticateAsync(HttpContext context, ParameterInfo parameter)
    {
        if (ParameterDeclaration.FindAttributes(parameter) is not [var attribute])
        {
            throw new InvalidOperationException($"The parameter '{parameter.Name}' names no scheme, or several, and no guard stands before it. Write one [Security<T>] before it.");
        }

        var scheme = context.RequestServices.GetService<JwtSecuritySets>()?.Get(attribute.Kind, attribute.Name)
            ?? throw new InvalidOperationException($"JwtSecurity's services are missing. {JwtSecurityRegistry.HowToAdd}");
        var authentication = await JwtAuthenticator.AuthenticateAsync(context, scheme);
        var error = authentication.Credentials is { } credentials
            ? attribute.Requirement.CheckAuthority(credentials)
            : authentication.Error ?? JwtErrors.CredentialsMissing;
        if (error is null)
        {
            return authentication.Credentials;
        }

        error = scheme.Settings.Errors.Of(error);
        throw new BadHttpRequestException(error.Detail, error.StatusCode);
    }
}
