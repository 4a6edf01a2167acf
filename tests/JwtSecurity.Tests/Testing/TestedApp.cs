using JwtSecurity.Testing;
using JwtSecurity.Tests.TestKit;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace JwtSecurity.Tests.Testing;

/// <summary>An application whose owner tests it: all six schemes, an issuer and an audience, with the clock of the package for tests.</summary>
internal sealed class TestedApp : IAsyncDisposable
{
    private TestedApp(TestApp app, JwtTestClock clock)
    {
        App = app;
        Clock = clock;
    }

    public TestApp App { get; }

    public JwtTestClock Clock { get; }

    public IServiceProvider Services => App.Services;

    public static async Task<TestedApp> StartAsync(bool sessions = false, Action<JwtSecurityOptions>? options = null, Action<JwtSecurityBuilder>? set = null)
    {
        var clock = new JwtTestClock();
        var app = await TestApp.StartAsync(
            jwt =>
            {
                jwt.AddAccessBearer().AddAccessCookie().AddAccessBearerCookie().AddRefreshBearer().AddRefreshCookie().AddRefreshBearerCookie();
                if (sessions)
                {
                    jwt.AddSessions().AddInMemoryStore();
                }

                set?.Invoke(jwt);
            },
            Map,
            builder => builder.Services.AddSingleton<TimeProvider>(clock),
            o =>
            {
                o.Issuer = "https://shop.example";
                o.Audiences.Add("https://orders.example");
                options?.Invoke(o);
            });
        return new TestedApp(app, clock);
    }

    /// <summary>The endpoint that asks for the scheme.</summary>
    public static string PathOf<TScheme>() => "/" + typeof(TScheme).Name;

    /// <summary>What the client gets there: the user's name, or the code.</summary>
    public static async Task<string> AskAsync<TScheme>(HttpClient client, HttpMethod? method = null)
    {
        using var request = new HttpRequestMessage(method ?? HttpMethod.Get, PathOf<TScheme>());
        return (await Answer.ReadAsync(await client.SendAsync(request))).Summary();
    }

    public HttpClient CreateClient() => App.Server.CreateClient();

    public ValueTask DisposeAsync() => App.DisposeAsync();

    private static void Map(WebApplication web)
    {
        Map<JwtAccessBearer>(web);
        Map<JwtAccessCookie>(web);
        Map<JwtAccessBearerCookie>(web);
        Map<JwtRefreshBearer>(web);
        Map<JwtRefreshCookie>(web);
        Map<JwtRefreshBearerCookie>(web);
        web.MapGet("/admin", (HttpContext context) => Name<JwtAccessBearer>(context)).RequireJwt<JwtAccessBearer>(roles: ["admin"], scopes: ["reports:read"]);
        web.MapGet("/recent", (HttpContext context) => Name<JwtAccessBearer>(context)).RequireJwt<JwtAccessBearer>().RequireFresh(TimeSpan.FromMinutes(5));
    }

    private static void Map<TScheme>(WebApplication web)
        where TScheme : JwtSecurityScheme =>
        web.MapMethods(PathOf<TScheme>(), ["GET", "POST"], (HttpContext context) => Name<TScheme>(context)).RequireJwt<TScheme>();

    private static string Name<TScheme>(HttpContext context)
        where TScheme : JwtSecurityScheme =>
        context.GetJwtCredentials<TScheme>()!.GetString("username")!;
}
