using Microsoft.OpenApi;

namespace JwtSecurity.OpenApi;

/// <summary>
/// Collects the names of the schemas that a document refers to.
/// </summary>
internal sealed class SchemaReferences : OpenApiVisitorBase
{
    public HashSet<string> Names { get; } = new(StringComparer.Ordinal);

    public override void Visit(IOpenApiReferenceHolder referenceHolder)
    {
        if (referenceHolder is OpenApiSchemaReference { Reference.Id: { } name })
        {
            Names.Add(name);
        }
    }
}
