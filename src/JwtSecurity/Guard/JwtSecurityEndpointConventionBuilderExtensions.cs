using JwtSecurity;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Microsoft.AspNetCore.Builder;

/// <summary>
/// Secures endpoints that do not look at the credentials, one by one or in groups.
/// </summary>
public static class JwtSecurityEndpointConventionBuilderExtensions
{
    /// <summary>Lets nobody reach the endpoints of a group without a token that the scheme accepts.</summary>
    /// <typeparam name="TScheme">One of the six scheme classes.</typeparam>
    /// <param name="group">The group. Groups and endpoints inside may name another scheme, which then replaces this one, or lift it with <c>AllowAnonymous()</c>.</param>
    /// <param name="name">The set the scheme is of; by default the default set.</param>
    /// <param name="roles">The roles of which the subject must have one; by default none is demanded.</param>
    /// <param name="scopes">The scopes that must all be granted; by default none is demanded.</param>
    /// <returns>The group.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="group"/> is <see langword="null"/>.</exception>
    /// <exception cref="InvalidOperationException"><c>AddJwtSecurity</c> was not called, or <typeparamref name="TScheme"/> is none of the six.</exception>
    /// <example>
    /// <code>
    /// var api = app.MapGroup("/api").RequireJwt&lt;JwtAccessBearer&gt;();
    /// api.MapGet("/orders", () => orders);
    /// api.MapDelete("/orders/{id}", (int id) => Delete(id)).RequireJwt&lt;JwtAccessBearer&gt;(roles: ["admin"]);
    /// </code>
    /// </example>
    public static RouteGroupBuilder RequireJwt<TScheme>(this RouteGroupBuilder group, string? name = null, string[]? roles = null, string[]? scopes = null)
        where TScheme : JwtSecurityScheme
    {
        ArgumentNullException.ThrowIfNull(group);
        if (((IEndpointRouteBuilder)group).ServiceProvider.GetService<JwtSecurityRegistry>() is null)
        {
            throw new InvalidOperationException($"RequireJwt needs JwtSecurity's services. {JwtSecurityRegistry.HowToAdd}");
        }

        Require(group, isOwn: false, JwtSchemeKind.Get(typeof(TScheme)), name, roles, scopes);
        return group;
    }

    /// <summary>Lets nobody reach an endpoint without a token that the scheme accepts.</summary>
    /// <typeparam name="TScheme">One of the six scheme classes.</typeparam>
    /// <param name="endpoint">The endpoint. <c>AllowAnonymous()</c> does not lift what is demanded here.</param>
    /// <param name="name">The set the scheme is of; by default the default set.</param>
    /// <param name="roles">The roles of which the subject must have one; by default none is demanded.</param>
    /// <param name="scopes">The scopes that must all be granted; by default none is demanded.</param>
    /// <returns>The endpoint.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="endpoint"/> is <see langword="null"/>.</exception>
    /// <exception cref="InvalidOperationException"><typeparamref name="TScheme"/> is none of the six.</exception>
    public static RouteHandlerBuilder RequireJwt<TScheme>(this RouteHandlerBuilder endpoint, string? name = null, string[]? roles = null, string[]? scopes = null)
        where TScheme : JwtSecurityScheme
    {
        ArgumentNullException.ThrowIfNull(endpoint);
        Require(endpoint, isOwn: true, JwtSchemeKind.Get(typeof(TScheme)), name, roles, scopes);
        return endpoint;
    }

    /// <summary>Lets nobody reach endpoints without a token that the scheme accepts: those of <c>MapControllers()</c>, for example.</summary>
    /// <typeparam name="TScheme">One of the six scheme classes.</typeparam>
    /// <param name="endpoints">The endpoints. <c>[AllowAnonymous]</c> on one of them lifts what is demanded here.</param>
    /// <param name="name">The set the scheme is of; by default the default set.</param>
    /// <param name="roles">The roles of which the subject must have one; by default none is demanded.</param>
    /// <param name="scopes">The scopes that must all be granted; by default none is demanded.</param>
    /// <returns>The endpoints.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="endpoints"/> is <see langword="null"/>.</exception>
    /// <exception cref="InvalidOperationException"><typeparamref name="TScheme"/> is none of the six.</exception>
    public static IEndpointConventionBuilder RequireJwt<TScheme>(this IEndpointConventionBuilder endpoints, string? name = null, string[]? roles = null, string[]? scopes = null)
        where TScheme : JwtSecurityScheme
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        Require(endpoints, isOwn: endpoints is RouteHandlerBuilder, JwtSchemeKind.Get(typeof(TScheme)), name, roles, scopes);
        return endpoints;
    }

    /// <summary>Lets in only those who logged in lately: to change a password, or delete an account.</summary>
    /// <typeparam name="TBuilder">What holds the endpoints.</typeparam>
    /// <param name="endpoints">
    /// An endpoint or a group. It says how its token is asked for as ever: with <c>RequireJwt</c>, a credentials parameter, or <c>[Security]</c> on its method. A parameter that takes
    /// <see langword="null"/> no longer gets it.
    /// </param>
    /// <param name="maxAge">How long ago the login may have been, a second or more. Of several, inside and outside, the shortest holds.</param>
    /// <returns>What it was called on.</returns>
    /// <remarks>
    /// The token says when its user logged in, in <c>auth_time</c>: with sessions every token does, otherwise one that was created with <see cref="JwtTokenDetails.AuthTime"/>. One that
    /// does not say so is refused. The answer is 401 with the code <c>fresh_token_required</c> and the challenge of RFC 9470, upon which a client has its user log in again.
    /// </remarks>
    /// <exception cref="ArgumentNullException"><paramref name="endpoints"/> is <see langword="null"/>.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="maxAge"/> is shorter than a second.</exception>
    /// <example>
    /// <code>
    /// app.MapDelete("/account", (JwtAuthorizationCredentials credentials) => Delete(credentials.Subject)).RequireFresh(TimeSpan.FromMinutes(5));
    /// </code>
    /// </example>
    public static TBuilder RequireFresh<TBuilder>(this TBuilder endpoints, TimeSpan maxAge)
        where TBuilder : IEndpointConventionBuilder
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        ArgumentOutOfRangeException.ThrowIfLessThan(maxAge, TimeSpan.FromSeconds(1));
        var declaration = new FreshDeclaration(maxAge, IsOwn: endpoints is RouteHandlerBuilder);
        endpoints.Add(builder => builder.Metadata.Add(declaration.On(builder)));
        return endpoints;
    }

    internal static void Require(IEndpointConventionBuilder level, bool isOwn, JwtSchemeKind kind, string? name, string[]? roles, string[]? scopes)
    {
        var declaration = new ConventionDeclaration { Kind = kind, SetName = name, Roles = roles ?? [], Scopes = ScopeNames.Split(scopes ?? []), Level = level, IsOwn = isOwn };
        level.Add(builder => EndpointGuard.GetOrAttach(builder).Add(declaration.On(builder)));
    }
}
