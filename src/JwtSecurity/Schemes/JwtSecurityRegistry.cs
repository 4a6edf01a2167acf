namespace JwtSecurity;

/// <summary>
/// Which sets and schemes the application registered. Filled while services are registered, read afterwards.
/// </summary>
internal sealed class JwtSecurityRegistry
{
    public const string HowToAdd = "Call builder.Services.AddJwtSecurity(options => options.SecretKey = builder.Configuration[\"Jwt:SecretKey\"]).AddAccessBearer().";

    private readonly List<SetRegistration> _sets = [];
    private readonly List<(PathPrefix Prefix, GuardRequirement Requirement)> _paths = [];

    public IReadOnlyList<SetRegistration> Sets => _sets;

    /// <summary>Whether the schemes are ASP.NET Core authentication schemes too.</summary>
    public bool RegistersAuthenticationSchemes => _sets.Exists(set => set.RegistersAuthenticationSchemes);

    public SetRegistration GetOrAdd(string? name)
    {
        var set = Find(name);
        if (set is null)
        {
            set = new SetRegistration(name);
            _sets.Add(set);
        }

        return set;
    }

    public SetRegistration? Find(string? name) => _sets.Find(set => set.Name == name);

    /// <summary>The set and class that an authentication scheme's name stands for.</summary>
    public (JwtSchemeKind Kind, string? SetName)? FindScheme(string schemeName)
    {
        foreach (var set in _sets)
        {
            if (set.Kinds.FirstOrDefault(kind => kind.NameIn(set.Name) == schemeName) is { } kind)
            {
                return (kind, set.Name);
            }
        }

        return null;
    }

    /// <summary>Remembers what a guard of a path asks for.</summary>
    public void AddPathRequirement(PathPrefix prefix, GuardRequirement requirement) => _paths.Add((prefix, requirement));

    /// <summary>What guards of paths ask for where a route leads.</summary>
    public IEnumerable<GuardRequirement> FindPathRequirements(string route) => _paths.Where(path => path.Prefix.Covers(route)).Select(path => path.Requirement);

    public IEnumerable<JwtSchemeKind> AccessSchemesOfDefaultSet() =>
        Find(null)?.Kinds.Where(kind => kind.TokenType == JwtTokenType.Access) ?? [];

    public void CheckRegistered(JwtSchemeKind kind, string? setName, string endpoint, StartupFindings findings)
    {
        if (Find(setName)?.Kinds.Contains(kind) != true)
        {
            findings.Add($"{endpoint} needs {kind.NameIn(setName)}, which is not registered. {HowToAddScheme(kind, setName)}");
        }
    }

    public void CheckSessions(string? setName, string endpoint, StartupFindings findings)
    {
        if (Find(setName)?.HasSessions != true)
        {
            findings.Add($"{endpoint} needs {nameof(JwtSessions)}, which {Describe(setName)} does not have. {HowToAddSessions(setName)}");
        }
    }

    /// <summary>Adds that there is no set with schemes to do what <paramref name="purpose"/> says.</summary>
    /// <returns>Whether there is one.</returns>
    public bool CheckHasSchemes(string? setName, string purpose, StartupFindings findings)
    {
        var hasSchemes = Find(setName)?.Kinds.Any() == true;
        if (!hasSchemes)
        {
            findings.Add($"{purpose} {Describe(setName)}, which has no schemes. Call builder.Services.AddJwtSecurity({(setName is null ? "" : $"\"{setName}\", ")}…).AddAccessBearer(), or name another set.");
        }

        return hasSchemes;
    }

    /// <summary>What messages call a set.</summary>
    public static string Describe(string? setName) => setName is null ? "the default set" : $"the set '{setName}'";

    public static string HowToAddSessions(string? setName) => setName is null
        ? "Call builder.Services.AddJwtSecurity(…).AddSessions()."
        : $"Call builder.Services.AddJwtSecurity(\"{setName}\", …).AddSessions().";

    public static string HowToAddScheme(JwtSchemeKind kind, string? setName) => setName is null
        ? $"Call builder.Services.AddJwtSecurity(…).{kind.AddMethod}."
        : $"Call builder.Services.AddJwtSecurity(\"{setName}\", …).{kind.AddMethod}.";

    /// <summary>One set: its schemes in the order they were added, and what configures each.</summary>
    public sealed class SetRegistration(string? name)
    {
        private readonly List<(JwtSchemeKind Kind, Action<JwtSchemeOptions> Configure)> _schemes = [];

        public string? Name => name;

        public bool RegistersAuthenticationSchemes { get; set; } = true;

        /// <summary>Whether <c>AddSessions</c> was called.</summary>
        public bool HasSessions { get; set; }

        /// <summary>Where its refresh cookie is sent.</summary>
        public RefreshCookiePaths RefreshCookiePaths { get; } = new();

        /// <summary>Whether <c>AddLogin</c> was called.</summary>
        public bool HasLogin { get; set; }

        /// <summary>Adds what that login lacks; <see langword="null"/> where nothing is known of it.</summary>
        public Action<IServiceProvider, StartupFindings>? CheckLogin { get; set; }

        public IEnumerable<JwtSchemeKind> Kinds => _schemes.Select(scheme => scheme.Kind).Distinct();

        public void Add(JwtSchemeKind kind, Action<JwtSchemeOptions>? configure) => _schemes.Add((kind, configure ?? (_ => { })));

        public void Configure(JwtSchemeKind kind, JwtSchemeOptions options)
        {
            foreach (var scheme in _schemes)
            {
                if (scheme.Kind == kind)
                {
                    scheme.Configure(options);
                }
            }
        }
    }
}
