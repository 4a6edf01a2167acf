using JwtSecurity;
using Microsoft.AspNetCore.Identity;

var builder = WebApplication.CreateBuilder(args);

// 1. Who there is. The hash is that of ASP.NET Core Identity; nobody has the password of somebody who does not exist.
var passwords = new PasswordHasher<User>();
User[] users = [new(1, "Muhammad", "AQAAAAIAAYagAAAAEN+CfZjg4Ld/5uFsKNcfSldP+NPeuzwPjZd7bf66g1oecQNmeLk0ETNpsWRDTbOrgQ==")];
var nobody = new User(0, "", "");
nobody = nobody with { PasswordHash = passwords.HashPassword(nobody, Guid.NewGuid().ToString()) };

// 2. The tokens, as appsettings.json says: in the dialect of SimpleJWT, with its lifetimes.
var jwt = builder.Services.AddJwtSecurity(builder.Configuration.GetSection("Jwt"))
    .AddAccessBearer()
    .AddRefreshBearer()
    .AddLogin(login =>
    {
        // Who does not exist takes as long as a wrong password.
        var user = Array.Find(users, user => user.Name == login.Username) ?? nobody;
        var result = passwords.VerifyHashedPassword(user, user.PasswordHash, login.Password);
        return new(result == PasswordVerificationResult.Failed ? null : new { user_id = user.Id });
    });

// 3. SimpleJWT's ROTATE_REFRESH_TOKENS and BLACKLIST_AFTER_ROTATION.
if (builder.Configuration.GetValue<bool>("Jwt:RotateRefreshTokens"))
{
    jwt.AddSessions().AddInMemoryStore();
}

var app = builder.Build();

// 4. The paths that the clients know.
app.MapJwtLogin("/getJWTToken/");
app.MapJwtRefresh("/refreshJWTToken/");
app.MapJwtVerify("/verifyJWTToken/");

// 5. What the tokens are for.
Student[] students = [new(1, "Ayesha", 101, "Lahore"), new(2, "Bilal", 102, "Karachi"), new(3, "Zoë", 103, "Paris")];

app.MapGet("/stuAPI/", () => TypedResults.Json(students, contentType: "application/json")).RequireJwt<JwtAccessBearer>();

app.Run();

internal sealed record User(int Id, string Name, string PasswordHash);

internal sealed record Student(int Id, string Name, int Roll, string City);
