using Microsoft.OpenApi;

namespace JwtSecurity.OpenApi;

/// <summary>
/// What a token endpoint takes, as JSON or as a form, and what it answers, with the names of its set's dialect.
/// </summary>
internal static class TokenEndpointBodies
{
    private const string Json = "application/json";
    private const string Form = "application/x-www-form-urlencoded";

    public static void Describe(OpenApiOperation operation, JwtTokenEndpointDescription endpoint, OpenApiDocument document)
    {
        operation.RequestBody = endpoint.RequestFields.Count == 0 ? null : new OpenApiRequestBody
        {
            Required = endpoint.NeedsBody,
            Content = new Dictionary<string, OpenApiMediaType>(StringComparer.Ordinal)
            {
                [Json] = new() { Schema = FieldsSchema.Create(endpoint.RequestFields) },
                [Form] = new() { Schema = FieldsSchema.Create(endpoint.RequestFields) },
            },
        };

        if (endpoint.AnswerFields is { } fields && operation.Responses?.GetValueOrDefault("200") is OpenApiResponse answer)
        {
            answer.Content = new Dictionary<string, OpenApiMediaType>(StringComparer.Ordinal) { [Json] = new() { Schema = Answer(fields, document) } };
        }
    }

    // A whole pair is the one that endpoints of the application's own return, unless another set has other names for it.
    private static IOpenApiSchema Answer(IReadOnlyList<JwtEndpointField> fields, OpenApiDocument document) =>
        document.Components?.Schemas?.TryGetValue(nameof(TokenPair), out var pair) == true && pair.Properties?.Keys.SequenceEqual(fields.Select(field => field.Name)) == true
            ? new OpenApiSchemaReference(nameof(TokenPair), document)
            : FieldsSchema.Create(fields);
}
