using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace JwtSecurity.OpenApi;

/// <summary>
/// Removes schemas that nothing refers to any more: those by which the token endpoints describe themselves where there is nobody who knows better.
/// </summary>
internal sealed class UnusedSchemas : IOpenApiDocumentTransformer
{
    private static readonly string[] s_replaced = ["JwtLoginRequest", "JwtRefreshRequest", "JwtVerifyRequest", "ProblemDetails", nameof(TokenPair)];

    public Task TransformAsync(OpenApiDocument document, OpenApiDocumentTransformerContext context, CancellationToken cancellationToken)
    {
        if (document.Components?.Schemas is { } schemas)
        {
            var used = new SchemaReferences();
            new OpenApiWalker(used).Walk(document);
            foreach (var name in s_replaced.Where(name => !used.Names.Contains(name)))
            {
                schemas.Remove(name);
            }
        }

        return Task.CompletedTask;
    }
}
