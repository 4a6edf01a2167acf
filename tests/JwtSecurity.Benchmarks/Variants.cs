using System.Security.Claims;
using System.Text;
using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.IdentityModel.Tokens;

namespace JwtSecurity.Benchmarks;

/// <summary>
/// The same endpoint, <c>GET /users/me</c>, secured in different ways.
/// </summary>
internal static class Variants
{
    public const string Secret = "the benchmark's secret, long enough for HS256 and known to everybody";

    /// <summary>A key pair for each family of algorithms that has them.</summary>
    public static readonly IReadOnlyDictionary<string, SigningKey> KeyPairs = new[] { "RS256", "ES256" }.ToDictionary(algorithm => algorithm, algorithm => SigningKey.Generate(algorithm));

    public static readonly IReadOnlyDictionary<string, (Action<WebApplicationBuilder> Build, Action<WebApplication> Configure)> All =
        new Dictionary<string, (Action<WebApplicationBuilder>, Action<WebApplication>)>
        {
            ["unprotected"] = (_ => { }, app => app.MapGet("/users/me", () => "ada")),
            ["jwtsecurity"] = (builder => AddJwtSecurity(builder, schemes: true), MapGuarded),
            ["jwtsecurity-guard-only"] = (builder => AddJwtSecurity(builder, schemes: false), MapGuarded),
            ["jwtsecurity-many"] = (builder => AddJwtSecurity(builder, schemes: false), MapGuarded),
            ["jwtsecurity-sessions"] = (builder => AddJwtSecurity(builder, schemes: false).AddRefreshBearer().AddSessions().AddInMemoryStore(), MapGuarded),
            ["RS256"] = (builder => AddJwtSecurity(builder, schemes: false, KeyPairs["RS256"]), MapGuarded),
            ["ES256"] = (builder => AddJwtSecurity(builder, schemes: false, KeyPairs["ES256"]), MapGuarded),
            ["jwtsecurity-presence"] = (builder => AddJwtSecurity(builder, schemes: true), app => app.MapGet("/users/me", () => "ada")),
            ["floor-parameter"] = (_ => { }, app => app.MapGet("/users/me", (Floors.Parameter _) => "ada")),
            ["floor-401"] = (_ => { }, app => app.MapGet("/users/me", Floors.RefuseAsync)),
            ["floor-signature"] = (_ => { }, app => app.MapGet("/users/me", () => Floors.CheckSignature() ? "ada" : "")),
            ["floor-lookup"] = (_ => { }, app => app.MapGet("/users/me", (HttpContext context) => Floors.LookUp(context.Request))),
            ["floor-scheme"] = (AddFloorScheme, app => app.MapGet("/users/me", () => "ada")),
            ["floor-authorize"] = (
                builder =>
                {
                    AddFloorScheme(builder);
                    builder.Services.AddAuthorization();
                },
                app => app.MapGet("/users/me", (ClaimsPrincipal user) => user.FindFirst("username")!.Value).RequireAuthorization()),
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

    private static void AddFloorScheme(WebApplicationBuilder builder)
    {
        builder.Services.AddTransient<Floors.Handler>();
        builder.Services.AddAuthentication(options =>
        {
            options.DefaultScheme = "floor";
            options.AddScheme<Floors.Handler>("floor", displayName: null);
        });
    }

    /// <summary>The options of a scheme that has one key pair, and no secret.</summary>
    public static JwtSchemeOptions OptionsOf(SigningKey key)
    {
        var options = new JwtSchemeOptions { AccessExpiresDelta = TimeSpan.FromDays(1) };
        options.SigningKeys.Add(key);
        return options;
    }

    private static JwtSecurityBuilder AddJwtSecurity(WebApplicationBuilder builder, bool schemes, SigningKey? key = null) =>
        builder.Services.AddJwtSecurity(options =>
        {
            if (key is null)
            {
                options.SecretKey = Secret;
            }
            else
            {
                options.SigningKeys.Add(key);
            }

            options.RegisterAuthenticationSchemes = schemes;
        }).AddAccessBearer();

    private static void MapGuarded(WebApplication app) =>
        app.MapGet("/users/me", (JwtAuthorizationCredentials credentials) => credentials.GetString("username"));
}
