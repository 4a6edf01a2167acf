using System.Text.Json.Serialization;
using JwtSecurity;

var builder = WebApplication.CreateSlimBuilder(args);

builder.Services.ConfigureHttpJsonOptions(options =>
    options.SerializerOptions.TypeInfoResolverChain.Insert(0, AppJsonContext.Default));

var jwt = builder.Services.AddJwtSecurity(options =>
    {
        options.Issuer = "https://login.example.com";
        options.Audiences.Add("https://orders.example.com");
    })
    .AddAccessBearer();

// One program, two roles: it issues tokens and publishes its keys or, told of another's, accepts that one's tokens.
var keys = new SigningKeySource(SigningKey.Generate("ES256"));
var keysElsewhere = builder.Configuration["Keys"];
if (keysElsewhere is null)
{
    jwt.AddSigningKeySource(keys);
}
else
{
    jwt.AddJwks(keysElsewhere);
}

var app = builder.Build();

app.MapPost("/auth", (JwtAccessBearer access) =>
    new AccessToken(access.CreateAccessToken(new Subject("username"))));

app.MapPost("/rotate", () => keys.Replace([.. keys.Keys, SigningKey.Generate("RS256")]));

// Nullable: what the core's analyzer is for, which comes with this package, too.
app.MapGet("/greeting", (JwtAuthorizationCredentials? credentials) =>
    new Greeting($"Hello, {credentials?.GetString("username") ?? "stranger"}"));

if (keysElsewhere is null)
{
    app.MapJwks();
}

app.Run();

internal sealed record Subject(string Username);

internal sealed record AccessToken([property: JsonPropertyName("access_token")] string Text);

internal sealed record Greeting(string Text);

[JsonSerializable(typeof(Subject))]
[JsonSerializable(typeof(AccessToken))]
[JsonSerializable(typeof(Greeting))]
internal sealed partial class AppJsonContext : JsonSerializerContext;
