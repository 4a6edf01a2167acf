using System.Diagnostics.CodeAnalysis;
using JwtSecurity;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Microsoft.AspNetCore.Builder;

/// <summary>
/// Maps the endpoints that clients log in, renew their tokens and log out with: all at once, or one by one.
/// </summary>
/// <remarks>
/// What they take is a JSON object or a form; what they answer follows the set's dialect, its refusals too, and is never stored (RFC 6749, section 5.1). They are open to everybody, also in
/// a guarded group and under a fallback policy, but for those of <see cref="MapJwtSessions"/>.
/// </remarks>
public static class JwtSecurityEndpointRouteBuilderExtensions
{
    private const string Json = "application/json";

    /// <summary>Maps all token endpoints of a set: <c>login</c>, <c>refresh</c>, <c>verify</c>, and with sessions <c>logout</c> and <c>sessions</c>.</summary>
    /// <param name="endpoints">Where to add them.</param>
    /// <param name="prefix">The path they stand below, for example <c>/auth</c>.</param>
    /// <param name="name">The set they are for; by default the default set.</param>
    /// <returns>The group, for conventions of your own.</returns>
    /// <remarks>
    /// <para><c>login</c> is left out where the set has no login, <c>refresh</c> where it has no refresh scheme.</para>
    /// <para>All but <c>sessions</c> have <c>AllowAnonymous</c>, since who comes there has no access token, or none that is good: <c>RequireAuthorization</c> on the group does not reach them, and neither does a fallback policy.</para>
    /// </remarks>
    /// <exception cref="ArgumentNullException"><paramref name="endpoints"/> or <paramref name="prefix"/> is <see langword="null"/>.</exception>
    /// <exception cref="InvalidOperationException"><c>AddJwtSecurity</c> was not called.</exception>
    /// <example>
    /// <code>
    /// builder.Services.AddJwtSecurity(builder.Configuration.GetSection("Jwt"))
    ///     .AddAccessBearer()
    ///     .AddRefreshBearer()
    ///     .AddSessions()
    ///     .AddInMemoryStore()
    ///     .AddLogin&lt;Login&gt;();
    ///
    /// app.MapJwtSecurity("/auth");
    /// </code>
    /// </example>
    public static RouteGroupBuilder MapJwtSecurity(this IEndpointRouteBuilder endpoints, [StringSyntax("Route")] string prefix = "/auth", string? name = null)
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        ArgumentNullException.ThrowIfNull(prefix);
        var set = RegistryOf(endpoints, nameof(MapJwtSecurity)).Find(name);
        var group = endpoints.MapGroup(prefix);
        if (set is null or { HasLogin: true })
        {
            group.MapJwtLogin(name: name);
        }

        if (set is null || set.Kinds.Any(kind => kind.TokenType == JwtTokenType.Refresh))
        {
            group.MapJwtRefresh(name: name);
        }

        group.MapJwtVerify(name: name);
        if (set is { HasSessions: true })
        {
            group.MapJwtLogout(name: name);
            group.MapJwtSessions(name: name);
        }

