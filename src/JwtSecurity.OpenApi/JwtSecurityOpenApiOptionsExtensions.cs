using JwtSecurity;
using JwtSecurity.OpenApi;
using Microsoft.AspNetCore.OpenApi;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>
/// Shows in OpenAPI documents what JwtSecurity guards.
/// </summary>
public static class JwtSecurityOpenApiOptionsExtensions
{
    /// <summary>Describes the security of the document's operations: each scheme that one of them uses, and on each operation what it asks for and how it refuses.</summary>
    /// <param name="options">The document's options.</param>
    /// <param name="configure">What to write differently.</param>
    /// <returns>The document's options.</returns>
    /// <remarks>
    /// <para>Guarded operations have their schemes, a sentence about roles, scopes and recent login, the header of double submit where it is asked for, and the answers 401, 403 and 503 with their bodies, unless they declare
    /// these themselves. Operations that nothing guards stay as they are. The endpoints of <c>MapJwtSecurity</c> have their bodies and answers as the set's dialect and transport have them, and so has <see cref="TokenPair"/>.</para>
    /// <para>Call it once for each document. Transformers added after it see what it wrote.</para>
    /// </remarks>
    /// <exception cref="ArgumentNullException"><paramref name="options"/> is <see langword="null"/>.</exception>
    /// <exception cref="ArgumentException"><see cref="JwtOpenApiOptions.TokenUrl"/> is no address.</exception>
    /// <example>
    /// <code>
    /// builder.Services.AddOpenApi(options => options.AddJwtSecurity());
    /// </code>
    /// </example>
    public static OpenApiOptions AddJwtSecurity(this OpenApiOptions options, Action<JwtOpenApiOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        var own = new JwtOpenApiOptions();
        configure?.Invoke(own);
        if (own.TokenUrl is not null && !Uri.IsWellFormedUriString(own.TokenUrl, UriKind.RelativeOrAbsolute))
        {
            throw new ArgumentException($"TokenUrl is '{own.TokenUrl}', which is no address. Set it to the path of the login, for example '/token'.", nameof(configure));
        }

        return options
            .AddSchemaTransformer(new TokenPairTransformer())
            .AddOperationTransformer(new OperationTransformer(options, own))
            .AddDocumentTransformer(new UnusedSchemas());
    }
}
