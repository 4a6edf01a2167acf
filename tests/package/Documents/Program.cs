using System.Text.Json.Serialization;
using JwtSecurity;

var builder = WebApplication.CreateSlimBuilder(args);
builder.Services.ConfigureHttpJsonOptions(options => options.SerializerOptions.TypeInfoResolverChain.Insert(0, AppJsonContext.Default));
builder.Services.AddJwtSecurity(builder.Configuration.GetSection("Jwt")).AddAccessBearer();
builder.Services.AddOpenApi(options => options.AddJwtSecurity());

var app = builder.Build();
app.MapOpenApi();
app.MapPost("/auth", (JwtAccessBearer access) => access.CreateTokenPair(new Subject("username")));
app.MapGet("/users/me", ([Security<JwtAccessBearer>] JwtAuthorizationCredentials credentials) => new Subject(credentials.GetString("username")!));
app.Run();

internal sealed record Subject(string Username);

[JsonSerializable(typeof(Subject))]
[JsonSerializable(typeof(TokenPair))]
internal sealed partial class AppJsonContext : JsonSerializerContext;
