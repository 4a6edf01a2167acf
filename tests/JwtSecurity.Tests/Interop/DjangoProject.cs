using System.Diagnostics;
using JwtSecurity.Tests.TestKit;

namespace JwtSecurity.Tests.Interop;

/// <summary>A Django project with SimpleJWT on a free port of the loopback address, whose secret is <see cref="TestApp.Secret"/>.</summary>
public sealed class DjangoProject : IAsyncLifetime, IDisposable
{
    private Process? _process;

    public Uri Address { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        if (PythonInstallation.WhyMissing is null)
        {
            _process = PythonInstallation.Start("django_project.py", TestApp.Secret, "HS256");
            Address = await _process.StandardOutput.ReadLineAsync() is { } address
                ? new Uri(address)
                : throw new InvalidOperationException($"Django did not start: {await _process.StandardError.ReadToEndAsync()}");
        }
    }

    public Task DisposeAsync() => Task.CompletedTask;

    public void Dispose()
    {
        _process?.Kill();
        _process?.Dispose();
    }
}
