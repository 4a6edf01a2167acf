using Microsoft.OpenApi;

namespace JwtSecurity.OpenApi;

/// <summary>
/// The schema of an object with the fields of a token endpoint.
/// </summary>
internal static class FieldsSchema
{
    public static OpenApiSchema Create(IReadOnlyList<JwtEndpointField> fields) => new()
    {
        Type = JsonSchemaType.Object,
        Required = fields.Any(field => field.IsRequired) ? fields.Where(field => field.IsRequired).Select(field => field.Name).ToHashSet(StringComparer.Ordinal) : null,
        Properties = fields.Count > 0 ? fields.ToDictionary(field => field.Name, Create, StringComparer.Ordinal) : null,
    };

    /// <summary>A number of seconds, say.</summary>
    public static OpenApiSchema Number() => new() { Type = JsonSchemaType.Integer, Format = "int64" };

    private static IOpenApiSchema Create(JwtEndpointField field) =>
        field.IsNumber ? Number() : new OpenApiSchema { Type = JsonSchemaType.String, Format = field.IsSecret ? "password" : null };
}
