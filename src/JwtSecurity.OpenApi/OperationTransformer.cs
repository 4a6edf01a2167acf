using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace JwtSecurity.OpenApi;

/// <summary>
/// Writes into an operation what its endpoint asks for, and how it refuses. One that nothing guards stays as it is.
/// </summary>
internal sealed class OperationTransformer(OpenApiOptions document, JwtOpenApiOptions options) : IOpenApiOperationTransformer
{
    public async Task TransformAsync(OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken cancellationToken)
    {
        var api = context.Description;
        var metadata = EndpointMetadata.Of(api.ActionDescriptor, context.ApplicationServices);
        var method = api.HttpMethod ?? "";
        if (await JwtEndpointDescription.FindAsync(metadata, api.RelativePath ?? "", method, context.ApplicationServices) is { } endpoint)
        {
            Describe(operation, endpoint, method, context.Document!);
        }
    }

    private void Describe(OpenApiOperation operation, JwtEndpointDescription endpoint, string method, OpenApiDocument within)
    {
        if (endpoint.Demands.Count > 0)
        {
            var schemes = new SecuritySchemes(within, options, namesInLists: document.OpenApiVersion >= OpenApiSpecVersion.OpenApi3_1);
            operation.Security = schemes.Require(endpoint.Demands);
            operation.Description = DemandText.Append(operation.Description, endpoint.Demands);
            CsrfHeader.Add(operation, endpoint.Demands, method);
        }

        if (endpoint.TokenEndpoint is { } tokens)
        {
            TokenEndpointBodies.Describe(operation, tokens, within);
        }

        RefusalResponses.Add(operation, endpoint, within);
    }
}