        return group;
    }

    /// <summary>Maps the login: <c>POST</c> with <c>username</c> and <c>password</c>, as JSON or as a form (RFC 6749, section 4.3.2).</summary>
    /// <param name="endpoints">Where to add it.</param>
    /// <param name="pattern">Its path; by default <c>/login</c>.</param>
    /// <param name="name">The set it is for; by default the default set.</param>
    /// <returns>The endpoint, for conventions of your own.</returns>
    /// <remarks>
    /// <para>Who may log in is what <c>AddLogin</c> or <c>AddIdentityLogin</c> says. <c>scope</c> is passed on to it; a <c>grant_type</c> has to be <c>password</c>. Answers: 200 with the tokens, 400 <c>request_invalid</c> naming the fields, 401
    /// <c>login_failed</c>, 403 <c>csrf_failed</c> or <c>session_limit_reached</c>, 413, 415, 429 <c>rate_limited</c> (<see cref="JwtEndpointOptions"/>), 503 <c>sessions_unavailable</c>.</para>
    /// <para>For a limit of your own set those of <see cref="JwtEndpointOptions"/> to zero and call <c>RequireRateLimiting</c> on what this returns.</para>
    /// </remarks>
    /// <exception cref="ArgumentNullException"><paramref name="endpoints"/> or <paramref name="pattern"/> is <see langword="null"/>.</exception>
    /// <exception cref="InvalidOperationException"><c>AddJwtSecurity</c> was not called.</exception>
    public static IEndpointConventionBuilder MapJwtLogin(this IEndpointRouteBuilder endpoints, [StringSyntax("Route")] string pattern = "/login", string? name = null) =>
        endpoints.MapToken(HttpMethods.Post, pattern, new LoginEndpoint(name), nameof(MapJwtLogin), "Log in")
            .AnswersTokens()
            .AllowAnonymous();

    /// <summary>Maps the refresh: <c>POST</c> with the refresh token in the body, as a bearer token, or in its cookie.</summary>
    /// <param name="endpoints">Where to add it.</param>
    /// <param name="pattern">Its path; by default <c>/refresh</c>.</param>
    /// <param name="name">The set it is for; by default the default set.</param>
    /// <returns>The endpoint, for conventions of your own.</returns>
    /// <remarks>
    /// <para>With sessions the answer is a new pair. Without them it is a new access token alone: the refresh token lasts until it expires. The body is looked at first, where a scheme of the set reads the header: its field is the dialect's, <c>refresh_token</c> by default.</para>
    /// <para>Answers: 200 with the tokens, 400, 401 as a guard, 403 <c>csrf_failed</c>, 413, 415, 429 <c>rate_limited</c>, 503 <c>sessions_unavailable</c>.</para>
    /// </remarks>
    /// <exception cref="ArgumentNullException"><paramref name="endpoints"/> or <paramref name="pattern"/> is <see langword="null"/>.</exception>
    /// <exception cref="InvalidOperationException"><c>AddJwtSecurity</c> was not called.</exception>
    public static IEndpointConventionBuilder MapJwtRefresh(this IEndpointRouteBuilder endpoints, [StringSyntax("Route")] string pattern = "/refresh", string? name = null) =>
        endpoints.MapToken(HttpMethods.Post, pattern, new RefreshEndpoint(name), nameof(MapJwtRefresh), "Renew tokens")
            .AnswersTokens()
            .AllowAnonymous();

    /// <summary>Maps the verification: <c>POST</c> with a <c>token</c>, access or refresh, in the body, the header or a cookie.</summary>
    /// <param name="endpoints">Where to add it.</param>
    /// <param name="pattern">Its path; by default <c>/verify</c>.</param>
    /// <param name="name">The set it is for; by default the default set.</param>
    /// <returns>The endpoint, for conventions of your own.</returns>
    /// <remarks>Answers: 200 with an empty object where the token is good now, revocation included; otherwise 400, 401 as a guard, 413, 415, 503.</remarks>
    /// <exception cref="ArgumentNullException"><paramref name="endpoints"/> or <paramref name="pattern"/> is <see langword="null"/>.</exception>
    /// <exception cref="InvalidOperationException"><c>AddJwtSecurity</c> was not called.</exception>
    public static IEndpointConventionBuilder MapJwtVerify(this IEndpointRouteBuilder endpoints, [StringSyntax("Route")] string pattern = "/verify", string? name = null) =>
        endpoints.MapToken(HttpMethods.Post, pattern, new VerifyEndpoint(name), nameof(MapJwtVerify), "Verify a token")
            .Answers(StatusCodes.Status200OK)
            .Answers(StatusCodes.Status400BadRequest, StatusCodes.Status401Unauthorized)
            .AllowAnonymous();

    /// <summary>Maps the logout: <c>POST</c> with any token of the session, access or refresh, expired or not, in the header, the body or a cookie.</summary>
    /// <param name="endpoints">Where to add it.</param>
    /// <param name="pattern">Its path; by default <c>/logout</c>.</param>
    /// <param name="name">The set it is for; by default the default set.</param>
    /// <returns>The endpoint, for conventions of your own.</returns>
    /// <remarks>
    /// It ends the session, unsets the token cookies and answers 204; with cookies also where none is left. Otherwise 400, 401 where no token is one of the set's, 403 <c>csrf_failed</c>, 503. It needs sessions,
    /// since nothing else takes a token back.
    /// </remarks>
    /// <exception cref="ArgumentNullException"><paramref name="endpoints"/> or <paramref name="pattern"/> is <see langword="null"/>.</exception>
    /// <exception cref="InvalidOperationException"><c>AddJwtSecurity</c> was not called.</exception>
    public static IEndpointConventionBuilder MapJwtLogout(this IEndpointRouteBuilder endpoints, [StringSyntax("Route")] string pattern = "/logout", string? name = null) =>
        endpoints.MapToken(HttpMethods.Post, pattern, new LogoutEndpoint(name), nameof(MapJwtLogout), "Log out")
            .Answers(StatusCodes.Status204NoContent)
            .Answers(StatusCodes.Status400BadRequest, StatusCodes.Status401Unauthorized)
            .AllowAnonymous();

    /// <summary>Maps a subject's own sessions: <c>GET</c> lists them, <c>DELETE</c> ends all, or with <c>?except=current</c> all others, <c>DELETE</c> with an identifier ends one.</summary>
    /// <param name="endpoints">Where to add them.</param>
    /// <param name="pattern">Their path; by default <c>/sessions</c>.</param>
    /// <param name="name">The set they are for; by default the default set.</param>
    /// <returns>The group, for conventions of your own.</returns>
    /// <remarks>
    /// They are guarded by the set's first access scheme. Listed are <c>session_id</c>, <c>client</c>, <c>address</c>, <c>created_at</c>, <c>last_used_at</c>, <c>idle_expires_at</c>, <c>expires_at</c> and <c>current</c>, those used last first.
    /// Ending answers 204, and 404 <c>session_not_found</c> for a session that is not the subject's own; where it ends the request's own, the token cookies are unset.
    /// </remarks>
    /// <exception cref="ArgumentNullException"><paramref name="endpoints"/> or <paramref name="pattern"/> is <see langword="null"/>.</exception>
    /// <exception cref="InvalidOperationException"><c>AddJwtSecurity</c> was not called.</exception>
    public static RouteGroupBuilder MapJwtSessions(this IEndpointRouteBuilder endpoints, [StringSyntax("Route")] string pattern = "/sessions", string? name = null)
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        ArgumentNullException.ThrowIfNull(pattern);
        var kind = RegistryOf(endpoints, nameof(MapJwtSessions)).Find(name)?.Kinds.FirstOrDefault(kind => kind.TokenType == JwtTokenType.Access) ?? JwtSchemeKind.AccessBearer;
        var group = endpoints.MapGroup(pattern);
        IEndpointConventionBuilder[] all =
        [
            group.MapToken(HttpMethods.Get, "", new SessionListEndpoint(name), nameof(MapJwtSessions), "List own sessions")
                .WithMetadata(new ProducesResponseTypeMetadata(StatusCodes.Status200OK, typeof(JwtSessionAnswer[]), [Json])),
            group.MapToken(HttpMethods.Delete, "", new SessionEndAllEndpoint(name), nameof(MapJwtSessions), "End all own sessions").Answers(StatusCodes.Status204NoContent),
            group.MapToken(HttpMethods.Delete, $"{{{SessionEndEndpoint.SessionId}}}", new SessionEndEndpoint(name), nameof(MapJwtSessions), "End one of one's own sessions")
                .Answers(StatusCodes.Status204NoContent)
                .Answers(StatusCodes.Status404NotFound),
        ];
        foreach (var endpoint in all)
        {
            endpoint.Answers(StatusCodes.Status401Unauthorized);
            JwtSecurityEndpointConventionBuilderExtensions.Require(endpoint, isOwn: true, kind, name, roles: null, scopes: null);
        }

        return group;
    }

    private static JwtSecurityRegistry RegistryOf(IEndpointRouteBuilder endpoints, string method) =>
        endpoints.ServiceProvider.GetService<JwtSecurityRegistry>() ?? throw new InvalidOperationException($"{method} needs JwtSecurity's services. {JwtSecurityRegistry.HowToAdd}");

    private static IEndpointConventionBuilder MapToken(this IEndpointRouteBuilder endpoints, string httpMethod, string pattern, TokenEndpoint endpoint, string method, string summary)
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        ArgumentNullException.ThrowIfNull(pattern);
        RegistryOf(endpoints, method);
        RequestDelegate handler = endpoint.InvokeAsync;

        // OpenAPI documents read what an endpoint takes from a method. IAcceptsMetadata would have routing refuse other requests, in its own words and where no body is needed.
        return endpoints.MapMethods(pattern, [httpMethod], handler)
            .WithDisplayName($"{httpMethod} {summary}")
            .WithSummary(summary)
            .WithTags("Authentication")
            .WithMetadata([endpoint, endpoint.Description, .. endpoint.Parameters]);
    }

    private static IEndpointConventionBuilder AnswersTokens(this IEndpointConventionBuilder endpoint) =>
        endpoint.WithMetadata(new ProducesResponseTypeMetadata(StatusCodes.Status200OK, typeof(TokenPair), [Json]))
            .Answers(StatusCodes.Status400BadRequest, StatusCodes.Status401Unauthorized, StatusCodes.Status429TooManyRequests);

    private static IEndpointConventionBuilder Answers(this IEndpointConventionBuilder endpoint, params ReadOnlySpan<int> statusCodes)
    {
        foreach (var statusCode in statusCodes)
        {
            endpoint.WithMetadata(statusCode >= StatusCodes.Status400BadRequest
                ? new ProducesResponseTypeMetadata(statusCode, typeof(ProblemDetails), ["application/problem+json"])
                : new ProducesResponseTypeMetadata(statusCode, typeof(void)));
        }

        return endpoint;
    }
}
