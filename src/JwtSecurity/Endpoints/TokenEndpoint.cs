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

    /// <summary>A method whose parameters are what the endpoint reads, for OpenAPI documents. Nobody calls it.</summary>
    public virtual MethodInfo Description => ((RequestDelegate)InvokeAsync).Method;

    /// <summary>The same as metadata; none where the endpoint reads nothing.</summary>
    public IEnumerable<RequestParameterMetadata> Parameters => Description.GetParameters()
        .Where(parameter => parameter.ParameterType != typeof(HttpContext))
        .Select(parameter => new RequestParameterMetadata(parameter, isOptional: parameter.HasDefaultValue));

    /// <summary>What it takes and answers.</summary>
    public JwtTokenEndpointDescription ToDescription(EndpointSchemes schemes)
    {
        var fields = Takes(schemes);
        return new(fields, needsBody: fields.Count > 0 && !Readers(schemes).Any(), Answers(schemes));
    }

    /// <summary>Which tokens it looks for in headers and cookies; where it reads a body, they may be in there as well.</summary>
    public IEnumerable<JwtEndpointDemand> Demands(EndpointSchemes schemes) =>
        Readers(schemes).ToArray() is { Length: > 0 } readers ? [new JwtEndpointDemand(readers, isOptional: Takes(schemes).Count > 0)] : [];

    /// <summary>How it refuses, beside what a guard before it does.</summary>
    public virtual IEnumerable<JwtValidationError> Refusals(EndpointSchemes schemes, string httpMethod)
    {
        var fields = Takes(schemes);
        IEnumerable<JwtValidationError> ofBody = fields.Count > 0 ? [JwtErrors.RequestMalformed, JwtErrors.RequestTooLarge, JwtErrors.ContentTypeNotSupported] : [];
        IEnumerable<JwtValidationError> ofField = fields.FirstOrDefault(each => each.IsRequired) is { } field
            ? [JwtErrors.FieldsInvalid(new Dictionary<string, string> { [field.Name] = "This field is required." })]
            : [];
        IEnumerable<JwtValidationError> ofSessions = schemes.Speaker.Settings.Sessions is not null ? [JwtErrors.SessionsUnavailable] : [];
        return Readers(schemes).SelectMany(scheme => EndpointRefusals.OfToken(scheme.Settings, httpMethod)).Prepend(JwtErrors.CredentialsMissing).Concat(ofBody).Concat(ofField).Concat(ofSessions);
    }

    /// <summary>The method that maps it, for messages.</summary>
    protected string Method => method;

    /// <summary>Adds what it lacks.</summary>
    public virtual void Check(JwtSecurityRegistry registry, StartupFindings findings) => registry.CheckHasSchemes(setName, $"{method} is for", findings);

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

    protected string Set => JwtSecurityRegistry.Describe(setName);

    protected abstract Task HandleAsync(HttpContext context, EndpointSchemes schemes);

    /// <summary>What it reads from a body.</summary>
    protected virtual IReadOnlyList<JwtEndpointField> Takes(EndpointSchemes schemes) => [];

    /// <summary>What the object has that it answers, if it answers one.</summary>
    protected virtual IReadOnlyList<JwtEndpointField>? Answers(EndpointSchemes schemes) => null;

    /// <summary>The schemes by which it looks for tokens in headers and cookies.</summary>
    protected virtual IEnumerable<JwtSecurityScheme> Readers(EndpointSchemes schemes) => [];

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
        context.RequestServices.FindOfSet<T>(setName);

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
