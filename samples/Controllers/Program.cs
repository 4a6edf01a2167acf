using JwtSecurity;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;

var builder = WebApplication.CreateBuilder(args);

// 1. The schemes, as in the user guide.
builder.Services.AddJwtSecurity(builder.Configuration.GetSection("Jwt"))
    .AddAccessBearerCookie()
    .AddRefreshBearer();

// 2. Controllers, and a policy of ASP.NET Core's own: it sees the subject's members as claims.
builder.Services.AddControllers();
builder.Services.AddAuthorizationBuilder()
    .AddPolicy("of-legal-age", policy => policy.RequireAssertion(context => int.TryParse(context.User.FindFirst("age")?.Value, out var age) && age >= 18));

var app = builder.Build();
app.MapControllers();
app.Run();

// 3. Tokens. A scheme object is a service; a controller takes it in its constructor.
[ApiController]
[Route("auth")]
public sealed class AuthController(JwtAccessBearerCookie access) : ControllerBase
{
    // Stands for a login: in an application of your own a password is checked here, or MapJwtLogin does it.
    [HttpPost]
    public TokenPair LogIn(string username = "username", string role = "user", int age = 30) => access.CreateTokenPair(new Subject(username, role, age));

    // On a parameter [Security] is the guard: it runs before the body is read, and nothing but a refresh token passes.
    [HttpPost("/refresh")]
    public TokenPair Refresh([Security<JwtRefreshBearer>] JwtAuthorizationCredentials credentials) => access.CreateTokenPair(credentials.Subject);
}

// 4. On a class or a method it works as [Authorize] does, with roles, scopes and policies; of several the innermost names the scheme.
[ApiController]
[Route("users")]
[Security<JwtAccessBearerCookie>]
public sealed class UsersController : ControllerBase
{
    [HttpGet("me")]
    public Subject Me(JwtAuthorizationCredentials credentials) => credentials.GetSubject<Subject>();

    [HttpGet]
    [Security<JwtAccessBearerCookie>(Roles = "admin")]
    public string[] All() => ["username", "grace"];

    [HttpGet("cellar")]
    [Security<JwtAccessBearerCookie>(Policy = "of-legal-age")]
    public string Cellar() => $"mind the steps, {User.Identity!.Name}";

    [HttpGet("count")]
    [AllowAnonymous]
    public int Count() => 2;
}

// 5. Optional: a visitor without a token gets null, one with a bad token 401.
[ApiController]
[Route("greeting")]
public sealed class GreetingController : ControllerBase
{
    [HttpGet]
    public string Get([Security<JwtAccessBearerCookie>] JwtAuthorizationCredentials? credentials) => $"Hello, {credentials?.GetString("username") ?? "stranger"}";
}

public sealed record Subject(string Username, string Role, int Age);
