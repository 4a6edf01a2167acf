using System.IdentityModel.Tokens.Jwt;
using System.Security.Claims;
using System.Text;
using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.IdentityModel.Tokens;

var builder = WebApplication.CreateBuilder(args);

var key = new SymmetricSecurityKey(Encoding.UTF8.GetBytes(builder.Configuration["Jwt:Key"]!));

builder.Services.AddAuthentication(JwtBearerDefaults.AuthenticationScheme)
    .AddJwtBearer(options =>
    {
        options.TokenValidationParameters = new TokenValidationParameters
        {
            ValidateIssuer = true,
            ValidateAudience = true,
            ValidateLifetime = true,
            ValidateIssuerSigningKey = true,
            ValidIssuer = builder.Configuration["Jwt:Issuer"],
            ValidAudience = builder.Configuration["Jwt:Audience"],
            IssuerSigningKey = key,
            ClockSkew = TimeSpan.FromMinutes(1),
        };
        options.Events = new JwtBearerEvents
        {
            OnTokenValidated = context =>
            {
                var users = context.HttpContext.RequestServices.GetRequiredService<Users>();
                if (users.IsLocked(context.Principal!.FindFirstValue(ClaimTypes.NameIdentifier)))
                {
                    context.Fail("locked");
                }

                return Task.CompletedTask;
            },
            OnAuthenticationFailed = context =>
            {
                if (context.Exception is SecurityTokenExpiredException)
                {
                    context.Response.Headers["Token-Expired"] = "true";
                }

                return Task.CompletedTask;
            },
            OnChallenge = context =>
            {
                context.HandleResponse();
                context.Response.StatusCode = StatusCodes.Status401Unauthorized;
                return context.Response.WriteAsJsonAsync(new { error = "Please log in." });
            },
        };
    });

builder.Services.AddAuthorization(options =>
    options.AddPolicy("CanShip", policy => policy.RequireClaim("permission", "orders:ship")));
builder.Services.AddControllers();
builder.Services.AddSingleton<Users>();

var app = builder.Build();

app.UseAuthentication();
app.UseAuthorization();

app.MapPost("/login", (LoginRequest request, Users users) =>
{
    if (users.Find(request.Username, request.Password) is not { } user)
    {
        return Results.Unauthorized();
    }

    var claims = new List<Claim>
    {
        new(JwtRegisteredClaimNames.Sub, user.Id),
        new(JwtRegisteredClaimNames.Email, user.Email),
        new(ClaimTypes.Name, user.Name),
    };
    claims.AddRange(user.Roles.Select(role => new Claim(ClaimTypes.Role, role)));
    claims.AddRange(user.Permissions.Select(permission => new Claim("permission", permission)));

    var token = new JwtSecurityToken(
        issuer: builder.Configuration["Jwt:Issuer"],
        audience: builder.Configuration["Jwt:Audience"],
        claims: claims,
        expires: DateTime.UtcNow.AddMinutes(builder.Configuration.GetValue("Jwt:Minutes", 30)),
        signingCredentials: new SigningCredentials(key, SecurityAlgorithms.HmacSha256));

    return Results.Ok(new { token = new JwtSecurityTokenHandler().WriteToken(token) });
});

app.MapGet("/health", () => "fine");

app.MapGet("/me", [Authorize] (ClaimsPrincipal user) => new
{
    id = user.FindFirstValue(ClaimTypes.NameIdentifier),
    email = user.FindFirstValue(ClaimTypes.Email),
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
    public string List() => $"orders of {User.FindFirst(ClaimTypes.NameIdentifier)!.Value}";

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
