using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection;

namespace JwtSecurity;

/// <summary>
/// Checks that the application has added what a login with ASP.NET Core Identity needs. Nothing is made: a store may want a request.
/// </summary>
internal static class IdentityServicesCheck
{
    public static void Check<TUser>(IServiceProvider services, StartupFindings findings)
        where TUser : class
    {
        if (services.GetService<IServiceProviderIsService>() is not { } known)
        {
            return;
        }

        var user = typeof(TUser).Name;
        if (!known.IsService(typeof(SignInManager<TUser>)))
        {
            findings.Add($"{Login()} needs SignInManager<{user}>. Call builder.Services.AddIdentityCore<{user}>().AddSignInManager() with a store of users.");
            return;
        }

        if (!known.IsService(typeof(IUserStore<TUser>)))
        {
            findings.Add($"{Login()} needs IUserStore<{user}>. Call AddEntityFrameworkStores<TContext>() or AddUserStore<TStore>() on what AddIdentityCore<{user}>() returns.");
        }

        // What Identity's managers want to be made, and nothing but AddAuthentication would bring.
        if (!known.IsService(typeof(IAuthenticationSchemeProvider)))
        {
            findings.Add($"{Login()} needs IAuthenticationSchemeProvider. Call builder.Services.AddAuthenticationCore(), or leave RegisterAuthenticationSchemes on.");
        }

        if (known.IsService(typeof(DataProtectorTokenProvider<TUser>)) && !known.IsService(typeof(IDataProtectionProvider)))
        {
            findings.Add($"{Login()} needs IDataProtectionProvider. Call builder.Services.AddDataProtection(): the token providers of AddDefaultTokenProviders() are made of it.");
        }

        string Login() => $"AddIdentityLogin<{user}>()";
    }
}
