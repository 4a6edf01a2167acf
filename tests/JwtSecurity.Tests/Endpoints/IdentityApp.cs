using System.Net;
using System.Text.Json;
using JwtSecurity.Tests.TestKit;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection;

namespace JwtSecurity.Tests.Endpoints;

/// <summary>An application whose users are those of ASP.NET Core Identity, and among them ada.</summary>
internal sealed class IdentityApp : IAsyncDisposable
{
    public const string Password = "correct horse";

    private IdentityApp(TestApp app, IdentityAccountStore<IdentityAccount> users, CountingPasswordHasher<IdentityAccount> hasher) => (App, Users, Hasher) = (app, users, hasher);

    public TestApp App { get; }

    public IdentityAccountStore<IdentityAccount> Users { get; }

    public CountingPasswordHasher<IdentityAccount> Hasher { get; }

    public IdentityAccount Ada => Users.All[0];

    public static async Task<IdentityApp> StartAsync(bool sessions = true, Action<IdentityOptions>? identity = null, Action<JwtSecurityOptions>? options = null, Action<IServiceCollection>? services = null)
    {
        var users = new IdentityAccountStore<IdentityAccount>();
        var hasher = new CountingPasswordHasher<IdentityAccount>(new PasswordHasher<IdentityAccount>());
        users.All.Add(Create("ada", hasher));
        var app = await TestApp.StartAsync(
            jwt =>
            {
                jwt.AddAccessBearer().AddRefreshBearer().AddIdentityLogin<IdentityAccount>();
                if (sessions)
                {
                    jwt.AddSessions().AddInMemoryStore();
                }
            },
            web => web.MapJwtSecurity(),
            builder =>
            {
                AddIdentity(builder.Services, users, identity);
                builder.Services.AddSingleton<IPasswordHasher<IdentityAccount>>(hasher);
                services?.Invoke(builder.Services);
            },
            options);
        return new IdentityApp(app, users, hasher);
    }

    public static IdentityBuilder AddIdentity<TUser>(IServiceCollection services, IdentityAccountStore<TUser> users, Action<IdentityOptions>? identity = null)
        where TUser : IdentityAccount
    {
        services.AddSingleton<IUserStore<TUser>>(users);
        return services.AddIdentityCore<TUser>(options =>
            {
                options.Lockout.MaxFailedAccessAttempts = 3;
                identity?.Invoke(options);
            })
            .AddSignInManager()
            .AddTokenProvider<AuthenticatorTokenProvider<TUser>>(TokenOptions.DefaultAuthenticatorProvider);
    }

    public static IdentityAccount Create(string name, IPasswordHasher<IdentityAccount> hasher)
    {
        var user = new IdentityAccount { UserName = name, NormalizedUserName = name.ToUpperInvariant(), EmailConfirmed = true };
        user.PasswordHash = hasher.HashPassword(user, Password);
        return user;
    }

    public Task<Answer> LoginAsync(string username = "ada", string password = Password, params (string Name, string? Value)[] further)
    {
        var fields = new Dictionary<string, string?>(StringComparer.Ordinal) { ["username"] = username, ["password"] = password };
        foreach (var (name, value) in further)
        {
            fields.Add(name, value);
        }

        return App.SendAsync(HttpMethod.Post, "/auth/login", [], EndpointApp.Json(JsonSerializer.Serialize(fields)));
    }

    /// <summary>Logs ada in, and lets a minute go by.</summary>
    public async Task<string> LogInAsync()
    {
        var answer = await LoginAsync();
        answer.Status.Should().Be(HttpStatusCode.OK, answer.Body);
        App.Clock.Advance(TimeSpan.FromMinutes(1));
        return answer.Json.GetProperty("refresh_token").GetString()!;
    }

    public Task<Answer> RefreshAsync(string refreshToken) => App.PostAsync("/auth/refresh", TokenHeaders.Bearer(refreshToken));

    public async Task<JwtAuthorizationCredentials> AcceptAsync(Answer answer)
    {
        answer.Status.Should().Be(HttpStatusCode.OK, answer.Body);
        return await App.Scheme<JwtAccessBearer>().Accept(answer.Json.GetProperty("access_token").GetString()!);
    }

    public ValueTask DisposeAsync() => App.DisposeAsync();
}
