using System.Text.Json;
using JwtSecurity;
using JwtSecurity.EntityFrameworkCore;
using Microsoft.AspNetCore.Identity;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;

var builder = WebApplication.CreateBuilder(args);

// 1. Tokens in cookies, and nowhere else. Lifetimes, periods and paths stand in appsettings.json.
builder.Services.AddJwtSecurity(builder.Configuration.GetSection("Jwt"))
    .AddAccessCookie()
    .AddRefreshCookie()
    .AddSessions()
    .AddEntityFrameworkStore(UseDatabase)
    .AddLogin<Login>();

builder.Services.AddSingleton<IPasswordHasher<User>, PasswordHasher<User>>();
builder.Services.AddSingleton<Users>();

var app = builder.Build();

// 2. The page, and what it may do: run its own script, and talk to where it came from.
app.Use((context, next) =>
{
    var headers = context.Response.Headers;
    headers.ContentSecurityPolicy =
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; form-action 'none'; base-uri 'none'; frame-ancestors 'none'";
    headers.XContentTypeOptions = "nosniff";
    headers["Referrer-Policy"] = "same-origin";
    return next(context);
});
app.UseFileServer();

// 3. The API: login, refresh, logout and sessions are the library's, and what is guarded takes the credentials.
var api = app.MapGroup("/api/v1");
api.MapJwtLogin();
api.MapJwtRefresh();
api.MapJwtLogout();
api.MapJwtSessions();
api.MapGet("/me", (JwtAuthorizationCredentials credentials) => new
{
    username = credentials["username"],
    name = credentials["name"],
    logged_in_at = credentials.AuthTime,
});

await MakeTablesAsync();
app.Run();

// Sessions are kept in a file beside the program, or in PostgreSQL where ConnectionStrings:Sessions says in which.
void UseDatabase(DbContextOptionsBuilder database)
{
    if (builder.Configuration.GetConnectionString("Sessions") is { Length: > 0 } postgreSql)
    {
        database.UseNpgsql(postgreSql);
    }
    else
    {
        database.UseSqlite(new SqliteConnectionStringBuilder { DataSource = SessionsFile() }.ToString());
    }
}

string SessionsFile() => Path.GetFullPath(builder.Configuration["SessionsFile"] ?? "sessions.db", builder.Environment.ContentRootPath);

async Task MakeTablesAsync()
{
    const int CannotWrite = 8;
    const int CannotOpen = 14;
    try
    {
        await using var context = await app.Services.GetRequiredService<IDbContextFactory<JwtSecurityDbContext>>().CreateDbContextAsync();
        await context.Database.EnsureCreatedAsync();
    }
    catch (SqliteException exception) when (exception.SqliteErrorCode is CannotWrite or CannotOpen)
    {
        throw new InvalidOperationException(
            $"Sessions cannot be kept in '{SessionsFile()}': the folder '{Path.GetDirectoryName(SessionsFile())}' is not there, or may not be written to. "
            + "Set SessionsFile to a file in a folder of the application's own, or ConnectionStrings:Sessions to a PostgreSQL database.",
            exception);
    }
}

// 4. Who logs in. The users stand here, where yours stand in a database.
internal sealed record User(string Username, string Name, string PasswordHash);

internal sealed class Users(IPasswordHasher<User> passwords)
{
    private readonly User _testUser = Create("testuser", "Test User", "testpassword", passwords);

    /// <summary>Nobody's password: whoever does not exist takes as long as a wrong password.</summary>
    public User Nobody { get; } = Create("", "", Guid.NewGuid().ToString(), passwords);

    public User? Find(string? username) => string.Equals(username, _testUser.Username, StringComparison.OrdinalIgnoreCase) ? _testUser : null;

    private static User Create(string username, string name, string password, IPasswordHasher<User> passwords)
    {
        var user = new User(username, name, PasswordHash: "");
        return user with { PasswordHash = passwords.HashPassword(user, password) };
    }
}

internal sealed class Login(Users users, IPasswordHasher<User> passwords) : JwtLogin
{
    public override ValueTask<object?> AuthenticateAsync(JwtLoginContext context, CancellationToken cancellationToken)
    {
        var user = users.Find(context.Username) ?? users.Nobody;
        var result = passwords.VerifyHashedPassword(user, user.PasswordHash, context.Password);
        return new(result == PasswordVerificationResult.Failed ? null : Describe(user));
    }

    // Asked again at each refresh: whoever is gone gets no new tokens, and whoever was renamed has the new name in them.
    public override ValueTask<object?> RefreshAsync(JsonElement subject, CancellationToken cancellationToken) =>
        new(users.Find(subject.GetProperty("username").GetString()) is { } user ? Describe(user) : null);

    private static object Describe(User user) => new { username = user.Username, name = user.Name };
}
