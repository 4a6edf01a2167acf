namespace JwtSecurity.Tests.Samples;

/// <summary>The sample in Development, running for all tests of a class.</summary>
public sealed class RunningUserGuide : IAsyncLifetime
{
    private UserGuideProcess? _process;

    internal HttpClient Client { get; } = new();

    public async Task InitializeAsync()
    {
        _process = UserGuideProcess.Start("Development");
        try
        {
            Client.BaseAddress = await _process.WaitForAddressAsync();
        }
        catch
        {
            await _process.DisposeAsync();
            throw;
        }
    }

    public async Task DisposeAsync()
    {
        Client.Dispose();
        if (_process is not null)
        {
            await _process.DisposeAsync();
        }
    }
}
