using JwtSecurity.Tests.TestKit;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace JwtSecurity.Tests.TokenSources;

/// <summary>One application with all six schemes, each with an endpoint that requires it and one that does not.</summary>
public sealed class SixSchemesApp : IAsyncLifetime
{
    internal TestApp App { get; private set; } = null!;

    public async Task InitializeAsync() => App = await TestApp.StartAsync(
        jwt => jwt.AddAccessBearer().AddAccessCookie().AddAccessBearerCookie().AddRefreshBearer().AddRefreshCookie().AddRefreshBearerCookie(),
        web =>
        {
            web.MapGet("/access/bearer/required", ([Security<JwtAccessBearer>] JwtAuthorizationCredentials credentials) => Name(credentials));
            web.MapGet("/access/bearer/optional", ([Security<JwtAccessBearer>] JwtAuthorizationCredentials? credentials) => Name(credentials));
            web.MapGet("/access/cookie/required", ([Security<JwtAccessCookie>] JwtAuthorizationCredentials credentials) => Name(credentials));
            web.MapGet("/access/cookie/optional", ([Security<JwtAccessCookie>] JwtAuthorizationCredentials? credentials) => Name(credentials));
            web.MapGet("/access/both/required", ([Security<JwtAccessBearerCookie>] JwtAuthorizationCredentials credentials) => Name(credentials));
            web.MapGet("/access/both/optional", ([Security<JwtAccessBearerCookie>] JwtAuthorizationCredentials? credentials) => Name(credentials));
            web.MapGet("/refresh/bearer/required", ([Security<JwtRefreshBearer>] JwtAuthorizationCredentials credentials) => Name(credentials));
            web.MapGet("/refresh/bearer/optional", ([Security<JwtRefreshBearer>] JwtAuthorizationCredentials? credentials) => Name(credentials));
            web.MapGet("/refresh/cookie/required", ([Security<JwtRefreshCookie>] JwtAuthorizationCredentials credentials) => Name(credentials));
            web.MapGet("/refresh/cookie/optional", ([Security<JwtRefreshCookie>] JwtAuthorizationCredentials? credentials) => Name(credentials));
            web.MapGet("/refresh/both/required", ([Security<JwtRefreshBearerCookie>] JwtAuthorizationCredentials credentials) => Name(credentials));
            web.MapGet("/refresh/both/optional", ([Security<JwtRefreshBearerCookie>] JwtAuthorizationCredentials? credentials) => Name(credentials));
        });

    public async Task DisposeAsync() => await App.DisposeAsync();

    /// <summary>A good token of the type, whose subject is named after where it is put.</summary>
    internal string Token(string type, string username) =>
        Tokens.Sign(Tokens.Payload(App.Clock.GetUtcNow(), type, ("subject", new { username })));

    internal string BadToken(string type) =>
        Tokens.Sign(Tokens.Payload(App.Clock.GetUtcNow(), type), secret: "another secret, of at least as many bytes");

    private static string Name(JwtAuthorizationCredentials? credentials) => credentials?.GetString("username") ?? "nobody";
}
