using System.Collections.Concurrent;
using System.Text.Json;
using Microsoft.Playwright;

namespace JwtSecurity.Tests.Samples;

/// <summary>Somebody in front of a browser: its tabs share cookies, and all that they ask the API and complain about is written down.</summary>
internal sealed class Visitor : IAsyncDisposable
{
    private readonly IBrowserContext _browser;
    private readonly ConcurrentQueue<string> _complaints = new();
    private readonly ConcurrentQueue<string> _calls = new();

    public Visitor(IBrowserContext browser, CookieSessionsSample sample)
    {
        _browser = browser;

        // Under this name browsers take Secure cookies without HTTPS.
        Home = new UriBuilder(sample.Address) { Host = "localhost" }.Uri;
        browser.Console += (_, message) =>
        {
            if (message.Type is "error" or "warning")
            {
                _complaints.Enqueue(message.Text);
            }
        };
        browser.WebError += (_, error) => _complaints.Enqueue(error.Error);
        browser.RequestFailed += (_, request) => _complaints.Enqueue($"{request.Method} {request.Url}: {request.Failure}");
        browser.Response += (_, response) =>
        {
            var path = new Uri(response.Url).AbsolutePath;
            if (path.StartsWith("/api/", StringComparison.Ordinal))
            {
                _calls.Enqueue($"{response.Request.Method} {path["/api/v1".Length..]} {response.Status}");
            }
        };
    }

    public Uri Home { get; }

    /// <summary>What the browser's console says that is more than a note: what a policy forbade, what failed, what a script did not catch.</summary>
    public IReadOnlyCollection<string> Complaints => _complaints;

    /// <summary>The answers of the API, as <c>POST /refresh 200</c>.</summary>
    public IReadOnlyCollection<string> Calls => _calls;

    public IBrowserContext Browser => _browser;

    public async Task<IPage> OpenAsync()
    {
        var tab = await _browser.NewPageAsync();
        await tab.GotoAsync(Home.AbsoluteUri);
        return tab;
    }

    public async Task<IPage> LogInAsync(string password = "testpassword")
    {
        var tab = await OpenAsync();
        await EnterAsync(tab, password);
        await ShouldBeSignedInAsync(tab);
        return tab;
    }

    public static async Task EnterAsync(IPage tab, string password)
    {
        await tab.GetByLabel("User name").FillAsync("testuser");
        await tab.GetByLabel("Password").FillAsync(password);
        await tab.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = "Log in" }).ClickAsync();
    }

    public static Task ClickAsync(IPage tab, string button) => tab.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = button, Exact = true }).ClickAsync();

    public static Task ShouldBeSignedInAsync(IPage tab) => Assertions.Expect(tab.GetByRole(AriaRole.Heading, new PageGetByRoleOptions { Name = "Test User (testuser)" })).ToBeVisibleAsync();

    public static async Task ShouldBeSignedOutAsync(IPage tab, string notice = "")
    {
        await Assertions.Expect(tab.GetByRole(AriaRole.Heading, new PageGetByRoleOptions { Name = "Log in" })).ToBeVisibleAsync();
        await Assertions.Expect(tab.Locator("#signed-in")).ToBeHiddenAsync();
        await Assertions.Expect(tab.GetByRole(AriaRole.Status)).ToHaveTextAsync(notice);
    }

    /// <summary>What a script of the page gets from the API when it asks: the body and all headers that it is shown.</summary>
    public static async Task<string> FetchAsync(IPage tab, string method, string path, object? body = null) => (await tab.EvaluateAsync<string>(
        """
        async ([method, path, body]) => {
          const response = await fetch(path, { method, body, headers: body ? { "Content-Type": "application/json" } : {} });
          return [response.status, ...[...response.headers].map(header => header.join(": ")), await response.text()].join("\n");
        }
        """,
        new[] { method, path, body is null ? null : JsonSerializer.Serialize(body) }))!;

    public async Task<IReadOnlyList<string>> TokensAsync() => [.. (await _browser.CookiesAsync()).Select(cookie => cookie.Value)];

    public async ValueTask DisposeAsync() => await _browser.DisposeAsync();
}
