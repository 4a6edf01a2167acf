using System.Globalization;
using System.Reflection;
using System.Threading.RateLimiting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace JwtSecurity;

/// <summary>
/// An endpoint that this library answers itself, and the metadata by which the start-up check finds it.
/// </summary>
internal abstract class TokenEndpoint(string? setName, string method)
{
    private EndpointSchemes? _schemes;

    public string? SetName => setName;

    /// <summary>A method whose parameter is the body that the endpoint reads, for OpenAPI documents. Nobody calls it.</summary>
    public virtual MethodInfo Description => ((RequestDelegate)InvokeAsync).Method;

    /// <summary>The same as metadata; none where the endpoint reads no body.</summary>
    public IEnumerable<RequestBodyMetadata> Body => Description.GetParameters()
        .Where(parameter => parameter.ParameterType != typeof(HttpContext))
        .Select(parameter => new RequestBodyMetadata(parameter, isOptional: parameter.HasDefaultValue));

    /// <summary>The method that maps it, for messages.</summary>
    protected string Method => method;

    /// <summary>Adds what it lacks.</summary>
    public virtual void Check(JwtSecurityRegistry registry, StartupFindings findings)
    {
        if (registry.Find(setName)?.Kinds.Any() != true)
        {
            findings.Add($"{method} is for {Set}, which has no schemes. Call builder.Services.AddJwtSecurity({(setName is null ? "" : $"\"{setName}\", ")}…).AddAccessBearer(), or name another set.");
        }
    }

    public async Task InvokeAsync(HttpContext context)
    {
        TokenResponse.ForbidStorage(context.Response);
        _schemes ??= new EndpointSchemes(context.RequestServices.GetRequiredService<JwtSecuritySets>().SchemesOf(setName));
        try
        {
            await HandleAsync(context, _schemes);
        }
        catch (JwtRefusalException refusal) when (!context.Response.HasStarted)
        {
            await refusal.WriteAsync(context);
        }
        catch (IOException) when (context.RequestAborted.IsCancellationRequested)
        {
            // The client went away in the middle of its body, and nobody waits for an answer.
        }
    }

    protected string Set => setName is null ? "the default set" : $"the set '{setName}'";

    protected abstract Task HandleAsync(HttpContext context, EndpointSchemes schemes);

    protected static Task RefuseAsync(HttpContext context, EndpointSchemes schemes, JwtValidationError error) => JwtRefusal.WriteAsync(context, error, schemes.Speaker);

    protected EndpointLimiter LimiterOf(HttpContext context, EndpointSchemes schemes) =>
        context.RequestServices.GetRequiredService<EndpointLimiters>().Get(setName, schemes.Options);

    protected static Task RefuseAsync(HttpContext context, EndpointSchemes schemes, RateLimitLease lease)
    {
        schemes.Speaker.Settings.Logger.RequestRateLimited(schemes.Speaker.Name);
        if (lease.TryGetMetadata(MetadataName.RetryAfter, out var after))
        {
            context.Response.Headers.RetryAfter = Math.Ceiling(after.TotalSeconds).ToString(CultureInfo.InvariantCulture);
        }

        return RefuseAsync(context, schemes, JwtErrors.RateLimited);
    }

    /// <summary>The service of the set.</summary>
    protected T? FindService<T>(HttpContext context)
        where T : class =>
        setName is null ? context.RequestServices.GetService<T>() : context.RequestServices.GetKeyedService<T>(setName);

    protected JwtSessions SessionsOf(HttpContext context) => FindService<JwtSessions>(context)!;

    /// <summary>Says that the set has no scheme for a kind of token.</summary>
    protected void CheckHasRefreshScheme(JwtSecurityRegistry registry, StartupFindings findings)
    {
        if (registry.Find(setName)?.Kinds.Any(kind => kind.TokenType == JwtTokenType.Refresh) != true)
        {
            findings.Add($"{method} needs a scheme of {Set} that accepts refresh tokens. Call AddRefreshBearer(), AddRefreshCookie() or AddRefreshBearerCookie().");
        }
    }

    protected void CheckHasSessions(JwtSecurityRegistry registry, StartupFindings findings)
    {
        if (registry.Find(setName) is { HasSessions: false })
        {
            findings.Add($"{method} needs the sessions of {Set}: without them nothing takes a token back. {JwtSecurityRegistry.HowToAddSessions(setName)}");
        }
    }
}
