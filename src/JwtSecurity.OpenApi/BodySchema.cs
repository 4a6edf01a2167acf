using System.Text.Json;
using Microsoft.OpenApi;

namespace JwtSecurity.OpenApi;

/// <summary>
/// The schema of bodies that a dialect writes, taken from bodies that it wrote: what is in all of them is required.
/// </summary>
internal static class BodySchema
{
    public static OpenApiSchema Create(IReadOnlyList<JsonElement> bodies)
    {
        var properties = bodies.SelectMany(body => body.EnumerateObject()).GroupBy(property => property.Name, StringComparer.Ordinal).ToArray();
        var required = properties.Where(property => property.Count() == bodies.Count).Select(property => property.Key).ToHashSet(StringComparer.Ordinal);
        return new OpenApiSchema
        {
            Type = JsonSchemaType.Object,
            Required = required.Count > 0 ? required : null,
            Properties = properties.ToDictionary(property => property.Key, property => (IOpenApiSchema)Of(property.First().Value), StringComparer.Ordinal),
        };
    }

    private static OpenApiSchema Of(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => new OpenApiSchema { Type = JsonSchemaType.String },
        JsonValueKind.Number => new OpenApiSchema { Type = value.TryGetInt64(out _) ? JsonSchemaType.Integer : JsonSchemaType.Number },
        JsonValueKind.True or JsonValueKind.False => new OpenApiSchema { Type = JsonSchemaType.Boolean },
        JsonValueKind.Array => new OpenApiSchema { Type = JsonSchemaType.Array, Items = value.GetArrayLength() > 0 ? Of(value[0]) : new OpenApiSchema() },
        JsonValueKind.Object => Create([value]),
        _ => new OpenApiSchema(),
    };
}
