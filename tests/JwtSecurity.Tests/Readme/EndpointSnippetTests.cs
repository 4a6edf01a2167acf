using System.Net;
using System.Text.Json;
using JwtSecurity.Tests.Endpoints;
using JwtSecurity.Tests.TestKit;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace JwtSecurity.Tests.Readme;

/// <summary>The snippets of the page about token endpoints, each used the way its text says.</summary>
public sealed class EndpointSnippetTests
{
    [Fact]
    public async Task A_login_class()
    {
        await using var application = await TestApp.StartRawAsync(
            builder =>
            {
                Configure(builder);
                builder.Services.AddJwtSecurity(builder.Configuration.GetSection("Jwt"))
                    .AddAccessBearer()
                    .AddRefreshBearer()
                    .AddSessions()
                    .AddInMemoryStore()
                    .AddLogin<Login>();
            },
            app =>
            {
                app.MapJwtSecurity("/auth");
            });

        var answer = await application.SendAsync(HttpMethod.Post, "/auth/login", [], EndpointApp.Credentials());
        var access = answer.Json.GetProperty("access_token").GetString()!;
        var refresh = answer.Json.GetProperty("refresh_token").GetString()!;
        (await application.SendAsync(HttpMethod.Post, "/auth/login", [], EndpointApp.Credentials("nobody"))).Code.Should().Be(JwtErrorCodes.LoginFailed);
        (await application.SendAsync(HttpMethod.Post, "/auth/login", [], EndpointApp.Credentials(password: "wrong"))).Code.Should().Be(JwtErrorCodes.LoginFailed);
        (await application.PostAsync("/auth/verify", TokenHeaders.Bearer(access))).Body.Should().Be("{}");
        application.Clock.Advance(TimeSpan.FromMinutes(1));
        (await application.PostAsync("/auth/refresh", TokenHeaders.Bearer(refresh))).Status.Should().Be(HttpStatusCode.OK);
        (await application.GetAsync("/auth/sessions", TokenHeaders.Bearer(access))).Json.GetArrayLength().Should().Be(1);
        (await application.SendAsync(HttpMethod.Delete, "/auth/sessions?except=current", [TokenHeaders.Bearer(access)])).Status.Should().Be(HttpStatusCode.NoContent);
        (await application.SendAsync(HttpMethod.Delete, "/auth/sessions?except=others", [TokenHeaders.Bearer(access)])).Status.Should().Be(HttpStatusCode.BadRequest);
        (await application.PostAsync("/auth/logout", TokenHeaders.Bearer(access))).Status.Should().Be(HttpStatusCode.NoContent);
        (await application.PostAsync("/auth/verify", TokenHeaders.Bearer(access))).Code.Should().Be(JwtErrorCodes.TokenRevoked);
    }

    [Fact]
    public async Task A_login_function()
    {
        await using var application = await TestApp.StartRawAsync(
            builder =>
            {
                Configure(builder);
                builder.Services.AddJwtSecurity(builder.Configuration.GetSection("Jwt"))
                    .AddAccessBearer()
                    .AddLogin(async login =>
                    {
                        var accounts = login.Services.GetRequiredService<Accounts>();
                        var account = await accounts.FindAsync(login.Username, login.Password, login.HttpContext.RequestAborted);
                        login.Details = new JwtSessionDetails
                        {
                            TokenDetails = new JwtTokenDetails { Claims = new Dictionary<string, object?> { ["scope"] = string.Join(' ', login.Scopes.Intersect(["orders:read", "orders:write"])) } },
                        };
                        return account is null ? null : new { username = account.Name };
                    });
            },
            app =>
            {
                app.MapJwtLogin();
                app.MapGet("/orders", () => "yours").RequireJwt<JwtAccessBearer>(scopes: ["orders:read"]);
                app.MapDelete("/orders", () => "gone").RequireJwt<JwtAccessBearer>(scopes: ["orders:write"]);
            });

        var form = EndpointApp.Form(("grant_type", "password"), ("username", "ada"), ("password", EndpointApp.Password), ("scope", "orders:read everything"));
        var token = TokenHeaders.Bearer((await application.SendAsync(HttpMethod.Post, "/login", [], form)).Json.GetProperty("access_token").GetString()!);

        (await application.GetAsync("/orders", token)).Body.Should().Be("yours");
        (await application.SendAsync(HttpMethod.Delete, "/orders", [token])).Code.Should().Be(JwtErrorCodes.InsufficientScope);
    }

    private static void Configure(WebApplicationBuilder builder)
    {
        builder.Configuration.AddInMemoryCollection([new("Jwt:SecretKey", TestApp.Secret)]);
        builder.Services.AddSingleton<IPasswordHasher<Account>, PasswordHasher<Account>>();
        builder.Services.AddSingleton<Accounts>();
    }

    public sealed class Login(Accounts accounts, IPasswordHasher<Account> passwords) : JwtLogin
    {
        public override async ValueTask<object?> AuthenticateAsync(JwtLoginContext context, CancellationToken cancellationToken)
        {
            // Whoever does not exist takes as long as a wrong password, or the time would tell which names there are.
            var account = await accounts.FindAsync(context.Username, cancellationToken);
            var result = passwords.VerifyHashedPassword(account ?? Accounts.Nobody, (account ?? Accounts.Nobody).PasswordHash, context.Password);
            return account is null || result == PasswordVerificationResult.Failed ? null : new { username = account.Name, role = account.Role };
        }

        // At each refresh: may they still, and as what? Without this method they may, as before.
        public override async ValueTask<object?> RefreshAsync(JsonElement subject, CancellationToken cancellationToken) =>
            await accounts.FindAsync(subject.GetProperty("username").GetString()!, cancellationToken) is { } account ? new { username = account.Name, role = account.Role } : null;
    }

    public sealed record Account(string Name, string Role, string PasswordHash);

    public sealed class Accounts(IPasswordHasher<Account> passwords)
    {
        private readonly Account _ada = new("ada", "user", passwords.HashPassword(null!, EndpointApp.Password));

        public static Account Nobody { get; } = new("", "", new PasswordHasher<Account>().HashPassword(null!, "nobody knows"));

        public ValueTask<Account?> FindAsync(string name, CancellationToken cancellationToken)
        {
            cancellationToken.ThrowIfCancellationRequested();
            return new(name == _ada.Name ? _ada : null);
        }

        public async ValueTask<Account?> FindAsync(string name, string password, CancellationToken cancellationToken) =>
            await FindAsync(name, cancellationToken) is { } account && passwords.VerifyHashedPassword(account, account.PasswordHash, password) != PasswordVerificationResult.Failed ? account : null;
    }
}
