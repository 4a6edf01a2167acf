using Microsoft.Playwright;
using static JwtSecurity.Tests.Samples.Visitor;
using static Microsoft.Playwright.Assertions;

namespace JwtSecurity.Tests.Samples;

/// <summary>The page of the sample with cookies, in a browser.</summary>
public sealed class CookieSessionsPageTests(Chromium chromium, RunningCookieSessions running) : IClassFixture<Chromium>, IClassFixture<RunningCookieSessions>
{
    // Long enough for a slow machine to show the page in, short enough to wait for.
    private static readonly (string Key, string Value) s_shortLife = ("Jwt:AccessExpiresDelta", "00:00:10");

    [ChromiumFact]
    public async Task Somebody_logs_in_and_sees_who_they_are_when_the_token_ends_and_their_sessions()
    {
        await using var visitor = await chromium.NewVisitorAsync(running.Sample);
        var tab = await visitor.OpenAsync();
        await Expect(tab.GetByLabel("User name")).ToBeFocusedAsync();
        await EnterAsync(tab, "testpassword");
        await ShouldBeSignedInAsync(tab);

        await Expect(tab.GetByRole(AriaRole.Heading, new() { Name = "Test User (testuser)" })).ToBeFocusedAsync();
        await Expect(tab.GetByRole(AriaRole.Timer)).ToHaveTextAsync(new System.Text.RegularExpressions.Regex("^(60 min 0|59 min [0-9]+) s$"));
        await Expect(Sessions(tab).Filter(new() { Has = tab.Locator(".badge:visible") })).ToContainTextAsync("Chrome on Linux");

        // It counts down.
        var first = await tab.GetByRole(AriaRole.Timer).TextContentAsync();
        await Expect(tab.GetByRole(AriaRole.Timer)).Not.ToHaveTextAsync(first!);

        // And stays when the page is loaded again.
        await tab.ReloadAsync();
        await ShouldBeSignedInAsync(tab);
        await Expect(tab.GetByRole(AriaRole.Timer)).ToContainTextAsync("min");

        visitor.Calls.Should().Equal("POST /login 200", "GET /me 200", "GET /sessions 200", "GET /me 200", "GET /sessions 200");
        visitor.Complaints.Should().BeEmpty();
    }

    [ChromiumFact]
    public async Task A_wrong_password_is_said_to_everybody_and_the_right_one_can_be_entered_at_once()
    {
        await using var visitor = await chromium.NewVisitorAsync(running.Sample);
        var tab = await visitor.OpenAsync();

        await EnterAsync(tab, "wrong");

        await Expect(tab.GetByRole(AriaRole.Alert)).ToHaveTextAsync("User name or password is wrong.");
        await Expect(tab.GetByLabel("Password")).ToBeFocusedAsync();
        await Expect(tab.GetByLabel("Password")).ToHaveAttributeAsync("aria-invalid", "true");
        await ShouldBeSignedOutAsync(tab);
        (await visitor.Browser.CookiesAsync()).Should().BeEmpty();

        await tab.Keyboard.TypeAsync("testpassword");
        await tab.Keyboard.PressAsync("Enter");
        await ShouldBeSignedInAsync(tab);

        // The browser's own line for a 401 is all there is.
        visitor.Complaints.Should().ContainSingle().Which.Should().Contain("401");
    }

    [ChromiumFact]
    public async Task Shortly_before_the_token_ends_it_is_renewed_and_nobody_notices()
    {
        await using var sample = await CookieSessionsSample.StartAsync(s_shortLife);
        await using var visitor = await chromium.NewVisitorAsync(sample);
        var tab = await visitor.LogInAsync();

        await Expect(tab.GetByRole(AriaRole.Log).GetByText("Renewed by this tab")).ToHaveCountAsync(2);

        await ShouldBeSignedInAsync(tab);
        visitor.Calls.Where(call => call.StartsWith("POST", StringComparison.Ordinal)).Should().Equal("POST /login 200", "POST /refresh 200", "POST /refresh 200");
        visitor.Complaints.Should().BeEmpty();
    }

    [ChromiumFact]
    public async Task A_token_that_ended_meanwhile_is_renewed_once_and_the_requests_are_sent_again()
    {
        await using var sample = await CookieSessionsSample.StartAsync(s_shortLife);
        await using var visitor = await chromium.NewVisitorAsync(sample);
        var tab = await visitor.LogInAsync();
        await tab.GotoAsync("about:blank");

        // The browser drops the cookie when its time has come.
        await tab.WaitForFunctionAsync("ends => Date.now() > ends", TimeProvider.System.GetUtcNow().AddSeconds(11).ToUnixTimeMilliseconds());
        (await visitor.Browser.CookiesAsync()).Should().NotContain(cookie => cookie.Name == "access_token_cookie");
        await tab.GotoAsync(visitor.Home.AbsoluteUri);

        await ShouldBeSignedInAsync(tab);
        visitor.Calls.Skip(3).Should().BeEquivalentTo("GET /me 401", "GET /sessions 401", "POST /refresh 200", "GET /me 200", "GET /sessions 200");
    }

