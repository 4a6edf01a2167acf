using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace JwtSecurity.Tests.Samples;

/// <summary>Swagger UI of the sample with a password login, in a browser: what the document says is enough to log in and call.</summary>
public sealed class PasswordLoginPageTests(Chromium chromium, RunningPasswordLogin sample) : IClassFixture<Chromium>, IClassFixture<RunningPasswordLogin>
{
    [ChromiumFact]
    public async Task Somebody_logs_in_with_the_button_and_calls_an_endpoint()
    {
        await using var browser = await chromium.Browser.NewContextAsync();
        var page = await OpenAsync(browser);
        await CallAsync(page, "/users/me", "401");

        await page.Locator(".auth-wrapper .btn.authorize").ClickAsync();
        var login = page.Locator(".auth-container").Filter(new() { HasText = "JwtAccessBearer" });
        await login.Locator("#oauth_username").FillAsync("testuser");
        await login.Locator("#oauth_password").FillAsync("testpassword");
        await login.Locator("button.authorize").ClickAsync();
        await Expect(login.GetByText("Logout")).ToBeVisibleAsync();
        await page.Locator(".btn-done").First.ClickAsync();

        await CallAsync(page, "/users/me", "200");
        await Expect(Operation(page, "/users/me").Locator(".live-responses-table")).ToContainTextAsync("testuser");
        await CallAsync(page, "/admin/dashboard", "403");
        await CallAsync(page, "/api/v1/protected/data", "200");
    }

    [ChromiumFact]
    public async Task Only_guarded_operations_have_a_lock()
    {
        await using var browser = await chromium.Browser.NewContextAsync();
        var page = await OpenAsync(browser);

        foreach (var path in new[] { "/users/me", "/admin/dashboard", "/protected", "/api/v1/protected/data", "/refresh" })
        {
            await Expect(Operation(page, path).Locator(".authorization__btn")).ToHaveCountAsync(1);
        }

        foreach (var path in new[] { "/token", "/login", "/health" })
        {
            await Expect(Operation(page, path).Locator(".authorization__btn")).ToHaveCountAsync(0);
        }
    }

    private async Task<IPage> OpenAsync(IBrowserContext browser)
    {
        browser.SetDefaultTimeout(60_000);
        var page = await browser.NewPageAsync();
        await page.GotoAsync(new Uri(sample.Client.BaseAddress!, "/docs/index.html").AbsoluteUri);
        await Expect(Operation(page, "/users/me")).ToBeVisibleAsync();
        return page;
    }

    private static async Task CallAsync(IPage page, string path, string status)
    {
        var operation = Operation(page, path);
        if (await operation.Locator(".btn.execute").CountAsync() == 0)
        {
            await operation.Locator(".opblock-summary-control").ClickAsync();
            await operation.Locator(".try-out__btn").ClickAsync();
        }

        await operation.Locator(".btn.execute").ClickAsync();
        await Expect(operation.Locator(".live-responses-table .response-col_status").Last).ToContainTextAsync(status);
    }

    private static ILocator Operation(IPage page, string path) => page.Locator(".opblock", new() { Has = page.Locator($"[data-path='{path}']") });
}
