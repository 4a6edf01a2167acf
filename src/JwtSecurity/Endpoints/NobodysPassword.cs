using Microsoft.AspNetCore.Identity;

namespace JwtSecurity;

/// <summary>
/// The password of a user that there is not: nobody knows it, and to verify it costs what anybody's costs.
/// </summary>
internal sealed class NobodysPassword<TUser>
    where TUser : class, new()
{
    private readonly TUser _nobody = new();
    private string? _hash;

    public void Verify(IPasswordHasher<TUser> hasher, string password)
    {
        _hash ??= hasher.HashPassword(_nobody, JwtIds.Create().ToString());
        hasher.VerifyHashedPassword(_nobody, _hash, password);
    }
}
