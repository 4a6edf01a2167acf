using System.Globalization;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.OpenApi;

namespace JwtSecurity.OpenApi;

/// <summary>
/// The answers to refused requests, with the bodies of the scheme's dialect. What an operation of the application's says itself stays.
/// </summary>
internal static class RefusalResponses
{
    private const string ProblemJson = "application/problem+json";
    private const string Problem = "JwtProblemDetails";

    public static void Add(OpenApiOperation operation, JwtEndpointDescription endpoint, OpenApiDocument document)
    {
        var responses = operation.Responses ??= [];
        if (endpoint.TokenEndpoint is not null)
        {
            RemoveProblems(responses);
        }

        foreach (var ofStatus in endpoint.Refusals.GroupBy(refusal => refusal.StatusCode).OrderBy(refusals => refusals.Key))
        {
            var status = ofStatus.Key.ToString(CultureInfo.InvariantCulture);
            responses.TryAdd(status, new OpenApiResponse { Description = ReasonPhrases.GetReasonPhrase(ofStatus.Key), Content = ContentOf(ofStatus, document) });
        }

        Sort(responses);
    }

    // What the library's own endpoints say of themselves where nobody knows the dialect.
    private static void RemoveProblems(OpenApiResponses responses)
    {
        foreach (var (status, _) in responses.Where(response => response.Value.Content?.ContainsKey(ProblemJson) == true).ToArray())
        {
            responses.Remove(status);
        }
    }

    private static void Sort(OpenApiResponses responses)
    {
        var sorted = responses.OrderBy(response => response.Key, StringComparer.Ordinal).ToArray();
        responses.Clear();
        foreach (var (status, response) in sorted)
        {
            responses.Add(status, response);
        }
    }

    private static Dictionary<string, OpenApiMediaType>? ContentOf(IEnumerable<JwtEndpointRefusal> refusals, OpenApiDocument document)
    {
        var content = refusals.Where(refusal => refusal.ContentType is not null).GroupBy(refusal => refusal.ContentType!, StringComparer.Ordinal).ToDictionary(
            ofType => ofType.Key,
            ofType => new OpenApiMediaType { Schema = ofType.Key == ProblemJson ? ProblemIn(document) : BodySchema.Create([.. ofType.Select(refusal => refusal.Body!.Value)]) },
            StringComparer.Ordinal);
        return content.Count == 0 ? null : content;
    }

    private static OpenApiSchemaReference ProblemIn(OpenApiDocument document)
    {
        if (document.Components?.Schemas?.ContainsKey(Problem) != true)
        {
            document.AddComponent<IOpenApiSchema>(Problem, new OpenApiSchema
            {
                Description = "Why a request is refused (RFC 9457).",
                Type = JsonSchemaType.Object,
                Required = new HashSet<string>(StringComparer.Ordinal) { "code" },
                Properties = new Dictionary<string, IOpenApiSchema>(StringComparer.Ordinal)
                {
                    ["type"] = Text(),
                    ["title"] = Text(),
                    ["status"] = new OpenApiSchema { Type = JsonSchemaType.Integer, Format = "int32" },
                    ["detail"] = Text(),
                    ["code"] = new OpenApiSchema { Type = JsonSchemaType.String, Description = "What it is, for programs." },
                    ["errors"] = new OpenApiSchema
                    {
                        Description = "What is wrong with which field, where it is one's fault.",
                        Type = JsonSchemaType.Object,
                        AdditionalProperties = new OpenApiSchema { Type = JsonSchemaType.Array, Items = Text() },
                    },
                },
            });
        }

        return new OpenApiSchemaReference(Problem, document);
    }

    private static OpenApiSchema Text() => new() { Type = JsonSchemaType.String };
}
