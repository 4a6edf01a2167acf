using JwtSecurity;
using Microsoft.AspNetCore.Identity;

var builder = WebApplication.CreateBuilder(args);

// 1. Tokens: read from the Authorization header. A login starts a session, which a refresh renews. Everything can be set in configuration, below "Jwt".
builder.Services.AddJwtSecurity(builder.Configuration.GetSection("Jwt"))
    .AddAccessBearer()
    .AddRefreshBearer()
    .AddSessions()
    .AddInMemoryStore()
    .AddLogin<Login>();

// 2. Users: two of them, in memory. Login, below, is all that the library knows of them.
builder.Services.AddSingleton<IPasswordHasher<User>, PasswordHasher<User>>();
builder.Services.AddSingleton<Users>();

// 3. A document of the API, with a button to log in.
builder.Services.AddOpenApi(options => options.AddJwtSecurity(document => document.TokenUrl = "/token"));

var app = builder.Build();

// 4. Log in, with the OAuth 2 form or with JSON, and renew the tokens, with the refresh token in the body or as bearer.
app.MapJwtLogin("/token");
app.MapJwtLogin("/login");
app.MapJwtRefresh("/refresh");

// 5. Endpoints for users: the parameter is the declaration.
app.MapGet("/users/me/", (JwtAuthorizationCredentials credentials) => new { username = credentials["username"], role = credentials["role"] });

// 6. For those with a role; and where nobody looks at the credentials.
app.MapGet("/admin/dashboard", ([Security<JwtAccessBearer>(Roles = "admin")] JwtAuthorizationCredentials credentials) => new { message = $"Welcome, {credentials["username"]}" });
app.MapGet("/protected", () => new { message = "for users only" }).RequireJwt<JwtAccessBearer>();

// 7. Everything below a path, whoever maps it.
app.UseJwtSecurity("/api/v1/protected");
app.MapGet("/api/v1/protected/data", (HttpContext context) => new { data = new[] { 1, 2, 3 }, username = context.GetJwtCredentials()!["username"] });

// 8. For everybody.
app.MapGet("/health", () => new { status = "healthy" });
app.MapOpenApi();
app.UseSwaggerUI(options =>
{
    options.RoutePrefix = "docs";
    options.SwaggerEndpoint("/openapi/v1.json", "PasswordLogin");
});

app.Run();

internal sealed record User(string Name, string Role)
{
    public string PasswordHash { get; set; } = "";
}

// Stands for a database.
internal sealed class Users
{
    private readonly Dictionary<string, User> _users;

    public Users(IPasswordHasher<User> passwords)
    {
        User[] all = [Create("testuser", "user", "testpassword"), Create("admin@example.com", "admin", "adminpassword")];
        _users = all.ToDictionary(user => user.Name);
        Nobody = Create("", "", Guid.NewGuid().ToString());

        User Create(string name, string role, string password)
        {
            var user = new User(name, role);
            user.PasswordHash = passwords.HashPassword(user, password);
            return user;
        }
    }

    // Whom an unknown name stands for: whose password nobody knows.
    public User Nobody { get; }

    public User? Find(string name) => _users.GetValueOrDefault(name);
}

// Who logs in? And, at each refresh: may they still, and as what?
internal sealed class Login(Users users, IPasswordHasher<User> passwords) : JwtLogin
{
    public override ValueTask<object?> AuthenticateAsync(JwtLoginContext context, CancellationToken cancellationToken)
    {
        // An unknown name costs what a wrong password costs, or the time would tell which names there are.
        var user = users.Find(context.Username) ?? users.Nobody;
        var isRight = passwords.VerifyHashedPassword(user, user.PasswordHash, context.Password) != PasswordVerificationResult.Failed;
        return new(isRight && user != users.Nobody ? SubjectOf(user) : null);
    }

    public override ValueTask<object?> RefreshAsync(System.Text.Json.JsonElement subject, CancellationToken cancellationToken) =>
        new(users.Find(subject.GetProperty("username").GetString()!) is { } user ? SubjectOf(user) : null);

    private static object SubjectOf(User user) => new { username = user.Name, role = user.Role };
}
