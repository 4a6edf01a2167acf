using JwtSecurity;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Microsoft.AspNetCore.Builder;

/// <summary>
/// Secures what is no endpoint, by its path: files, what a proxy answers, or an area as a whole.
/// </summary>
public static class JwtSecurityApplicationBuilderExtensions
{
    /// <summary>Lets nobody below a path without a token that the only access scheme of the default set accepts.</summary>
    /// <param name="app">The pipeline. What comes before this is not guarded; what comes after it is.</param>
    /// <param name="pathPrefix">Where the area begins, as <c>/api/v1</c>; <c>/</c> is everything.</param>
    /// <param name="roles">The roles of which the subject must have one; by default none is demanded.</param>
    /// <param name="scopes">The scopes that must all be granted; by default none is demanded.</param>
    /// <returns>The pipeline.</returns>
    /// <remarks><inheritdoc cref="UseJwtSecurity{TScheme}(IApplicationBuilder, string, string?, string[], string[])" path="/remarks/node()"/></remarks>
    /// <exception cref="ArgumentNullException"><paramref name="app"/> or <paramref name="pathPrefix"/> is <see langword="null"/>.</exception>
    /// <exception cref="ArgumentException"><paramref name="pathPrefix"/> is no path; the message says what to write.</exception>
    /// <exception cref="InvalidOperationException"><c>AddJwtSecurity</c> was not called, or there are no access schemes or several.</exception>
    /// <example>
    /// <code>
    /// app.UseJwtSecurity("/reports");
    /// app.UseStaticFiles();
    /// </code>
    /// </example>
    public static IApplicationBuilder UseJwtSecurity(this IApplicationBuilder app, string pathPrefix, string[]? roles = null, string[]? scopes = null)
    {
        var (prefix, registry) = Check(app, pathPrefix);
        var schemes = registry.AccessSchemesOfDefaultSet().ToArray();
        return schemes switch
        {
            [var only] => Use(app, pathPrefix, prefix, registry, only, setName: null, roles, scopes),
            [] => throw new InvalidOperationException($"UseJwtSecurity(\"{pathPrefix}\") names no scheme, and there is no access scheme to take. Call AddAccessBearer() on what AddJwtSecurity returns, or name the scheme you mean in UseJwtSecurity<T>."),
            _ => throw new InvalidOperationException($"UseJwtSecurity(\"{pathPrefix}\") names no scheme, and there are {schemes.Length}. Write {string.Join(" or ", schemes.Select(kind => $"UseJwtSecurity<{kind.SchemeType.Name}>(\"{pathPrefix}\")"))}."),
        };
    }

    /// <summary>Lets nobody below a path without a token that the scheme accepts.</summary>
    /// <typeparam name="TScheme">One of the six scheme classes.</typeparam>
    /// <param name="app">The pipeline. What comes before this is not guarded; what comes after it is.</param>
    /// <param name="pathPrefix">Where the area begins, as <c>/api/v1</c>; <c>/</c> is everything.</param>
    /// <param name="name">The set the scheme is of; by default the default set.</param>
    /// <param name="roles">The roles of which the subject must have one; by default none is demanded.</param>
    /// <param name="scopes">The scopes that must all be granted; by default none is demanded.</param>
    /// <returns>The pipeline.</returns>
    /// <remarks>
    /// <para>The prefix is compared with <c>Request.Path</c> as it is here, by segments and without regard to case; so it is put after <c>UsePathBase</c>, whose part it does not
    /// contain, and after middleware that rewrites paths. Paths that only a file system or a server behind a proxy would take for one below the prefix are guarded, too.</para>
    /// <para>Endpoints inside keep their own demands. <c>AllowAnonymous()</c> on one does not lift this: the path is shut, whichever endpoint is found there, or none. A login that needs no token belongs elsewhere.
    /// Preflight requests of browsers pass, or no other origin could send a token. Afterwards <c>HttpContext.User</c> and <c>HttpContext.GetJwtCredentials()</c> have what the token says.</para>
    /// </remarks>
    /// <exception cref="ArgumentNullException"><paramref name="app"/> or <paramref name="pathPrefix"/> is <see langword="null"/>.</exception>
    /// <exception cref="ArgumentException"><paramref name="pathPrefix"/> is no path; the message says what to write.</exception>
    /// <exception cref="InvalidOperationException"><c>AddJwtSecurity</c> was not called, <typeparamref name="TScheme"/> is none of the six or was not added, or a scope is none.</exception>
    public static IApplicationBuilder UseJwtSecurity<TScheme>(this IApplicationBuilder app, string pathPrefix, string? name = null, string[]? roles = null, string[]? scopes = null)
        where TScheme : JwtSecurityScheme
    {
        var (prefix, registry) = Check(app, pathPrefix);
        return Use(app, pathPrefix, prefix, registry, JwtSchemeKind.Get(typeof(TScheme)), name, roles, scopes);
    }

    private static (PathPrefix Prefix, JwtSecurityRegistry Registry) Check(IApplicationBuilder app, string pathPrefix)
    {
        ArgumentNullException.ThrowIfNull(app);
        ArgumentNullException.ThrowIfNull(pathPrefix);
        if (PathPrefix.FindFault(pathPrefix) is { } fault)
        {
            throw new ArgumentException($"The prefix {fault}", nameof(pathPrefix));
        }

        var registry = app.ApplicationServices.GetService<JwtSecurityRegistry>()
            ?? throw new InvalidOperationException($"UseJwtSecurity needs JwtSecurity's services. {JwtSecurityRegistry.HowToAdd}");
        return (PathPrefix.Parse(pathPrefix), registry);
    }

    private static IApplicationBuilder Use(
        IApplicationBuilder app, string pathPrefix, PathPrefix prefix, JwtSecurityRegistry registry, JwtSchemeKind kind, string? setName, string[]? roles, string[]? scopes)
    {
        var requirement = new GuardRequirement(kind, setName, IsRequired: true, roles is { Length: > 0 } ? [roles] : [], [.. ScopeNames.Split(scopes ?? [])], MaxAge: null);
        var findings = new StartupFindings();
        requirement.Check(registry, $"UseJwtSecurity(\"{pathPrefix}\")", findings);
        findings.ThrowIfAny();

        // A branch has paths of its own, or conditions: only what stands in the main pipeline is known to be before its endpoints.
        if (app is IEndpointRouteBuilder)
        {
            registry.AddPathRequirement(prefix, requirement);
        }

        return app.Use(next => new PathGuard(next, prefix, requirement).InvokeAsync);
    }
}
