using System.Diagnostics;
using System.Net;
using System.Text.RegularExpressions;
using JwtSecurity.Tests.TestKit;

namespace JwtSecurity.Tests.Samples;

/// <summary>The API of the sample with cookies, over HTTP, as it comes.</summary>
public sealed partial class CookieSessionsTests(RunningCookieSessions running) : IClassFixture<RunningCookieSessions>
{
    [Fact]
    public async Task A_login_sets_an_access_cookie_for_an_hour_and_a_refresh_cookie_for_30_days_where_each_is_taken()
    {
        using var client = running.Sample.NewClient();

        var answer = await client.LogInAsync();

        answer.Status.Should().Be(HttpStatusCode.OK);
        answer.CacheControl.Should().Be("no-store");
        answer.Body.Should().Be("""{"expires_in":3600}""");
        answer.Headers["Set-Cookie"].Select(line => Varying().Replace(line, "")).Should().BeEquivalentTo(
            "access_token_cookie=; path=/api/v1; secure; samesite=lax; httponly",
            "refresh_token_cookie=; path=/api/v1/refresh; secure; samesite=lax; httponly",
            "refresh_token_cookie=; path=/api/v1/logout; secure; samesite=lax; httponly");
        CookieClient.LifetimesOf(answer).Should().SatisfyRespectively(
            access => access.Should().BeCloseTo(TimeSpan.FromHours(1), CookieClient.Slowness),
            refresh => refresh.Should().BeCloseTo(TimeSpan.FromDays(30), CookieClient.Slowness),
            logout => logout.Should().BeCloseTo(TimeSpan.FromDays(30), CookieClient.Slowness));
    }

    [Fact]
    public async Task Me_is_who_logged_in_and_when()
    {
        using var client = running.Sample.NewClient();
        await client.LogInAsync();

        var answer = await client.SendAsync("GET", "/api/v1/me");

        answer.Json.GetProperty("username").GetString().Should().Be("testuser");
        answer.Json.GetProperty("name").GetString().Should().Be("Test User");
        answer.Json.GetProperty("logged_in_at").GetDateTimeOffset().Should().BeCloseTo(TimeProvider.System.GetUtcNow(), TimeSpan.FromMinutes(2));
    }

    [Theory]
    [InlineData("testuser", "wrong")]
    [InlineData("testuser", "Testpassword")]
    [InlineData("nobody", "testpassword")]
    [InlineData("' OR 1=1 --", "testpassword")]
    public async Task Anybody_else_is_refused_the_same_way(string username, string password)
    {
        using var client = running.Sample.NewClient();

        var answer = await client.LogInAsync(username, password);

        answer.Status.Should().Be(HttpStatusCode.Unauthorized);
        answer.Code.Should().Be(JwtErrorCodes.LoginFailed);
        answer.Headers["Set-Cookie"].Should().BeEmpty();
        answer.Body.Should().NotContain(username).And.NotContain(password);
    }

    [Fact]
    public async Task An_unknown_user_takes_as_long_as_a_wrong_password()
    {
        using var client = running.Sample.NewClient();
        await client.LogInAsync(password: "wrong");
        List<TimeSpan> wrong = [], unknown = [];
        for (var i = 0; i < 8; i++)
        {
            wrong.Add(await TimeOfAsync(() => client.LogInAsync(password: "wrong")));
            unknown.Add(await TimeOfAsync(() => client.LogInAsync(username: "nobody")));
        }

        // The quickest of each, which no other work on the machine has stretched. Without a hash to compute an answer takes a few milliseconds, with one many times that.
        unknown.Min().Should().BeGreaterThan(wrong.Min() / 2);
    }

    [Fact]
    public async Task The_refresh_cookie_goes_to_refresh_and_logout_and_nowhere_else()
    {
        using var client = running.Sample.NewClient();
        await client.LogInAsync();

        client.Cookies.Keys.Should().BeEquivalentTo([("access_token_cookie", "/api/v1"), ("refresh_token_cookie", "/api/v1/refresh"), ("refresh_token_cookie", "/api/v1/logout")]);
        (await client.SendAsync("POST", "/api/v1/refresh")).Body.Should().Be("""{"expires_in":3600}""");
        (await client.SendAsync("POST", "/api/v1/logout")).Status.Should().Be(HttpStatusCode.NoContent);
        client.Cookies.Should().BeEmpty();
        (await client.MeAsync()).Should().Be(JwtErrorCodes.CredentialsMissing);
    }

    [Fact]
    public async Task A_logout_ends_the_tokens_for_whoever_has_them()
    {
        using var client = running.Sample.NewClient();
        using var thief = running.Sample.NewClient();
        await client.LogInAsync();
        thief.Take(client);

        await client.SendAsync("POST", "/api/v1/logout");

        (await thief.MeAsync()).Should().Be(JwtErrorCodes.TokenRevoked);
        (await thief.SendAsync("POST", "/api/v1/refresh")).Code.Should().Be(JwtErrorCodes.TokenRevoked);
    }

