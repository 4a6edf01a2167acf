using System.Text.Json;
using Microsoft.AspNetCore.Identity;

namespace JwtSecurity;

/// <summary>
/// Logs in the users of ASP.NET Core Identity: lockout, confirmed accounts and two factors as it has them.
/// </summary>
/// <param name="signIn">Identity.</param>
/// <param name="nobody">Whom an unknown name stands for.</param>
/// <param name="idMember">The member of the subject that is the user's id.</param>
internal sealed class IdentityLogin<TUser>(SignInManager<TUser> signIn, NobodysPassword<TUser> nobody, string idMember) : JwtLogin
    where TUser : class, new()
{
    private const string TwoFactorCode = "two_factor_code";
    private const string TwoFactorRecoveryCode = "two_factor_recovery_code";

    private UserManager<TUser> Users => signIn.UserManager;

    public override async ValueTask<object?> AuthenticateAsync(JwtLoginContext context, CancellationToken cancellationToken)
    {
        // Whoever does not exist, or may not log in, takes as long as a wrong password.
        var user = await Users.FindByNameAsync(context.Username);
        if (user is null || !await MayLogInAsync(user))
        {
            nobody.Verify(Users.PasswordHasher, context.Password);
            return null;
        }

        if (!await HasPasswordAsync(user, context.Password) || !await HasSecondFactorAsync(user, context.Fields))
        {
            return null;
        }

        context.Details = new JwtSessionDetails { Client = context.Details.Client, SubjectKey = await Users.GetUserIdAsync(user) };
        return await DescribeAsync(user);
    }

    public override async ValueTask<object?> RefreshAsync(JsonElement subject, CancellationToken cancellationToken)
    {
        var user = subject.TryGetProperty(idMember, out var id) && id.ValueKind == JsonValueKind.String ? await Users.FindByIdAsync(id.GetString()!) : null;
        return user is not null && await signIn.CanSignInAsync(user) && !await IsBannedAsync(user) ? await DescribeAsync(user) : null;
    }

    // Wrong passwords lock out for so long and no longer. They come from whoever knows the name, who must not end its owner's sessions by them; what lasts longer somebody has decided.
    private async Task<bool> IsBannedAsync(TUser user) =>
        Users.SupportsUserLockout
        && await Users.IsLockedOutAsync(user)
        && await Users.GetLockoutEndDateAsync(user) > TimeProvider.System.GetUtcNow() + Users.Options.Lockout.DefaultLockoutTimeSpan;

    private async Task<bool> MayLogInAsync(TUser user) =>
        await signIn.CanSignInAsync(user) && !(Users.SupportsUserLockout && await Users.IsLockedOutAsync(user));

    private async Task<bool> HasPasswordAsync(TUser user, string password)
    {
        var result = await signIn.CheckPasswordSignInAsync(user, password, lockoutOnFailure: true);

        // Users who log in elsewhere have no password, and Identity verifies none.
        if (!result.Succeeded && Users.SupportsUserPassword && !await Users.HasPasswordAsync(user))
        {
            nobody.Verify(Users.PasswordHasher, password);
        }

        return result.Succeeded;
    }

    private async Task<bool> HasSecondFactorAsync(TUser user, IReadOnlyDictionary<string, string> fields)
    {
        await ThrowIfUncheckableAsync(user);
        if (!await signIn.IsTwoFactorEnabledAsync(user))
        {
            return true;
        }

        var code = fields.GetValueOrDefault(TwoFactorCode, "");
        var recoveryCode = fields.GetValueOrDefault(TwoFactorRecoveryCode, "");
        if (code.Length == 0 && recoveryCode.Length == 0)
        {
            return false;
        }

        var passed = code.Length > 0
            ? await Users.VerifyTwoFactorTokenAsync(user, Users.Options.Tokens.AuthenticatorTokenProvider, code)
            : (await Users.RedeemTwoFactorRecoveryCodeAsync(user, recoveryCode)).Succeeded;
        return await CountAsync(user, passed) && passed;
    }

    // A code has six digits: a wrong one counts towards the lockout as a wrong password does, and only both factors together take the count back. Where that
    // fails, somebody else is trying at this moment.
    private async Task<bool> CountAsync(TUser user, bool passed) =>
        !Users.SupportsUserLockout || (await (passed ? Users.ResetAccessFailedCountAsync(user) : Users.AccessFailedAsync(user))).Succeeded;

    // Without the provider Identity thinks that there is no second factor, and the password alone would do.
    private async Task ThrowIfUncheckableAsync(TUser user)
    {
        var provider = Users.Options.Tokens.AuthenticatorTokenProvider;
        if (Users.SupportsUserTwoFactor && !Users.Options.Tokens.ProviderMap.ContainsKey(provider) && await Users.GetTwoFactorEnabledAsync(user))
        {
            throw new InvalidOperationException(
                $"A user with two factors logs in, and Identity has no token provider '{provider}' to check the second one. Call AddDefaultTokenProviders() on what AddIdentityCore<{typeof(TUser).Name}>() returns.");
        }
    }

    private async Task<JsonElement> DescribeAsync(TUser user)
    {
        var id = await Users.GetUserIdAsync(user);
        var name = await Users.GetUserNameAsync(user);
        var roles = Users.SupportsUserRole ? await Users.GetRolesAsync(user) : [];

        using var writer = PayloadWriter.Rent();
        var json = writer.Json;
        json.WriteStartObject();
        json.WriteString(idMember, id);
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
