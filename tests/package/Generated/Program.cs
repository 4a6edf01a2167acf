using JwtSecurity;

var builder = WebApplication.CreateBuilder(args);

builder.Services.AddJwtSecurity(builder.Configuration.GetSection("Jwt")).AddAccessBearer().AddRefreshBearer();

var app = builder.Build();

app.MapPost("/auth", (JwtAccessBearer access) => access.CreateTokenPair(new Subject("username", "user")));

// Credentials as a member, of a class and of a struct.
app.MapGet("/record", ([AsParameters] RecordQuery query) => new Answer($"{query.Credentials["username"]} on page {query.Page}"));
app.MapGet("/struct", ([AsParameters] StructQuery query) => new Answer($"{query.Credentials["username"]} on page {query.Page}"));

// Nullable ones stand beside the type.
app.MapGet("/beside", ([AsParameters] PageQuery query, JwtAuthorizationCredentials? credentials) =>
    new Answer($"{credentials?.GetString("username") ?? "nobody"} on page {query.Page}"));

// The generator guards a group as well.
app.MapGroup("/group").RequireJwt<JwtRefreshBearer>().MapGet("/", () => new Answer("in"));

#if NULLABLE_MEMBER
app.MapGet("/nullable", ([AsParameters] NullableQuery query) => new Answer($"{query.Credentials is null}"));
#endif

app.Run();

internal sealed record Subject(string Username, string Role);

internal sealed record Answer(string Text);

internal sealed record PageQuery(int Page);

internal sealed record RecordQuery(int Page, [Security<JwtAccessBearer>] JwtAuthorizationCredentials Credentials);

internal readonly record struct StructQuery(int Page, [Security<JwtAccessBearer>] JwtAuthorizationCredentials Credentials);

#if NULLABLE_MEMBER
internal sealed record NullableQuery(JwtAuthorizationCredentials? Credentials);
#endif
