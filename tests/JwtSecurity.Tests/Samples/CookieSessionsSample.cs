using JwtSecurity.Tests.TestKit;

namespace JwtSecurity.Tests.Samples;

/// <summary>The sample with cookies, running in Development, with a file of sessions of its own. Tests log in more often than people may.</summary>
internal sealed class CookieSessionsSample : IAsyncDisposable
{
    private readonly TemporaryFolder _folder;
    private readonly (string Key, string Value)[] _settings;
    private SampleProcess? _process;

    private CookieSessionsSample(TemporaryFolder folder, (string Key, string Value)[] settings)
    {
        _folder = folder;
        _settings = settings;
    }

    public Uri Address { get; private set; } = null!;

    public string SessionsFile => Path.Combine(_folder.Path, "sessions.db");

    public static async Task<CookieSessionsSample> StartAsync(params (string Key, string Value)[] settings)
    {
        var sample = new CookieSessionsSample(new TemporaryFolder(), settings);
        try
        {
            await sample.StartAgainAsync();
            return sample;
        }
        catch
        {
            await sample.DisposeAsync();
            throw;
        }
    }

    /// <summary>A client without cookies yet.</summary>
    public CookieClient NewClient() => new() { Address = Address };

    /// <summary>Kills it: nothing that was not written down survives.</summary>
    public async ValueTask KillAsync()
    {
        if (_process is { } process)
        {
            _process = null;
            await process.DisposeAsync();
        }
    }

    /// <summary>Starts it, each time on another port.</summary>
    public async Task StartAgainAsync()
    {
        _process = SampleProcess.Start(
            "CookieSessions", "Development", settings: [("SessionsFile", SessionsFile), ("Jwt:Endpoints:LoginLimit", "0"), ("Jwt:Endpoints:LoginLimitPerAddress", "0"), .. _settings]);
        Address = await _process.WaitForAddressAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await KillAsync();
        _folder.Dispose();
    }
}
