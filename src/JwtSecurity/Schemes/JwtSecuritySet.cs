using Microsoft.Extensions.Options;
using Microsoft.Extensions.Primitives;

namespace JwtSecurity;

/// <summary>
/// The scheme objects of one set, kept up to date with its configuration and its key sources.
/// </summary>
internal sealed class JwtSecuritySet : IDisposable
{
    private const int LongestKeyId = 200;

    private readonly Func<IReadOnlyList<JwtSchemeSettings>> _createSettings;
    private readonly JwtSchemeEnvironment _environment;
    private readonly Dictionary<JwtSchemeKind, JwtSecurityScheme> _schemes;
    private readonly IDisposable[] _subscriptions;
    private readonly SigningKeySources _keySources;
    private readonly Action _reloaded;
    private readonly Lock _gate;
    private IReadOnlyList<string> _leftOut = [];

    public JwtSecuritySet(
        string? name,
        Func<IReadOnlyList<JwtSchemeSettings>> createSettings,
        IEnumerable<IOptionsChangeTokenSource<JwtSecurityOptions>> changes,
        SigningKeySources keySources,
        JwtSchemeEnvironment environment,
        Action reloaded,
        Lock gate)
    {
        Name = name;
        _createSettings = createSettings;
        _environment = environment;
        _keySources = keySources;
        _reloaded = reloaded;
        _gate = gate;
        _schemes = createSettings().ToDictionary(settings => settings.Kind, settings => settings.Kind.Create(settings));
        Pair();
        _subscriptions = [.. changes
            .Where(change => change.Name == (name ?? Options.DefaultName))
            .Select(change => ChangeToken.OnChange(change.GetChangeToken, Reload))];
        keySources.Subscribe(TakeKeys);

        // Keys that came after they were read, and before anybody listened.
        TakeNewestKeys();
        WarnAboutShortKeys();
    }

    public string? Name { get; }

    /// <summary>What its schemes work with now.</summary>
    public IEnumerable<JwtSchemeSettings> Settings => _schemes.Values.Select(scheme => scheme.Settings);

    public IReadOnlyCollection<JwtSecurityScheme> Schemes => _schemes.Values;

    public JwtSecurityScheme? Find(JwtSchemeKind kind) => _schemes.GetValueOrDefault(kind);

    public void Dispose()
    {
        _keySources.Unsubscribe(TakeKeys);
        Array.ForEach(_subscriptions, subscription => subscription.Dispose());
    }

    // One at a time: file watchers like to say things twice, and the last word must be the newest.
    private void Reload()
    {
        lock (_gate)
        {
            TryReload();
        }
    }

    // The options stay as they are, and so nothing can keep the keys out; or, what matters more, in.
    private void TakeKeys(object? sender, EventArgs e)
    {
        lock (_gate)
        {
            TakeNewestKeys();
        }
    }

    private void TakeNewestKeys()
    {
        // All are made before the first is put in place.
        if (!_schemes.Values.All(scheme => scheme.Settings.HasNewestKeys))
        {
            Replace([.. _schemes.Values.Select(scheme => scheme.Settings.WithNewestKeys())]);
        }

        WarnAboutKeysLeftOut();
    }

    private void Replace(IReadOnlyList<JwtSchemeSettings> all)
    {
        foreach (var settings in all)
        {
            _schemes[settings.Kind].Replace(settings);
        }
    }

    // All new settings are made before the first is put in place; an invalid configuration replaces nothing.
    private void TryReload()
    {
        try
        {
            Replace(_createSettings());
            _reloaded();

            // What a delegate of the options changed in a source while they were read.
            TakeNewestKeys();
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

    // Once, as long as it stays so.
    private void WarnAboutKeysLeftOut()
    {
        var all = _schemes.Values.SelectMany(scheme => scheme.Settings.Keys.LeftOut).Select(key => key.KeyId).Distinct(StringComparer.Ordinal).ToArray();
        foreach (var keyId in all.Except(_leftOut))
        {
            _environment.Logger.KeyOfSourceLeftOut(OneLine(keyId), JwtSecurityRegistry.Describe(Name));
        }

        _leftOut = all;
    }

    // Another service may have chosen it.
    private static string OneLine(string keyId) => string.Concat(keyId.Take(LongestKeyId).Select(character => char.IsControl(character) ? ' ' : character));
}
