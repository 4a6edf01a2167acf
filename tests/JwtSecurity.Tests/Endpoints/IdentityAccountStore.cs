using Microsoft.AspNetCore.Identity;

namespace JwtSecurity.Tests.Endpoints;

/// <summary>Users in memory, with everything of theirs that a login asks for.</summary>
internal sealed class IdentityAccountStore<TUser> :
    IUserPasswordStore<TUser>, IUserLockoutStore<TUser>, IUserRoleStore<TUser>, IUserEmailStore<TUser>, IUserTwoFactorStore<TUser>, IUserAuthenticatorKeyStore<TUser>, IUserTwoFactorRecoveryCodeStore<TUser>
    where TUser : IdentityAccount
{
    public List<TUser> All { get; } = [];

    public Task<TUser?> FindByIdAsync(string userId, CancellationToken cancellationToken) => Task.FromResult(All.Find(user => user.Id == userId));

    public Task<TUser?> FindByNameAsync(string normalizedUserName, CancellationToken cancellationToken) => Task.FromResult(All.Find(user => user.NormalizedUserName == normalizedUserName));

    public Task<TUser?> FindByEmailAsync(string normalizedEmail, CancellationToken cancellationToken) => Task.FromResult<TUser?>(null);

    public Task<IdentityResult> CreateAsync(TUser user, CancellationToken cancellationToken)
    {
        All.Add(user);
        return Task.FromResult(IdentityResult.Success);
    }

    public Task<IdentityResult> UpdateAsync(TUser user, CancellationToken cancellationToken) => Task.FromResult(IdentityResult.Success);

    public Task<IdentityResult> DeleteAsync(TUser user, CancellationToken cancellationToken)
    {
        All.Remove(user);
        return Task.FromResult(IdentityResult.Success);
    }

    public Task<string> GetUserIdAsync(TUser user, CancellationToken cancellationToken) => Task.FromResult(user.Id);

    public Task<string?> GetUserNameAsync(TUser user, CancellationToken cancellationToken) => Task.FromResult<string?>(user.UserName);

    public Task SetUserNameAsync(TUser user, string? userName, CancellationToken cancellationToken) => Do(() => user.UserName = userName!);

    public Task<string?> GetNormalizedUserNameAsync(TUser user, CancellationToken cancellationToken) => Task.FromResult(user.NormalizedUserName);

    public Task SetNormalizedUserNameAsync(TUser user, string? normalizedName, CancellationToken cancellationToken) => Do(() => user.NormalizedUserName = normalizedName);

    public Task<string?> GetPasswordHashAsync(TUser user, CancellationToken cancellationToken) => Task.FromResult(user.PasswordHash);

    public Task SetPasswordHashAsync(TUser user, string? passwordHash, CancellationToken cancellationToken) => Do(() => user.PasswordHash = passwordHash);

    public Task<bool> HasPasswordAsync(TUser user, CancellationToken cancellationToken) => Task.FromResult(user.PasswordHash is not null);

    public Task<int> GetAccessFailedCountAsync(TUser user, CancellationToken cancellationToken) => Task.FromResult(user.AccessFailedCount);

    public Task<int> IncrementAccessFailedCountAsync(TUser user, CancellationToken cancellationToken) => Task.FromResult(++user.AccessFailedCount);

    public Task ResetAccessFailedCountAsync(TUser user, CancellationToken cancellationToken) => Do(() => user.AccessFailedCount = 0);

    public Task<bool> GetLockoutEnabledAsync(TUser user, CancellationToken cancellationToken) => Task.FromResult(true);

    public Task SetLockoutEnabledAsync(TUser user, bool enabled, CancellationToken cancellationToken) => Task.CompletedTask;

    public Task<DateTimeOffset?> GetLockoutEndDateAsync(TUser user, CancellationToken cancellationToken) => Task.FromResult(user.LockoutEnd);

    public Task SetLockoutEndDateAsync(TUser user, DateTimeOffset? lockoutEnd, CancellationToken cancellationToken) => Do(() => user.LockoutEnd = lockoutEnd);

    public Task<IList<string>> GetRolesAsync(TUser user, CancellationToken cancellationToken) => Task.FromResult(user.Roles);

    public Task<bool> IsInRoleAsync(TUser user, string roleName, CancellationToken cancellationToken) => Task.FromResult(user.Roles.Contains(roleName));

    public Task<IList<TUser>> GetUsersInRoleAsync(string roleName, CancellationToken cancellationToken) =>
        Task.FromResult<IList<TUser>>(All.FindAll(user => user.Roles.Contains(roleName)));

    public Task AddToRoleAsync(TUser user, string roleName, CancellationToken cancellationToken) => Do(() => user.Roles.Add(roleName));

    public Task RemoveFromRoleAsync(TUser user, string roleName, CancellationToken cancellationToken) => Do(() => user.Roles.Remove(roleName));

    public Task<string?> GetEmailAsync(TUser user, CancellationToken cancellationToken) => Task.FromResult<string?>(null);

    public Task SetEmailAsync(TUser user, string? email, CancellationToken cancellationToken) => Task.CompletedTask;

    public Task<bool> GetEmailConfirmedAsync(TUser user, CancellationToken cancellationToken) => Task.FromResult(user.EmailConfirmed);

    public Task SetEmailConfirmedAsync(TUser user, bool confirmed, CancellationToken cancellationToken) => Do(() => user.EmailConfirmed = confirmed);

    public Task<string?> GetNormalizedEmailAsync(TUser user, CancellationToken cancellationToken) => Task.FromResult<string?>(null);

    public Task SetNormalizedEmailAsync(TUser user, string? normalizedEmail, CancellationToken cancellationToken) => Task.CompletedTask;

    public Task<bool> GetTwoFactorEnabledAsync(TUser user, CancellationToken cancellationToken) => Task.FromResult(user.TwoFactorEnabled);

    public Task SetTwoFactorEnabledAsync(TUser user, bool enabled, CancellationToken cancellationToken) => Do(() => user.TwoFactorEnabled = enabled);

    public Task<string?> GetAuthenticatorKeyAsync(TUser user, CancellationToken cancellationToken) => Task.FromResult(user.AuthenticatorKey);

    public Task SetAuthenticatorKeyAsync(TUser user, string key, CancellationToken cancellationToken) => Do(() => user.AuthenticatorKey = key);

    public Task<int> CountCodesAsync(TUser user, CancellationToken cancellationToken) => Task.FromResult(user.RecoveryCodes.Count);

    public Task<bool> RedeemCodeAsync(TUser user, string code, CancellationToken cancellationToken) => Task.FromResult(user.RecoveryCodes.Remove(code));

    public Task ReplaceCodesAsync(TUser user, IEnumerable<string> recoveryCodes, CancellationToken cancellationToken) => Do(() => user.RecoveryCodes = [.. recoveryCodes]);

    public void Dispose()
    {
    }

    private static Task Do(Action action)
    {
        action();
        return Task.CompletedTask;
    }
}