    [ChromiumFact]
    public async Task A_token_that_was_taken_away_is_renewed_too()
    {
        await using var visitor = await chromium.NewVisitorAsync(running.Sample);
        var tab = await visitor.LogInAsync();
        await visitor.Browser.ClearCookiesAsync(new() { Name = "access_token_cookie" });

        await ClickAsync(tab, "Look again");

        await Expect(tab.GetByRole(AriaRole.Log).GetByText("Renewed by this tab")).ToHaveCountAsync(1);
        await ShouldBeSignedInAsync(tab);
        visitor.Calls.Count(call => call == "POST /refresh 200").Should().Be(1);
    }

    [ChromiumFact]
    public async Task Two_tabs_that_want_to_renew_at_once_take_turns_and_the_second_finds_it_done()
    {
        await using var visitor = await chromium.NewVisitorAsync(running.Sample);
        var first = await visitor.LogInAsync();
        var second = await visitor.OpenAsync();
        await ShouldBeSignedInAsync(second);
        await visitor.Browser.ClearCookiesAsync(new() { Name = "access_token_cookie" });

        // The renewal is under way until both know that they need one.
        var refused = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        visitor.Browser.Response += (_, _) =>
        {
            if (visitor.Calls.Count(call => call.EndsWith("401", StringComparison.Ordinal)) == 4)
            {
                refused.TrySetResult();
            }
        };
        await visitor.Browser.RouteAsync("**/refresh", async route =>
        {
            await refused.Task;
            await route.ContinueAsync();
        });
        await Task.WhenAll(ClickAsync(first, "Look again"), ClickAsync(second, "Look again"));

        await Expect(first.GetByRole(AriaRole.Log).GetByText("Renewed by")).ToHaveCountAsync(1);
        await Expect(second.GetByRole(AriaRole.Log).GetByText("Renewed by")).ToHaveCountAsync(1);
        await Expect(first.GetByRole(AriaRole.Button, new() { Name = "Look again" })).ToBeEnabledAsync();
        await Expect(second.GetByRole(AriaRole.Button, new() { Name = "Look again" })).ToBeEnabledAsync();
        await ShouldBeSignedInAsync(first);
        await ShouldBeSignedInAsync(second);
        visitor.Calls.Where(call => call.StartsWith("POST /refresh", StringComparison.Ordinal)).Should().Equal("POST /refresh 200");
    }

    [ChromiumFact]
    public async Task Two_tabs_that_do_not_are_forgiven_by_the_grace_period()
    {
        await using var visitor = await chromium.NewVisitorAsync(running.Sample);
        var first = await visitor.LogInAsync();
        var second = await visitor.OpenAsync();
        await ShouldBeSignedInAsync(second);

        // Past the lock, both at once.
        var answers = await Task.WhenAll(new[] { first, second, first, second }.Select(tab => FetchAsync(tab, "POST", "/api/v1/refresh")));

        answers.Should().OnlyContain(answer => answer.StartsWith("200", StringComparison.Ordinal));
        foreach (var tab in new[] { first, second })
        {
            await ClickAsync(tab, "Renew now");
            await ClickAsync(tab, "Look again");
            await ShouldBeSignedInAsync(tab);
        }

        visitor.Complaints.Should().BeEmpty();
    }

    [ChromiumFact]
    public async Task A_logout_is_seen_by_the_other_tab()
    {
        await using var visitor = await chromium.NewVisitorAsync(running.Sample);
        var first = await visitor.LogInAsync();
        var second = await visitor.OpenAsync();
        await ShouldBeSignedInAsync(second);

        await ClickAsync(first, "Log out");

        await ShouldBeSignedOutAsync(first, "You have logged out.");
        await Expect(first.GetByLabel("User name")).ToBeFocusedAsync();
        await ShouldBeSignedOutAsync(second, "You were logged out in another tab.");
        (await visitor.Browser.CookiesAsync()).Should().BeEmpty();

        // And so is a login.
        await EnterAsync(second, "testpassword");
        await ShouldBeSignedInAsync(second);
        await ShouldBeSignedInAsync(first);
        visitor.Complaints.Should().BeEmpty();
    }

    [ChromiumFact]
    public async Task A_logout_everywhere_is_seen_by_the_other_tab_and_by_another_browser()
    {
        await using var sample = await CookieSessionsSample.StartAsync();
        await using var laptop = await chromium.NewVisitorAsync(sample);
        await using var phone = await chromium.NewVisitorAsync(sample);
        var first = await laptop.LogInAsync();
        var second = await laptop.OpenAsync();
        var elsewhere = await phone.LogInAsync();
        await ShouldBeSignedInAsync(second);

        await ClickAsync(first, "Log out everywhere");

        await ShouldBeSignedOutAsync(first, "You have logged out everywhere.");
        await ShouldBeSignedOutAsync(second, "You were logged out in another tab.");

        // Its next request's 401.
        await ClickAsync(elsewhere, "Look again");
        await ShouldBeSignedOutAsync(elsewhere, "Your session has ended. Log in to start another.");
        phone.Calls.Should().Contain("POST /refresh 401");
        laptop.Complaints.Should().BeEmpty();
    }

