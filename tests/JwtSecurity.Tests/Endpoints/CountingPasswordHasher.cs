using Microsoft.AspNetCore.Identity;

namespace JwtSecurity.Tests.Endpoints;

/// <summary>Identity's own hasher, and how many passwords it was asked to verify.</summary>
internal sealed class CountingPasswordHasher<TUser>(IPasswordHasher<TUser> hasher) : IPasswordHasher<TUser>
    where TUser : class
{
    public int Verified { get; private set; }

    public string HashPassword(TUser user, string password) => hasher.HashPassword(user, password);

    public PasswordVerificationResult VerifyHashedPassword(TUser user, string hashedPassword, string providedPassword)
    {
        Verified++;
        return hasher.VerifyHashedPassword(user, hashedPassword, providedPassword);
    }
}
