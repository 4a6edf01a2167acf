using JwtSecurity.Tests.TestKit;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace JwtSecurity.Tests.Dialects;

/// <summary>One endpoint for each way to be refused, on both roads, in a dialect.</summary>
internal static class DialectApp
{
    public static Task<TestApp> StartAsync(JwtDialect dialect, Action<JwtSecurityOptions>? options = null) => TestApp.StartAsync(
        jwt => jwt.AddAccessBearer().AddAccessCookie().AddAccessBearerCookie().AddRefreshBearer(),
        app =>
        {
            app.MapGet("/guard", ([Security<JwtAccessBearer>] JwtAuthorizationCredentials credentials) => "in");
            app.MapGet("/authorize", [Security<JwtAccessBearer>] () => "in");
            app.MapGet("/refresh", ([Security<JwtRefreshBearer>] JwtAuthorizationCredentials credentials) => "in");
            app.MapGet("/cookie", ([Security<JwtAccessCookie>] JwtAuthorizationCredentials credentials) => "in");
            app.MapPost("/cookie", ([Security<JwtAccessCookie>] JwtAuthorizationCredentials credentials) => "in");
            app.MapGet("/both", ([Security<JwtAccessBearerCookie>] JwtAuthorizationCredentials credentials) => "in");
            app.MapGet("/role", ([Security<JwtAccessBearer>(Roles = "admin")] JwtAuthorizationCredentials credentials) => "in");
            app.MapGet("/scope", ([Security<JwtAccessBearer>(Scopes = "reports:read")] JwtAuthorizationCredentials credentials) => "in");
        },
        builder => builder.Services.AddAuthorization(),
        o =>
        {
            o.Dialect = dialect;
            options?.Invoke(o);
        });
}
