using System.Diagnostics;
using System.Text.Json;
using JwtSecurity.Tests.TestKit;

namespace JwtSecurity.Tests.Interop;

/// <summary>A Django project with SimpleJWT on a free port of the loopback address, whose secret is <see cref="TestApp.Secret"/>.</summary>
public sealed class DjangoProject : IAsyncLifetime, IDisposable
{
    private Process? _process;

    public Uri Address { get; private set; } = null!;

    /// <summary>Starts one with a user, whose refresh tokens are replaced or not, as SimpleJWT's settings have it.</summary>
    internal static async Task<DjangoProject> StartAsync(string username, string password, bool rotates, bool blacklists)
    {
        var project = new DjangoProject();
        await project.LaunchAsync(username, password, rotates, blacklists);
        return project;
    }

    public async Task InitializeAsync()
    {
        if (PythonInstallation.WhyMissing is null)
        {
            await LaunchAsync("ada", "lovelace", rotates: true, blacklists: false);
        }
    }

    public Task DisposeAsync() => Task.CompletedTask;

    public void Dispose()
    {
        _process?.Kill();
        _process?.Dispose();
    }

    private async Task LaunchAsync(string username, string password, bool rotates, bool blacklists)
    {
        var settings = JsonSerializer.Serialize(new { SIGNING_KEY = TestApp.Secret, ROTATE_REFRESH_TOKENS = rotates, BLACKLIST_AFTER_ROTATION = blacklists });
        _process = PythonInstallation.Start("django_project.py", settings, username, password);
        Address = await _process.StandardOutput.ReadLineAsync() is { } address
            ? new Uri(address)
            : throw new InvalidOperationException($"Django did not start: {await _process.StandardError.ReadToEndAsync()}");
    }
}
