using JwtSecurity.Tests.TestKit;

namespace JwtSecurity.Tests.Interop;

/// <summary>
/// An algorithm, its key in the words of the Python libraries (a secret, or PEM), and what gives a scheme of ours the same key. Everything that is
/// tested for one is tested for all of them.
/// </summary>
internal sealed record InteropKey(string Algorithm, string SigningKey, string VerifyingKey, Action<JwtSchemeOptions> Share)
{
    public static readonly InteropKey[] All = [Secret("HS256"), Secret("HS384"), Secret("HS512")];

    /// <summary>The key of a test that is about something else.</summary>
    public static readonly InteropKey Default = All[0];

    /// <summary>The secret of fastapi-jwt's documentation.</summary>
    public static readonly InteropKey Short = Default with
    {
        SigningKey = "secret_key",
        VerifyingKey = "secret_key",
        Share = options => (options.SecretKey, options.AllowShortSecretKey) = ("secret_key", true),
    };

    public static IEnumerable<string> Algorithms => All.Select(key => key.Algorithm);

    public static InteropKey For(string algorithm) => All.Single(key => key.Algorithm == algorithm);

    /// <summary>The options of a scheme with this key and the clock that Python has.</summary>
    public JwtSchemeOptions Options(JwtDialect dialect, Action<JwtSchemeOptions>? configure = null)
    {
        var options = new JwtSchemeOptions { Algorithm = Algorithm, Dialect = dialect };
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

    private static InteropKey Secret(string algorithm) => new(algorithm, TestApp.Secret, TestApp.Secret, options => options.SecretKey = TestApp.Secret);
}
