using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Options;

namespace JwtSecurity;

/// <summary>
/// Registers every scheme with ASP.NET Core authentication, and an access scheme as the default where nobody else claims that.
/// </summary>
/// <remarks>
/// It runs after all configuration, when it can be seen who else is there.
/// </remarks>
internal sealed class AuthenticationSchemes(JwtSecurityRegistry registry) : IPostConfigureOptions<AuthenticationOptions>
{
    public void PostConfigure(string? name, AuthenticationOptions options)
    {
        if (!registry.RegistersAuthenticationSchemes)
        {
            return;
        }

        var others = options.Schemes.Select(scheme => scheme.Name).ToArray();
        foreach (var set in registry.Sets)
        {
            foreach (var kind in set.Kinds)
            {
                options.AddScheme<JwtAuthenticationHandler>(kind.NameIn(set.Name), displayName: null);
            }
        }

        if (options.DefaultScheme is null && others.Length <= 1)
        {
            options.DefaultScheme = others is [var only] ? only : DefaultScheme();
        }
    }

    // With one scheme registered ASP.NET Core takes it as the default. A refresh token must not open what a bare [Authorize]
    // protects, so where there is nothing but refresh schemes the default is one that does not exist.
    private string DefaultScheme()
    {
        foreach (var set in registry.Sets.OrderBy(set => set.Name is not null))
        {
            if (set.Kinds.FirstOrDefault(kind => kind.TokenType == JwtTokenType.Access) is { } kind)
            {
                return kind.NameIn(set.Name);
            }
        }

        return "";
    }
}
