using Microsoft.Extensions.Options;
using Microsoft.Extensions.Primitives;

namespace JwtSecurity;

/// <summary>
/// The scheme objects of one set, kept up to date with its configuration and its key sources.
/// </summary>
internal sealed class JwtSecuritySet : IDisposable
{
    private readonly Func<IReadOnlyList<JwtSchemeSettings>> _createSettings;
    private readonly JwtSchemeEnvironment _environment;
    private readonly Dictionary<JwtSchemeKind, JwtSecurityScheme> _schemes;
    private readonly IDisposable[] _subscriptions;
    private readonly Lock _reloading = new();

    public JwtSecuritySet(
        string? name,
        Func<IReadOnlyList<JwtSchemeSettings>> createSettings,
        IEnumerable<IOptionsChangeTokenSource<JwtSecurityOptions>> changes,
        SigningKeySources keySources,
        JwtSchemeEnvironment environment)
    {
        var keyChanges = keySources.GetChangeTokens();
        Name = name;
        _createSettings = createSettings;
        _environment = environment;
        _schemes = createSettings().ToDictionary(settings => settings.Kind, settings => settings.Kind.Create(settings));
        Pair();
        WarnAboutShortKeys();
        _subscriptions = [.. changes
            .Where(change => change.Name == (name ?? Options.DefaultName))
            .Select(change => ChangeToken.OnChange(change.GetChangeToken, Reload)), .. keySources.OnChange(Reload)];

        // Keys that came after they were read, and before anybody listened.
        if (keyChanges.Any(change => change.HasChanged))
        {
            Reload();
        }
    }

    public string? Name { get; }

    /// <summary>What its schemes work with now.</summary>
    public IEnumerable<JwtSchemeSettings> Settings => _schemes.Values.Select(scheme => scheme.Settings);

    public IReadOnlyCollection<JwtSecurityScheme> Schemes => _schemes.Values;

    public JwtSecurityScheme? Find(JwtSchemeKind kind) => _schemes.GetValueOrDefault(kind);

    public void Dispose() => Array.ForEach(_subscriptions, subscription => subscription.Dispose());

    // One at a time: file watchers like to say things twice, and the last word must be the newest.
    private void Reload()
    {
        lock (_reloading)
        {
            TryReload();
        }
    }

    // All new settings are made before the first is put in place; an invalid configuration replaces nothing.
    private void TryReload()
    {
        try
        {
            foreach (var settings in _createSettings())
            {
                _schemes[settings.Kind].Replace(settings);
            }

            WarnAboutShortKeys();
        }
#pragma warning disable CA1031 // Whatever an application's configuration throws: a running server keeps the one it has, and says so.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            _environment.Logger.ReloadRefused(exception);
        }
    }

    private void Pair()
    {
        var access = _schemes.Values.FirstOrDefault(scheme => scheme.Settings.Kind.TokenType == JwtTokenType.Access);
        var refresh = _schemes.Values.FirstOrDefault(scheme => scheme.Settings.Kind.TokenType == JwtTokenType.Refresh);
        foreach (var scheme in _schemes.Values)
        {
            scheme.PairedAccess = access ?? scheme;
            scheme.PairedRefresh = refresh ?? scheme;
        }
    }

    private void WarnAboutShortKeys()
    {
        foreach (var scheme in _schemes.Values.Where(scheme => SigningKeysCheck.HasShortSecretKey(scheme.Settings.Options)))
        {
            _environment.Logger.ShortSecretKeyAllowed(scheme.Name);
        }
    }
}
