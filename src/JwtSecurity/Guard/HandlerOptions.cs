using Microsoft.Extensions.Options;

namespace JwtSecurity;

/// <summary>
/// Gives the authentication handler the options of its scheme, for what its base class reads of them: the <c>Forward…</c> ones.
/// </summary>
internal sealed class HandlerOptions(JwtSecurityRegistry registry, JwtSecuritySets sets) : IPostConfigureOptions<JwtSchemeOptions>
{
    public void PostConfigure(string? name, JwtSchemeOptions options)
    {
        if (name is not null && registry.FindScheme(name) is not null)
        {
            var settings = sets.Get(name).Settings;
            settings.Options.CopyTo(options);
            options.TimeProvider = settings.TimeProvider;
        }
    }
}
