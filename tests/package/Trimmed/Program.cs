using System.Text.Json.Serialization;
using JwtSecurity;

var builder = WebApplication.CreateSlimBuilder(args);

// Trimming removes what only reflection would find: every type that becomes JSON, subjects too, is named in a context.
builder.Services.ConfigureHttpJsonOptions(options =>
    options.SerializerOptions.TypeInfoResolverChain.Insert(0, AppJsonContext.Default));

builder.Services.AddJwtSecurity(builder.Configuration.GetSection("Jwt"))
    .AddAccessBearerCookie()
    .AddRefreshBearer();

var app = builder.Build();

app.MapPost("/auth", (JwtAccessBearerCookie access) =>
    access.CreateTokenPair(new Subject("username", "user")));

app.MapPost("/refresh", ([Security<JwtRefreshBearer>] JwtAuthorizationCredentials credentials, JwtAccessBearerCookie access) =>
    access.CreateTokenPair(credentials.Subject));

app.MapGet("/greeting", ([Security<JwtAccessBearerCookie>] JwtAuthorizationCredentials? credentials) =>
    new Greeting($"Hello, {credentials?.GetString("username") ?? "stranger"}"));

var users = app.MapGroup("/users").RequireJwt<JwtAccessBearerCookie>();

users.MapGet("/me", (JwtAuthorizationCredentials credentials) =>
    new User(credentials.GetString("username"), credentials.GetString("role")));

users.MapGet("/online", () => new Online(1));

app.Run();

internal sealed record Subject(string Username, string Role);

internal sealed record Greeting(string Text);

internal sealed record User(string? Username, string? Role);

internal sealed record Online(int Count);

[JsonSerializable(typeof(Subject))]
[JsonSerializable(typeof(TokenPair))]
[JsonSerializable(typeof(Greeting))]
[JsonSerializable(typeof(User))]
[JsonSerializable(typeof(Online))]
internal sealed partial class AppJsonContext : JsonSerializerContext;
