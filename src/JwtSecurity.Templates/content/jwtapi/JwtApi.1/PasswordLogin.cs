using System.Text.Json;
using JwtSecurity;
using Microsoft.AspNetCore.Identity;

namespace JwtApi._1;

/// <summary>Who logs in? And, at each refresh: may they still, and as what?</summary>
internal sealed class PasswordLogin(AppDbContext database, IPasswordHasher<User> passwords) : JwtLogin
{
    private static User? s_nobody;

    public override async ValueTask<object?> AuthenticateAsync(JwtLoginContext context, CancellationToken cancellationToken)
    {
        // An unknown name costs what a wrong password costs, or the time would tell which names there are.
        s_nobody ??= User.From(new NewUser { Password = Guid.NewGuid().ToString() }, passwords);
        var user = await database.Users.FindAsync([context.Username.ToLowerInvariant()], cancellationToken);
        var result = passwords.VerifyHashedPassword(user ?? s_nobody, (user ?? s_nobody).PasswordHash, context.Password);
        return result == PasswordVerificationResult.Failed ? null : user?.ToSubject();
    }

    public override async ValueTask<object?> RefreshAsync(JsonElement subject, CancellationToken cancellationToken)
    {
        var user = await database.Users.FindAsync([subject.GetProperty("username").GetString()], cancellationToken);
        return user?.ToSubject();
    }
}
