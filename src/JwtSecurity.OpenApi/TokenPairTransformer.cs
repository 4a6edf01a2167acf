using Microsoft.AspNetCore.OpenApi;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Microsoft.OpenApi;

namespace JwtSecurity.OpenApi;

/// <summary>
/// Gives <see cref="TokenPair"/> the schema that its converter hides: the names are those of the default set's dialect.
/// </summary>
internal sealed class TokenPairTransformer : IOpenApiSchemaTransformer
{
    public Task TransformAsync(OpenApiSchema schema, OpenApiSchemaTransformerContext context, CancellationToken cancellationToken)
    {
        if (context.JsonTypeInfo.Type == typeof(TokenPair))
        {
            var dialect = context.ApplicationServices.GetRequiredService<IOptionsMonitor<JwtSecurityOptions>>().CurrentValue.Dialect;
            schema.Type = JsonSchemaType.Object;
            schema.Required = new HashSet<string>(StringComparer.Ordinal);
            schema.Properties = new Dictionary<string, IOpenApiSchema>(StringComparer.Ordinal);
            AddText(schema, dialect.AccessTokenField);
            AddText(schema, dialect.RefreshTokenField);
            AddText(schema, dialect.TokenTypeField);

            // A pair made of two strings does not know it.
            if (dialect.ExpiresInField is { } expiresIn)
            {
                schema.Properties[expiresIn] = FieldsSchema.Number();
            }
        }

        return Task.CompletedTask;
    }

    private static void AddText(OpenApiSchema schema, string? name)
    {
        if (name is not null)
        {
            schema.Properties![name] = new OpenApiSchema { Type = JsonSchemaType.String };
            schema.Required!.Add(name);
        }
    }
}
