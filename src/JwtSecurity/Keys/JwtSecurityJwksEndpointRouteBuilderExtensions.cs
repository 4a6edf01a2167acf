using System.Diagnostics.CodeAnalysis;
using JwtSecurity;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Microsoft.AspNetCore.Builder;

/// <summary>
/// Publishes the keys that others verify tokens with.
/// </summary>
public static class JwtSecurityJwksEndpointRouteBuilderExtensions
{
    private const string WellKnown = "/.well-known/jwks.json";

    /// <summary>Publishes the public keys of a set as a JSON Web Key set (RFC 7517, section 5), for services that accept its tokens.</summary>
    /// <param name="endpoints">Where to add the endpoint.</param>
    /// <param name="pattern">Its path; by default <c>/.well-known/jwks.json</c>.</param>
    /// <param name="name">The set whose keys are published; by default the default set.</param>
    /// <returns>The endpoint, for conventions of your own.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="endpoints"/> or <paramref name="pattern"/> is <see langword="null"/>.</exception>
    /// <exception cref="InvalidOperationException"><c>AddJwtSecurity</c> was not called.</exception>
    /// <remarks>
    /// <para>Published are the public halves of all RSA and EC keys, with <c>kid</c>, <c>use</c> and <c>alg</c>: those that only verify and those that are not active yet, too, so that everybody
    /// knows a key before the first token is signed with it. Secrets never are, nor the keys of another service, and a set that has nothing else stops the start.</para>
    /// <para>The answer may be cached for five minutes, and clients look again in their own time, which with <c>AddJwks</c> is a quarter of an hour: add a key with an
    /// <see cref="SigningKey.ActiveFrom"/> an hour ahead. A change of configuration or of a <see cref="SigningKeySource"/> is published at once.</para>
    /// <para>The endpoint is open to everybody, also in a guarded group and under a fallback policy.</para>
    /// </remarks>
    /// <example>
    /// <code>
    /// builder.Services.AddJwtSecurity(options =&gt; options.SigningKeys.Add(SigningKey.FromPem(File.ReadAllText("jwt.pem")))).AddAccessBearer();
    ///
    /// app.MapJwks();
    /// </code>
    /// </example>
    public static IEndpointConventionBuilder MapJwks(this IEndpointRouteBuilder endpoints, [StringSyntax("Route")] string pattern = WellKnown, string? name = null)
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        ArgumentNullException.ThrowIfNull(pattern);
        if (endpoints.ServiceProvider.GetService<JwtSecurityRegistry>() is null)
        {
            throw new InvalidOperationException($"MapJwks needs JwtSecurity's services. {JwtSecurityRegistry.HowToAdd}");
        }

        var endpoint = new JwksEndpoint(name);
        return endpoints.MapMethods(pattern, [HttpMethods.Get, HttpMethods.Head], endpoint.InvokeAsync)
            .WithDisplayName("JSON Web Key set")
            .WithMetadata(endpoint)
            .AllowAnonymous();
    }
}