    [ChromiumFact]
    public async Task The_session_of_another_browser_is_ended_from_the_list()
    {
        await using var sample = await CookieSessionsSample.StartAsync();
        await using var laptop = await chromium.NewVisitorAsync(sample);
        await using var phone = await chromium.NewVisitorAsync(sample);
        var elsewhere = await phone.LogInAsync();
        var tab = await laptop.LogInAsync();
        await Expect(Sessions(tab)).ToHaveCountAsync(2);

        await tab.GetByRole(AriaRole.Button, new() { Name = "End the session of Chrome on Linux" }).ClickAsync();

        await Expect(Sessions(tab)).ToHaveCountAsync(1);
        await Expect(tab.GetByRole(AriaRole.Status)).ToHaveTextAsync("The session of Chrome on Linux has ended.");
        await ClickAsync(elsewhere, "Look again");
        await ShouldBeSignedOutAsync(elsewhere, "Your session has ended. Log in to start another.");
        laptop.Complaints.Should().BeEmpty();
    }

    [ChromiumFact]
    public async Task No_script_can_read_a_token()
    {
        await using var visitor = await chromium.NewVisitorAsync(running.Sample);
        var tab = await visitor.LogInAsync();
        var tokens = await visitor.TokensAsync();

        var seen = new List<string>
        {
            await FetchAsync(tab, "GET", "/api/v1/me"),
            await FetchAsync(tab, "GET", "/api/v1/sessions"),
            await FetchAsync(tab, "POST", "/api/v1/refresh"),
            await FetchAsync(tab, "POST", "/api/v1/login", new { username = "testuser", password = "testpassword" }),
        };
        seen.Should().OnlyContain(answer => answer.StartsWith("200", StringComparison.Ordinal));
        seen.Add(await tab.EvaluateAsync<string>("JSON.stringify([document.cookie, { ...localStorage }, { ...sessionStorage }, document.documentElement.outerHTML])"));
        (await tab.EvaluateAsync<string>("document.cookie")).Should().BeEmpty();
        (await tab.EvaluateAsync<string[]>("Object.keys(localStorage)")).Should().Equal("access-token");

        tokens = [.. tokens, .. await visitor.TokensAsync()];
        tokens.Distinct().Should().HaveCountGreaterThan(3).And.OnlyContain(token => token.Split('.').Length == 3);
        foreach (var part in tokens.SelectMany(token => token.Split('.')))
        {
            seen.Should().OnlyContain(text => !text.Contains(part, StringComparison.Ordinal));
        }
    }

    [ChromiumFact]
    public async Task A_server_that_does_not_answer_logs_nobody_out()
    {
        await using var visitor = await chromium.NewVisitorAsync(running.Sample);
        var tab = await visitor.LogInAsync();
        await visitor.Browser.SetOfflineAsync(true);

        await ClickAsync(tab, "Renew now");

        await Expect(tab.GetByRole(AriaRole.Status)).ToHaveTextAsync("The server does not answer. You are still logged in; try again.");
        await ShouldBeSignedInAsync(tab);
        (await visitor.Browser.CookiesAsync()).Should().HaveCount(3);

        await visitor.Browser.SetOfflineAsync(false);
        await ClickAsync(tab, "Renew now");

        await Expect(tab.GetByRole(AriaRole.Status)).ToBeEmptyAsync();
        await Expect(tab.GetByRole(AriaRole.Log).GetByText("Renewed by this tab")).ToHaveCountAsync(1);
    }

    [ChromiumFact]
    public async Task The_policy_of_the_page_runs_no_script_that_somebody_put_there()
    {
        await using var visitor = await chromium.NewVisitorAsync(running.Sample);
        var tab = await visitor.LogInAsync();

        await tab.EvaluateAsync("() => { const script = document.createElement('script'); script.textContent = 'window.injected = true'; document.body.append(script); }");

        (await tab.EvaluateAsync<bool>("window.injected === true")).Should().BeFalse();
        visitor.Complaints.Should().ContainSingle().Which.Should().Contain("Content Security Policy");
    }

    [ChromiumFact]
    public async Task It_fits_a_phone()
    {
        const int Width = 320;
        await using var visitor = await chromium.NewVisitorAsync(running.Sample, Width);
        var tab = await visitor.OpenAsync();
        (await WidthAsync(tab)).Should().BeLessThanOrEqualTo(Width);
        await EnterAsync(tab, "testpassword");
        await ShouldBeSignedInAsync(tab);

        (await WidthAsync(tab)).Should().BeLessThanOrEqualTo(Width);
    }

    private static ILocator Sessions(IPage tab) => tab.Locator("#sessions").GetByRole(AriaRole.Listitem);

    private static Task<int> WidthAsync(IPage tab) => tab.EvaluateAsync<int>("document.documentElement.scrollWidth");
}
