using System.Collections.Concurrent;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace JwtSecurity;

/// <summary>
/// The sets of an application, each made when first asked for.
/// </summary>
internal sealed class JwtSecuritySets(
    JwtSecurityRegistry registry,
    IOptionsFactory<JwtSecurityOptions> factory,
    IEnumerable<IOptionsChangeTokenSource<JwtSecurityOptions>> changes,
    IEnumerable<IConfigureOptions<JwtSchemeOptions>> configureSchemes,
    JwtSchemeEnvironment environment,
    IServiceProvider services,
    IServiceProviderIsService? isService = null) : IDisposable
{
    // Of all sets: what one takes is compared with what the others have, so only one at a time may take something.
    private readonly Lock _gate = new();
    private readonly ConcurrentDictionary<string, RevocationList> _revocations = new(StringComparer.Ordinal);
    private volatile (string Name, JwtSecurityScheme Scheme)[] _schemesByName = [];
    private volatile JwtSecuritySet[] _sets = [];

    /// <summary>Raised when a set has taken new options.</summary>
    public event EventHandler? Reloaded;

    /// <summary>The scheme object, or <see langword="null"/> if it was not added.</summary>
    public JwtSecurityScheme? Find(JwtSchemeKind kind, string? setName) =>
        registry.Find(setName) is { } registration && registration.Kinds.Contains(kind) ? GetSet(registration).Find(kind) : null;

    /// <summary>The scheme object.</summary>
    /// <exception cref="InvalidOperationException">It was not added, or its options are invalid.</exception>
    public JwtSecurityScheme Get(JwtSchemeKind kind, string? setName) => Find(kind, setName)
        ?? throw new InvalidOperationException($"{kind.NameIn(setName)} is not registered. {JwtSecurityRegistry.HowToAddScheme(kind, setName)}");

    /// <summary>The scheme object, by the name it has as an authentication scheme.</summary>
    /// <exception cref="InvalidOperationException">There is none of that name, or its options are invalid.</exception>
    public JwtSecurityScheme Get(string schemeName)
    {
        // A handful, asked for by every request: to compare them is faster than to hash the name.
        foreach (var (name, known) in _schemesByName)
        {
            if (name == schemeName)
            {
                return known;
            }
        }

        var (kind, setName) = registry.FindScheme(schemeName)
            ?? throw new InvalidOperationException($"'{schemeName}' is not a scheme of JwtSecurity. {JwtSecurityRegistry.HowToAdd}");
        var scheme = Get(kind, setName);
        lock (_gate)
        {
            _schemesByName = [.. _schemesByName, (schemeName, scheme)];
        }

        return scheme;
    }

    /// <summary>What the schemes of a set work with now; nothing where it is not registered.</summary>
    public IEnumerable<JwtSchemeSettings> SettingsOf(string? setName) =>
        registry.Find(setName) is { } registration ? GetSet(registration).Settings : [];

    /// <summary>The schemes of a set; none where it is not registered.</summary>
    public IReadOnlyCollection<JwtSecurityScheme> SchemesOf(string? setName) =>
        registry.Find(setName) is { } registration ? GetSet(registration).Schemes : [];

    /// <summary>What the sessions of each set that has them work with now.</summary>
    public IReadOnlyList<SessionSettings> Sessions =>
        [.. registry.Sets.Where(registration => registration.HasSessions).Select(registration => GetSet(registration).Settings.First().Sessions!)];

    /// <summary>What is revoked in a set, by the name that stores have for it.</summary>
    public RevocationList? FindRevocations(string storedSetName) => _revocations.GetValueOrDefault(storedSetName);

    /// <exception cref="InvalidOperationException">The set has no sessions, or its options are invalid.</exception>
    public JwtSessions CreateSessions(string? setName)
    {
        if (registry.Find(setName) is not { HasSessions: true } registration)
        {
            throw new InvalidOperationException($"{nameof(JwtSessions)} is not registered. {JwtSecurityRegistry.HowToAddSessions(setName)}");
        }

        var schemes = GetSet(registration).Schemes;
        return new JwtSessions(new SessionTokens(schemes.First(scheme => scheme.Settings.Kind.TokenType == JwtTokenType.Refresh), [.. schemes]));
    }

    /// <summary>Builds every set, and adds what is wrong with its options.</summary>
    /// <returns>What was built of the schemes without a finding.</returns>
    public IReadOnlyList<JwtSchemeSettings> Check(StartupFindings findings)
    {
        var all = registry.Sets.SelectMany(registration => CreateSettings(registration, findings)).ToArray();
        SetsApartCheck.Check(all, findings);
        return all;
    }

    public void Dispose()
    {
        lock (_gate)
        {
            Array.ForEach(_sets, set => set.Dispose());
            _sets = [];
        }
    }

    private JwtSecuritySet GetSet(JwtSecurityRegistry.SetRegistration registration)
    {
        if (FindSet(registration.Name) is { } made)
        {
            return made;
        }

        lock (_gate)
        {
            var set = FindSet(registration.Name);
            if (set is null)
            {
                set = new JwtSecuritySet(registration.Name, CreateOrThrow, changes, KeySourcesOf(registration.Name), environment, () => Reloaded?.Invoke(this, EventArgs.Empty), _gate);
                _sets = [.. _sets, set];
            }

            return set;
        }

        IReadOnlyList<JwtSchemeSettings> CreateOrThrow()
        {
            var findings = new StartupFindings();
            var settings = CreateSettings(registration, findings);

            // A reload, too, must leave the sets apart.
            var others = _sets.Where(set => set.Name != registration.Name).SelectMany(set => set.Settings);
            SetsApartCheck.Check([.. settings, .. others], findings);
            findings.ThrowIfAny();
            return settings;
        }
    }

    private JwtSecuritySet? FindSet(string? name)
    {
        foreach (var set in _sets)
        {
            if (set.Name == name)
            {
                return set;
            }
        }

        return null;
    }

    private List<JwtSchemeSettings> CreateSettings(JwtSecurityRegistry.SetRegistration registration, StartupFindings findings)
    {
        if (CreateDefaults(registration, findings) is not { } defaults)
        {
            return [];
        }

        CheckAuthenticationSchemes(defaults, findings);
        CheckCache(defaults, findings);

        var sessions = CreateSessionSettings(registration, defaults, findings);
        var endpoints = CreateEndpointOptions(registration, defaults, findings);
        var all = new List<JwtSchemeSettings>();
        var keySources = KeySourcesOf(registration.Name);
        foreach (var kind in registration.Kinds)
        {
            var options = new JwtSchemeOptions();
            defaults.CopyTo(options);
            registration.Configure(kind, options);
            ConfigureByName(kind.NameIn(registration.Name), options);
            options.SessionSettings = sessions;
            options.EndpointOptions = endpoints;
            options.RefreshCookiePaths = registration.RefreshCookiePaths;

            if (JwtSchemeSettings.TryCreate(kind, registration.Name, options, environment, findings, () => CreateCache(kind, defaults), keySources) is { } settings)
            {
                all.Add(settings);
            }
        }

        CheckPairs(all, findings);
        CheckDialects(all, findings);
        CheckDoubleSubmit(all, findings);
        CheckEvents(all, findings);
        CheckQueryTokens(all, defaults, findings);
        return all;
    }

    // The set's options go to all of its schemes, and one of them has to read them. What a scheme's own options say, it reads itself.
    private static void CheckQueryTokens(List<JwtSchemeSettings> all, JwtSecurityOptions defaults, StartupFindings findings)
    {
        var isRead = all.Exists(settings => settings.QueryTokens is not null);
        foreach (var settings in all.Where(settings => settings.QueryTokens is null))
        {
            var paths = settings.Options.QueryToken.Paths;
            if (paths.Count > 0 && (!isRead || !paths.SequenceEqual(defaults.QueryToken.Paths)))
            {
                findings.Add($"{settings.Name} has QueryToken.Paths, and reads no token from a URL: only access schemes that read the Authorization header do. Set it for JwtAccessBearer or JwtAccessBearerCookie, or leave it out.");
            }
        }
    }

    private SessionSettings? CreateSessionSettings(JwtSecurityRegistry.SetRegistration registration, JwtSecurityOptions defaults, StartupFindings findings)
    {
        if (!registration.HasSessions)
        {
            return null;
        }

        var own = new StartupFindings();
        JwtSessionOptionsCheck.Check(defaults.Sessions, own);
        if (!registration.Kinds.Any(kind => kind.TokenType == JwtTokenType.Refresh))
        {
            own.Add("There are sessions, and no scheme that accepts the refresh tokens to renew them. Call AddRefreshBearer(), AddRefreshCookie() or AddRefreshBearerCookie().");
        }

        findings.AddAll(own, prefix: registration.Name is null ? "" : $"In the set '{registration.Name}': ");
        if (services.GetService<JwtSessionStore>() is not { } store)
        {
            findings.Add("There are sessions, and no store to keep them. After AddSessions(), call AddInMemoryStore() for one process, or a store that lasts; one of your own is registered with "
                + $"builder.Services.AddSingleton<{nameof(JwtSessionStore)}, …>().");
            return null;
        }

        var storedName = registration.Name ?? "";
        var revocations = _revocations.GetOrAdd(storedName, _ => new RevocationList(defaults.TimeProvider ?? environment.TimeProvider));
        return new SessionSettings(storedName, defaults.Sessions.Copy(), store, revocations, services.GetRequiredService<IServiceScopeFactory>(), environment.Logger, registration.HasLogin);
    }

    private static JwtEndpointOptions CreateEndpointOptions(JwtSecurityRegistry.SetRegistration registration, JwtSecurityOptions defaults, StartupFindings findings)
    {
        var own = new StartupFindings();
        JwtEndpointOptionsCheck.Check(defaults.Endpoints, registration.Kinds, own);
        findings.AddAll(own, prefix: registration.Name is null ? "" : $"In the set '{registration.Name}': ");
        return defaults.Endpoints.Copy();
    }

    private JwtSecurityOptions? CreateDefaults(JwtSecurityRegistry.SetRegistration registration, StartupFindings findings)
    {
        try
        {
            return factory.Create(registration.Name ?? Options.DefaultName);
        }
        catch (ConfigurationException exception)
        {
            findings.Add(exception.Message);
            return null;
        }
    }

    // What services.Configure<JwtSchemeOptions>("JwtAccessBearer", …) says, which is how other schemes are configured.
    private void ConfigureByName(string schemeName, JwtSchemeOptions options)
    {
        foreach (var configure in configureSchemes)
        {
            if (configure is IConfigureNamedOptions<JwtSchemeOptions> named)
            {
                named.Configure(schemeName, options);
            }
        }
    }

    private SigningKeySources KeySourcesOf(string? setName) =>
        new([.. setName is null ? services.GetServices<SigningKeySource>() : services.GetKeyedServices<SigningKeySource>(setName)], environment.Logger);

    private static TokenCache? CreateCache(JwtSchemeKind kind, JwtSecurityOptions options) =>
        kind.TokenType == JwtTokenType.Access && options is { TokenCacheEntries: > 0, TokenCacheBytes: > 0 }
            ? new TokenCache(options.TokenCacheEntries, options.TokenCacheBytes)
            : null;

    private void CheckEvents(List<JwtSchemeSettings> all, StartupFindings findings)
    {
        foreach (var type in all.Select(settings => settings.Options.EventsType).OfType<Type>())
        {
            if (isService?.IsService(type) == false)
            {
                findings.Add($"EventsType is {type}, which is not registered. Call builder.Services.AddScoped<{type.Name}>().");
            }
        }
    }

    private void CheckAuthenticationSchemes(JwtSecurityOptions options, StartupFindings findings)
    {
        if (options.RegisterAuthenticationSchemes != registry.RegistersAuthenticationSchemes)
        {
            findings.Add("RegisterAuthenticationSchemes differs between sets, or from when the services were registered. It holds for the application: set it to the same value in every call of AddJwtSecurity.");
        }
    }

    private static void CheckCache(JwtSecurityOptions options, StartupFindings findings)
    {
        if (options.TokenCacheEntries < 0 || options.TokenCacheBytes < 0)
        {
            findings.Add("TokenCacheEntries and TokenCacheBytes must not be negative. Set one of them to zero to switch the token cache off.");
        }
    }

    // What one scheme of a set creates, the others read, and a pair has the fields of one.
    private static void CheckDialects(List<JwtSchemeSettings> all, StartupFindings findings)
    {
        if (all.DistinctBy(settings => settings.Dialect).Count() > 1)
        {
            findings.Add($"{string.Join(" and ", all.Select(settings => settings.Name))} differ in Dialect, and would not read each other's tokens. "
                + "Set it once, in AddJwtSecurity, or put one of the schemes into a set of its own.");
        }
    }

    // What one scheme of a set creates, the cookie of another may carry.
    private static void CheckDoubleSubmit(List<JwtSchemeSettings> all, StartupFindings findings)
    {
        if (all.DistinctBy(settings => settings.WritesCsrf).Count() > 1)
        {
            findings.Add($"{string.Join(" and ", all.Select(settings => settings.Name))} differ in Csrf.DoubleSubmit: the one would refuse tokens that the other creates. Set it once, in AddJwtSecurity.");
        }
    }

    // A pair has one lifetime of each kind. Where two schemes of a kind differ, nobody could say which.
    private static void CheckPairs(List<JwtSchemeSettings> all, StartupFindings findings)
    {
        foreach (var tokenType in Enum.GetValues<JwtTokenType>())
        {
            var schemes = all.Where(settings => settings.Kind.TokenType == tokenType).ToArray();
            if (schemes.DistinctBy(settings => settings.ExpiresDelta(tokenType)).Count() > 1)
            {
                findings.Add($"{string.Join(" and ", schemes.Select(settings => settings.Name))} differ in {tokenType}ExpiresDelta, and CreateTokenPair could take either. "
                    + "Set it once, in AddJwtSecurity, or put one of the schemes into a set of its own.");
            }
        }
    }
}
