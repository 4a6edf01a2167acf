using Microsoft.AspNetCore.Http;
using Microsoft.OpenApi;

namespace JwtSecurity.OpenApi;

/// <summary>
/// The header of double submit, where a token may come from a cookie and something may be changed.
/// </summary>
internal static class CsrfHeader
{
    public static void Add(OpenApiOperation operation, IReadOnlyList<JwtEndpointDemand> demands, string method)
    {
        if (HttpMethods.IsGet(method) || HttpMethods.IsHead(method) || HttpMethods.IsOptions(method) || HttpMethods.IsTrace(method))
        {
            return;
        }

        foreach (var ofHeader in demands.SelectMany(demand => demand.Schemes.Select(scheme => (demand, scheme))).Where(each => each.scheme.CsrfHeaderName is not null)
            .GroupBy(each => each.scheme.CsrfHeaderName!, StringComparer.OrdinalIgnoreCase))
        {
            if (operation.Parameters?.Any(parameter => parameter.In == ParameterLocation.Header && string.Equals(parameter.Name, ofHeader.Key, StringComparison.OrdinalIgnoreCase)) == true)
            {
                continue;
            }

            operation.Parameters ??= [];
            operation.Parameters.Add(new OpenApiParameter
            {
                Name = ofHeader.Key,
                In = ParameterLocation.Header,
                Description = "What the readable cookie beside the token's says; needed where the token comes in a cookie.",
                Required = ofHeader.Any(each => !each.demand.IsOptional && each.demand.Schemes.All(scheme => scheme is { ReadsHeader: false, CsrfHeaderName: not null })),
                Schema = new OpenApiSchema { Type = JsonSchemaType.String },
            });
        }
    }
}
