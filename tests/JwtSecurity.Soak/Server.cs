using System.Diagnostics;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace JwtSecurity.Soak;

/// <summary>
/// An application with sessions, as the README writes it, in a process of its own.
/// </summary>
internal static class Server
{
    public const string Secret = "the soak run's secret, long enough for HS256 and known to everybody";

    /// <summary>The header of a request whose process is to die when it is answered: after the commit, before the client learns of it.</summary>
    public const string DieHeader = "Soak-Die";

    public static async Task<int> RunAsync(string database, string connectionString, TimeSpan gracePeriod)
    {
        var app = Build(database, connectionString, gracePeriod);
        await app.StartAsync();
        Console.WriteLine(app.Urls.Single());

        // The end of the input is the end of whoever started this, whether it meant it or not.
        await Console.In.ReadToEndAsync();
        await app.StopAsync();
        return 0;
    }

    public static WebApplication Build(string database, string connectionString, TimeSpan gracePeriod)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        builder.Services.Configure<HostOptions>(options => options.ShutdownTimeout = TimeSpan.FromSeconds(1));
        builder.Services.AddJwtSecurity(options =>
            {
                options.SecretKey = Secret;
                options.AccessExpiresDelta = TimeSpan.FromDays(1);
            })
            .AddAccessBearer()
            .AddRefreshBearer()
            .AddSessions(sessions => sessions.GracePeriod = gracePeriod)
            .AddEntityFrameworkStore(options => Database.Use(options, database, connectionString));

        var app = builder.Build();
        app.Use(DieWhereAsked);
        app.MapPost("/login", (string user, JwtSessions sessions, CancellationToken cancellationToken) =>
            sessions.StartAsync(new { username = user, role = "user" }, cancellationToken: cancellationToken));
        app.MapPost("/refresh", async ([Security<JwtRefreshBearer>] JwtAuthorizationCredentials credentials, JwtSessions sessions, CancellationToken cancellationToken) =>
        {
            var result = await sessions.RefreshAsync(credentials, cancellationToken);
            return result.Succeeded ? Results.Ok(result.Pair) : result.Error.ToResult();
        });
        app.MapGet("/me", ([Security<JwtAccessBearer>] JwtAuthorizationCredentials credentials) => credentials.GetString("username"));
        app.MapPost("/logout", ([Security<JwtAccessBearer>] JwtAuthorizationCredentials credentials, JwtSessions sessions) => sessions.RevokeAsync(credentials.SessionId!));
        return app;
    }

    private static Task DieWhereAsked(HttpContext context, RequestDelegate next)
    {
        if (context.Request.Headers.ContainsKey(DieHeader))
        {
            context.Response.OnStarting(() =>
            {
                Process.GetCurrentProcess().Kill();
                return Task.Delay(Timeout.Infinite);
            });
        }

        return next(context);
    }
}
