using JwtSecurity.Tests.TestKit;

namespace JwtSecurity.Tests.Interop;

/// <summary>
/// An algorithm, its key in the words of the Python libraries (a secret, or PEM), and what gives a scheme of ours the same key. Everything that is
/// tested for one is tested for all of them.
/// </summary>
internal sealed record InteropKey(string Algorithm, string SigningKey, string VerifyingKey, Action<JwtSchemeOptions> Share)
{
    public static readonly InteropKey[] All =
    [
        .. KeyPairs.Secrets.Select(Secret),
        .. KeyPairs.RsaAlgorithms.Select(Pair),
        .. KeyPairs.CurveAlgorithms.Select(Pair),
    ];

    /// <summary>The key of a test that is about something else.</summary>
    public static readonly InteropKey Default = All[0];

    /// <summary>The secret of fastapi-jwt's documentation.</summary>
    public static readonly InteropKey Short = Default with
    {
        SigningKey = "secret_key",
        VerifyingKey = "secret_key",
        Share = options => (options.SecretKey, options.AllowShortSecretKey) = ("secret_key", true),
    };

    /// <summary>The algorithms that a library has, too: neither python-jose nor SimpleJWT has RSA's PSS signatures.</summary>
    public static IEnumerable<string> AlgorithmsOf(string library) =>
        All.Select(key => key.Algorithm).Where(algorithm => algorithm[0] != 'P' || !(library.Contains("python-jose", StringComparison.Ordinal) || library == "SimpleJWT"));

    public static InteropKey For(string algorithm) => All.Single(key => key.Algorithm == algorithm);

    /// <summary>The options of a scheme with this key and the clock that Python has.</summary>
    public JwtSchemeOptions Options(JwtDialect dialect, Action<JwtSchemeOptions>? configure = null)
    {
        var options = new JwtSchemeOptions { Dialect = dialect };
        Share(options);
        configure?.Invoke(options);
        return options;
    }

    public JwtAccessBearer Access(JwtDialect dialect, Action<JwtSchemeOptions>? configure = null) => new(Options(dialect, configure));

    public JwtRefreshBearer Refresh(JwtDialect dialect, Action<JwtSchemeOptions>? configure = null) => new(Options(dialect, configure));

    /// <summary>A scheme that lives in another time, whose tokens have expired by now, or are not valid yet.</summary>
    public JwtAccessBearer AccessAt(TimeSpan fromNow, JwtDialect dialect)
    {
        var clock = new ManualTimeProvider();
        clock.SetUtcNow(TimeProvider.System.GetUtcNow() + fromNow);
        return Access(dialect, options => options.TimeProvider = clock);
    }

    private static InteropKey Secret(string algorithm) =>
        new(algorithm, TestApp.Secret, TestApp.Secret, options => (options.SecretKey, options.Algorithm) = (TestApp.Secret, algorithm));

    private static InteropKey Pair(string algorithm) =>
        new(algorithm, KeyPairs.Pem(algorithm), KeyPairs.PublicPem(algorithm), options => options.SigningKeys.Add(KeyPairs.SigningKey(algorithm)));
}
