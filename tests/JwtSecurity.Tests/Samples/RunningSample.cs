namespace JwtSecurity.Tests.Samples;

/// <summary>A sample in Development, running for all tests of a class.</summary>
public abstract class RunningSample(string name) : IAsyncLifetime
{
    private SampleProcess? _process;

    internal HttpClient Client { get; } = new();

    public async Task InitializeAsync()
    {
        _process = SampleProcess.Start(name, "Development");
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
