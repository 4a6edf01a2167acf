using System.Runtime.InteropServices;
using Microsoft.Playwright;

namespace JwtSecurity.Tests.Samples;

/// <summary>The machine's own browser, without a window, driven by Playwright. Nothing is downloaded: where either is missing, tests that need them say so.</summary>
public sealed class Chromium : IAsyncLifetime
{
    private const string Program = "/usr/bin/chromium";
    private const float Patience = 60_000;

    private IPlaywright? _playwright;

    public static string? WhyMissing { get; } =
        !File.Exists(Program) ? $"Chromium is not here: there is no {Program}. Install chromium."
        : !HasDriver() ? "The driver of Playwright is not among the files of this build: its package has none for this system."
        : null;

    internal IBrowser Browser { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        if (WhyMissing is not null)
        {
            return;
        }

        Assertions.SetDefaultExpectTimeout(Patience);
        _playwright = await Playwright.CreateAsync();
        Browser = await _playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions
        {
            ExecutablePath = Program,
            Args = Environment.IsPrivilegedProcess ? ["--no-sandbox"] : [],
        });
    }

    public async Task DisposeAsync()
    {
        if (_playwright is not null)
        {
            await Browser.DisposeAsync();
            _playwright.Dispose();
        }
    }

    /// <summary>Somebody who visits the sample, with a profile of their own.</summary>
    internal async Task<Visitor> NewVisitorAsync(CookieSessionsSample sample, int width = 1280)
    {
        var context = await Browser.NewContextAsync(new BrowserNewContextOptions
        {
            Locale = "en-GB",
            ViewportSize = new ViewportSize { Width = width, Height = 800 },
        });
        context.SetDefaultTimeout(Patience);
        return new Visitor(context, sample);
    }

    private static bool HasDriver() =>
        Directory.Exists(Path.Combine(AppContext.BaseDirectory, ".playwright", "node", $"linux-{RuntimeInformation.ProcessArchitecture}".ToLowerInvariant()));
}
