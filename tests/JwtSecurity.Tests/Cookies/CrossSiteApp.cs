using JwtSecurity.Tests.TestKit;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Primitives;

namespace JwtSecurity.Tests.Cookies;

/// <summary>An application with a cookie scheme, three origins it trusts, and endpoints for every method.</summary>
public sealed class CrossSiteApp : IAsyncLifetime
{
    internal TestApp App { get; private set; } = null!;

    public async Task InitializeAsync() => App = await TestApp.StartAsync(
        jwt =>
        {
            jwt.AddAccessCookie();
            jwt.AddAccessBearerCookie(o => o.AutoError = false);
            jwt.AddRefreshCookie();
        },
        web =>
        {
            web.Map("/required", ([Security<JwtAccessCookie>] JwtAuthorizationCredentials credentials) => Name(credentials));
            web.Map("/optional", ([Security<JwtAccessCookie>] JwtAuthorizationCredentials? credentials) => Name(credentials));
            web.Map("/lenient", ([Security<JwtAccessBearerCookie>] JwtAuthorizationCredentials? credentials) => Name(credentials));
            web.Map("/both", ([Security<JwtAccessBearerCookie>] JwtAuthorizationCredentials credentials) => Name(credentials));
            web.Map("/refresh", ([Security<JwtRefreshCookie>] JwtAuthorizationCredentials credentials) => Name(credentials));
            web.Map("/user", ([Security<JwtAccessBearerCookie>] JwtAuthorizationCredentials? credentials, HttpContext context) =>
                context.User.Identity?.IsAuthenticated == true ? "somebody" : "nobody");
        },
        options: o =>
        {
            o.Csrf.TrustedOrigins.Add("https://app.example.com");
            o.Csrf.TrustedOrigins.Add("http://LOCALHOST:3000");
            o.Csrf.TrustedOrigins.Add("https://münchen.example:443");
        });

    public async Task DisposeAsync() => await App.DisposeAsync();

    internal string Cookie(string type = "access") => $"{type}_token_cookie={Tokens.Sign(Tokens.Payload(App.Clock.GetUtcNow(), type))}";

    /// <summary>Sends a request with a good cookie. Headers left null are absent; <c>|</c> stands between several values.</summary>
    internal Task<Answer> SendAsync(string method, string path, string? origin, string? fetchSite, string host = "api.example.com", params (string Name, string Value)[] more)
    {
        var headers = new List<(string, StringValues)> { ("Host", host), ("Cookie", Cookie(path == "/refresh" ? "refresh" : "access")) };
        if (origin is not null)
        {
            headers.Add(("Origin", origin.Split('|')));
        }

        if (fetchSite is not null)
        {
            headers.Add(("Sec-Fetch-Site", fetchSite.Split('|')));
        }

        headers.AddRange(more.Select(header => (header.Name, new StringValues(header.Value))));
        return App.SendRawAsync(method, path, [.. headers]);
    }

    private static string Name(JwtAuthorizationCredentials? credentials) => credentials?.GetString("username") ?? "nobody";
}
