using System.Security.Claims;
using System.Text;
using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.IdentityModel.Tokens;

namespace JwtSecurity.Benchmarks;

/// <summary>
/// The same endpoint, <c>GET /users/me</c>, secured in different ways.
/// </summary>
internal static class Variants
{
    public const string Secret = "the benchmark's secret, long enough for HS256 and known to everybody";

    public static readonly IReadOnlyDictionary<string, (Action<WebApplicationBuilder> Build, Action<WebApplication> Configure)> All =
        new Dictionary<string, (Action<WebApplicationBuilder>, Action<WebApplication>)>
        {
            ["unprotected"] = (_ => { }, app => app.MapGet("/users/me", () => "ada")),
            ["jwtsecurity"] = (builder => AddJwtSecurity(builder, schemes: true), MapGuarded),
            ["jwtsecurity-guard-only"] = (builder => AddJwtSecurity(builder, schemes: false), MapGuarded),
            ["jwtsecurity-many"] = (builder => AddJwtSecurity(builder, schemes: false), MapGuarded),
            ["jwtsecurity-presence"] = (builder => AddJwtSecurity(builder, schemes: true), app => app.MapGet("/users/me", () => "ada")),
            ["jwtsecurity-authorize"] = (
                builder =>
                {
                    AddJwtSecurity(builder, schemes: true);
                    builder.Services.AddAuthorization();
                },
                app => app.MapGet("/users/me", (ClaimsPrincipal user) => user.FindFirst("username")!.Value).RequireAuthorization()),
            ["jwtbearer"] = (
                builder =>
                {
                    builder.Services.AddAuthentication(JwtBearerDefaults.AuthenticationScheme).AddJwtBearer(options =>
                    {
                        options.TokenValidationParameters = new TokenValidationParameters
                        {
                            IssuerSigningKey = new SymmetricSecurityKey(Encoding.UTF8.GetBytes(Secret)),
                            ValidAlgorithms = ["HS256"],
                            ValidateIssuer = false,
                            ValidateAudience = false,
                        };
                    });
                    builder.Services.AddAuthorization();
                },
                app => app.MapGet("/users/me", (ClaimsPrincipal user) => user.FindFirst("jti")!.Value).RequireAuthorization()),
        };

    public static string CreateToken(string username = "johndoe", string secret = Secret)
    {
        var scheme = new JwtAccessBearer(new JwtSchemeOptions { SecretKey = secret, AccessExpiresDelta = TimeSpan.FromDays(1) });
        return scheme.CreateAccessToken(new { username, role = "admin" });
    }

    private static void AddJwtSecurity(WebApplicationBuilder builder, bool schemes) =>
        builder.Services.AddJwtSecurity(options =>
        {
            options.SecretKey = Secret;
            options.RegisterAuthenticationSchemes = schemes;
        }).AddAccessBearer();

    private static void MapGuarded(WebApplication app) =>
        app.MapGet("/users/me", (JwtAuthorizationCredentials credentials) => credentials.GetString("username"));
}