    [Fact]
    public async Task Sessions_are_listed_ended_one_by_one_and_all_at_once()
    {
        await using var sample = await CookieSessionsSample.StartAsync();
        using var laptop = sample.NewClient();
        using var phone = sample.NewClient();
        using var tablet = sample.NewClient();
        await laptop.LogInAsync(headers: ("User-Agent", "laptop"));
        await phone.LogInAsync(headers: ("User-Agent", "phone"));
        await tablet.LogInAsync(headers: ("User-Agent", "tablet"));

        var list = await laptop.SendAsync("GET", "/api/v1/sessions");
        list.Json.EnumerateArray().Select(session => (session.GetProperty("client").GetString(), session.GetProperty("current").GetBoolean()))
            .Should().BeEquivalentTo([("laptop", true), ("phone", false), ("tablet", false)]);

        var phoneId = (await phone.SessionsAsync()).Single(session => session.IsCurrent).Id;
        (await laptop.SendAsync("DELETE", $"/api/v1/sessions/{phoneId}")).Status.Should().Be(HttpStatusCode.NoContent);
        (await phone.MeAsync()).Should().Be(JwtErrorCodes.TokenRevoked);
        (await tablet.MeAsync()).Should().Be("testuser");

        (await laptop.SendAsync("DELETE", "/api/v1/sessions")).Status.Should().Be(HttpStatusCode.NoContent);
        laptop.Cookies.Should().BeEmpty();
        (await tablet.MeAsync()).Should().Be(JwtErrorCodes.TokenRevoked);
        (await tablet.SendAsync("POST", "/api/v1/refresh")).Code.Should().Be(JwtErrorCodes.TokenRevoked);
    }

    [Theory]
    [InlineData("Sec-Fetch-Site", "cross-site")]
    [InlineData("Sec-Fetch-Site", "same-site")]
    [InlineData("Origin", "https://evil.example")]
    [InlineData("Origin", "null")]
    public async Task What_another_site_causes_is_refused_and_changes_nothing(string header, string value)
    {
        using var client = running.Sample.NewClient();
        await client.LogInAsync();
        var cookies = client.Cookies.ToDictionary();
        var id = (await client.SessionsAsync()).Single(session => session.IsCurrent).Id;

        (string, string, object?)[] requests =
        [
            ("POST", "/api/v1/login", new { username = "testuser", password = "testpassword" }),
            ("POST", "/api/v1/refresh", null),
            ("POST", "/api/v1/logout", null),
            ("DELETE", $"/api/v1/sessions/{id}", null),
            ("DELETE", "/api/v1/sessions", null),
        ];
        foreach (var (method, path, body) in requests)
        {
            var answer = await client.SendAsync(method, path, body, (header, value));
            answer.Status.Should().Be(HttpStatusCode.Forbidden, path);
            answer.Code.Should().Be(JwtErrorCodes.CsrfFailed, path);
            answer.Headers["Set-Cookie"].Should().BeEmpty(path);
        }

        client.Cookies.Should().BeEquivalentTo(cookies);
        (await client.MeAsync()).Should().Be("testuser");
    }

    [Fact]
    public async Task The_page_runs_its_own_script_and_no_other()
    {
        using var client = running.Sample.NewClient();

        var page = await client.SendAsync("GET", "/");

        page.Status.Should().Be(HttpStatusCode.OK);
        page.Headers["Content-Security-Policy"].Should().Equal(
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; form-action 'none'; base-uri 'none'; frame-ancestors 'none'");
        page.Headers["X-Content-Type-Options"].Should().Equal("nosniff");
        foreach (var link in Links().Matches(page.Body).Select(match => match.Groups["target"].Value))
        {
            link.Should().StartWith("/");
            (await client.SendAsync("GET", link)).Status.Should().Be(HttpStatusCode.OK, link);
        }
    }

    private static async Task<TimeSpan> TimeOfAsync(Func<Task<Answer>> request)
    {
        var start = Stopwatch.GetTimestamp();
        (await request()).Status.Should().Be(HttpStatusCode.Unauthorized);
        return Stopwatch.GetElapsedTime(start);
    }

    [GeneratedRegex(@"(?<==)[\w-]+\.[\w-]+\.[\w-]+| expires=[^;]+;| max-age=\d+;")]
    private static partial Regex Varying();

    [GeneratedRegex("(?:href|src)=\"(?<target>[^\"]*)\"", RegexOptions.ExplicitCapture)]
    private static partial Regex Links();
}
