using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using Microsoft.AspNetCore.Identity;

namespace JwtSecurity;

/// <summary>
/// Logs in the users of ASP.NET Core Identity: lockout, confirmed accounts and two factors as it has them.
/// </summary>
internal sealed class IdentityLogin<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicParameterlessConstructor)] TUser>(SignInManager<TUser> signIn) : JwtLogin
    where TUser : class
{
    private const string IdMember = "id";
    private const string TwoFactorCode = "two_factor_code";
    private const string TwoFactorRecoveryCode = "two_factor_recovery_code";

    private static string? s_nobodysHash;

    private UserManager<TUser> Users => signIn.UserManager;

    public override async ValueTask<object?> AuthenticateAsync(JwtLoginContext context, CancellationToken cancellationToken)
    {
        // Whoever does not exist, or may not log in, takes as long as a wrong password.
        var user = await Users.FindByNameAsync(context.Username);
        if (user is null || !await MayLogInAsync(user))
        {
            VerifyNobodysPassword(context.Password);
            return null;
        }

        var result = await signIn.CheckPasswordSignInAsync(user, context.Password, lockoutOnFailure: true);
        return result.Succeeded && await HasSecondFactorAsync(user, context.Fields) ? await DescribeAsync(user) : null;
    }

    public override async ValueTask<object?> RefreshAsync(JsonElement subject, CancellationToken cancellationToken)
    {
        var user = subject.TryGetProperty(IdMember, out var id) && id.ValueKind == JsonValueKind.String ? await Users.FindByIdAsync(id.GetString()!) : null;
        return user is not null && await MayLogInAsync(user) ? await DescribeAsync(user) : null;
    }

    private async Task<bool> MayLogInAsync(TUser user) =>
        await signIn.CanSignInAsync(user) && !(Users.SupportsUserLockout && await Users.IsLockedOutAsync(user));

    private void VerifyNobodysPassword(string password)
    {
        var nobody = Activator.CreateInstance<TUser>();
        var hash = s_nobodysHash ??= Users.PasswordHasher.HashPassword(nobody, JwtIds.Create().ToString());
        Users.PasswordHasher.VerifyHashedPassword(nobody, hash, password);
    }

    private async Task<bool> HasSecondFactorAsync(TUser user, IReadOnlyDictionary<string, string> fields)
    {
        if (!await signIn.IsTwoFactorEnabledAsync(user))
        {
            return true;
        }

        var passed = fields.TryGetValue(TwoFactorCode, out var code) ? await Users.VerifyTwoFactorTokenAsync(user, Users.Options.Tokens.AuthenticatorTokenProvider, code)
            : fields.TryGetValue(TwoFactorRecoveryCode, out var recovery) && (await Users.RedeemTwoFactorRecoveryCodeAsync(user, recovery)).Succeeded;

        // The second factor has six digits: it counts towards the lockout as a password does.
        if (!passed && Users.SupportsUserLockout)
        {
            await Users.AccessFailedAsync(user);
        }

        return passed;
    }

    private async Task<JsonElement> DescribeAsync(TUser user)
    {
        var id = await Users.GetUserIdAsync(user);
        var name = await Users.GetUserNameAsync(user);
        var roles = Users.SupportsUserRole ? await Users.GetRolesAsync(user) : [];

        using var writer = PayloadWriter.Rent();
        var json = writer.Json;
        json.WriteStartObject();
        json.WriteString(IdMember, id);
        json.WriteString("username", name);
        json.WriteStartArray("roles");
        foreach (var role in roles)
        {
            json.WriteStringValue(role);
        }

        json.WriteEndArray();
        json.WriteEndObject();
        json.Flush();
        return JsonElement.Parse(writer.Written);
    }
}
