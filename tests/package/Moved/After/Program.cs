using System.Security.Claims;
using JwtSecurity;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;

var builder = WebApplication.CreateBuilder(args);

builder.Services.AddJwtSecurity(options =>
    {
        options.SecretKey = builder.Configuration["Jwt:Key"];
        options.Issuer = builder.Configuration["Jwt:Issuer"];
        options.Audiences.Add(builder.Configuration["Jwt:Audience"]!);
        options.Leeway = TimeSpan.FromMinutes(1);
        options.AccessExpiresDelta = TimeSpan.FromMinutes(builder.Configuration.GetValue("Jwt:Minutes", 30));
        // Claims beside each other, and "sub" for the user: no claim with an object in it.
        options.Dialect = JwtDialect.FastApiJwt with { Name = "Flat", SubjectClaim = null, IdentityClaim = "sub" };
        options.Events.OnTokenValidated = context =>
        {
            var users = context.HttpContext.RequestServices.GetRequiredService<Users>();
            if (users.IsLocked(context.Credentials.GetString("sub")))
            {
                context.Reject();
            }

            return Task.CompletedTask;
        };
        options.Events.OnTokenRejected = context =>
        {
            if (context.Error.Code == JwtErrorCodes.TokenExpired)
            {
                context.HttpContext.Response.Headers["Token-Expired"] = "true";
            }

            return Task.CompletedTask;
        };
        options.Events.OnChallenge = context =>
        {
            context.HandleResponse();
            return context.Error.StatusCode == StatusCodes.Status401Unauthorized
                ? context.HttpContext.Response.WriteAsJsonAsync(new { error = "Please log in." })
                : Task.CompletedTask;
        };
    })
    .AddAccessBearer();

builder.Services.AddAuthorization(options =>
    options.AddPolicy("CanShip", policy => policy.RequireClaim("permission", "orders:ship")));
builder.Services.AddControllers();
builder.Services.AddSingleton<Users>();

var app = builder.Build();

app.UseAuthentication();
app.UseAuthorization();

app.MapPost("/login", (LoginRequest request, Users users, JwtAccessBearer access) =>
{
    if (users.Find(request.Username, request.Password) is not { } user)
    {
        return Results.Unauthorized();
    }

    // The names of the claims as they were.
    return Results.Ok(new
    {
        token = access.CreateAccessToken(new
        {
            sub = user.Id,
            email = user.Email,
            unique_name = user.Name,
            role = user.Roles,
            permission = user.Permissions,
        }),
    });
});

app.MapGet("/health", () => "fine");

app.MapGet("/me", [Authorize] (ClaimsPrincipal user) => new
{
    id = user.FindFirstValue("sub"),
    email = user.FindFirstValue("email"),
    name = user.Identity!.Name,
});

app.MapGet("/reports", () => "all is well").RequireAuthorization(policy => policy.RequireRole("admin", "auditor"));

app.MapPost("/orders/{id}/ship", (int id) => $"{id} is on its way").RequireAuthorization("CanShip");

app.MapControllers();

app.Run();

[ApiController]
[Route("orders")]
[Authorize]
public sealed class OrdersController : ControllerBase
{
    [HttpGet]
    public string List() => $"orders of {User.FindFirst("sub")!.Value}";

    [HttpPost]
    public string Create(Order order) => $"{order.Pieces} of {order.Article} for {User.Identity!.Name}";

    [HttpDelete("{id}")]
    [Authorize(Roles = "admin")]
    public string Delete(int id) => $"{id} is gone";

    [HttpGet("prices")]
    [AllowAnonymous]
    public string Prices() => "for everybody";
}

public sealed record Order(string Article, int Pieces);

public sealed record LoginRequest(string Username, string Password);

public sealed record User(string Id, string Name, string Email, string[] Roles, string[] Permissions);

/// <summary>Who has an account: a table, elsewhere.</summary>
public sealed class Users
{
    private readonly User[] _users =
    [
        new("7", "ada", "ada@example.com", ["admin", "staff"], ["orders:read", "orders:ship"]),
        new("8", "bob", "bob@example.com", [], ["orders:read"]),
        new("9", "eve", "eve@example.com", ["admin"], ["orders:ship"]),
    ];

    public User? Find(string name, string password) => Array.Find(_users, user => user.Name == name && password == $"{name}'s password");

    public bool IsLocked(string? id) => id is null or "9";
}
