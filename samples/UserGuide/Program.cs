using JwtSecurity;

var builder = WebApplication.CreateBuilder(args);

builder.Services.AddJwtSecurity(options => options.SecretKey = builder.Configuration["Jwt:SecretKey"])
    // Read the access token from the bearer header and the cookie (bearer priority).
    .AddAccessBearerCookie(options =>
    {
        options.AutoError = false;
        options.AccessExpiresDelta = TimeSpan.FromHours(1);
    })
    // Read the refresh token from the bearer header only.
    .AddRefreshBearer();

var app = builder.Build();

app.MapPost("/auth", (JwtAccessBearerCookie access, JwtRefreshBearer refresh) =>
{
    // The subject is anything that serializes to a JSON object.
    var subject = new Subject("username", "user");
    return new TokenPair(access.CreateAccessToken(subject), refresh.CreateRefreshToken(subject));
});

app.MapPost("/refresh", (
    [Security<JwtRefreshBearer>] JwtAuthorizationCredentials credentials,
    JwtAccessBearerCookie access,
    JwtRefreshBearer refresh) =>
    new TokenPair(
        access.CreateAccessToken(credentials.Subject),
        refresh.CreateRefreshToken(credentials.Subject, expiresDelta: TimeSpan.FromDays(2))));

app.MapGet("/users/me", ([Security<JwtAccessBearerCookie>] JwtAuthorizationCredentials? credentials) =>
    credentials is null
        ? Results.Problem("my-custom-details", statusCode: StatusCodes.Status401Unauthorized)
        : Results.Ok(new { username = credentials["username"], role = credentials["role"] }));

app.Run();

internal sealed record Subject(string Username, string Role);
