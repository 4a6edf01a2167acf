using Microsoft.Extensions.Options;

namespace JwtSecurity;

/// <summary>
/// Gives the authentication handler the options of its scheme, for what its base class reads of them: the <c>Forward…</c> ones.
/// </summary>
internal sealed class HandlerOptions(JwtSecurityRegistry registry, JwtSecuritySets sets) : IConfigureNamedOptions<JwtSchemeOptions>
{
    public void Configure(string? name, JwtSchemeOptions options)
    {
        if (name is not null && registry.FindScheme(name) is var (kind, setName))
        {
            var settings = sets.Get(kind, setName).Settings;
            settings.Options.CopyTo(options);
            options.TimeProvider = settings.TimeProvider;
        }
    }

    public void Configure(JwtSchemeOptions options) => Configure(Options.DefaultName, options);
}
