using System.Diagnostics;
using System.Net;
using System.Text.Json;
using JwtSecurity.Tests.Endpoints;
using JwtSecurity.Tests.TestKit;

namespace JwtSecurity.Tests.Samples;

/// <summary>The sample with a password login, over HTTP, in a process of its own.</summary>
public sealed class PasswordLoginTests(RunningPasswordLogin sample) : IClassFixture<RunningPasswordLogin>
{
    [Theory]
    [InlineData("testuser", "testpassword", "user", HttpStatusCode.Forbidden)]
    [InlineData("admin@example.com", "adminpassword", "admin", HttpStatusCode.OK)]
    public async Task Both_users_log_in_with_the_form_and_see_what_their_role_may(string username, string password, string role, HttpStatusCode dashboard)
    {
        var answer = await sample.SendAsync("POST", "/token", EndpointApp.Form(("grant_type", "password"), ("username", username), ("password", password)));

        answer.Status.Should().Be(HttpStatusCode.OK);
        answer.Text("token_type").Should().Be("bearer");
        answer.CacheControl.Should().Be("no-store");
        var bearer = TokenHeaders.Bearer(answer.Text("access_token"));
        (await sample.SendAsync("GET", "/users/me/", headers: bearer)).Body.Should().Be($$"""{"username":"{{username}}","role":"{{role}}"}""");
        (await sample.SendAsync("GET", "/protected", headers: bearer)).Status.Should().Be(HttpStatusCode.OK);
        (await sample.SendAsync("GET", "/api/v1/protected/data", headers: bearer)).Text("username").Should().Be(username);
        (await sample.SendAsync("GET", "/admin/dashboard", headers: bearer)).Status.Should().Be(dashboard);
    }

    [Theory]
    [InlineData("/users/me/")]
    [InlineData("/admin/dashboard")]
    [InlineData("/protected")]
    [InlineData("/api/v1/protected/data")]
    [InlineData("/api/v1/protected")]
    [InlineData("/api/v1/protected/nothing/here")]
    public async Task Nobody_else_sees_anything(string path)
    {
        var answer = await sample.SendAsync("GET", path);

        answer.Summary().Should().Be("401 credentials_missing");
        answer.Challenge.Should().Be("Bearer");
    }

    [Fact]
    public async Task A_path_that_only_begins_like_the_protected_one_is_another()
    {
        (await sample.SendAsync("GET", "/api/v1/protectedish")).Status.Should().Be(HttpStatusCode.NotFound);
        (await sample.SendAsync("GET", "/health")).Body.Should().Be("""{"status":"healthy"}""");
    }

    [Fact]
    public async Task The_refresh_token_renews_from_the_body_and_as_bearer()
    {
        var login = await LogInAsync("testuser", "testpassword");

        var body = await sample.SendAsync("POST", "/refresh", EndpointApp.Json(JsonSerializer.Serialize(new { refresh_token = login.Text("refresh_token") })));
        var bearer = await sample.SendAsync("POST", "/refresh", headers: TokenHeaders.Bearer(login.Text("refresh_token")));

        foreach (var answer in new[] { body, bearer })
        {
            answer.Status.Should().Be(HttpStatusCode.OK, answer.Body);
            (await sample.SendAsync("GET", "/protected", headers: TokenHeaders.Bearer(answer.Text("access_token")))).Status.Should().Be(HttpStatusCode.OK);
        }

        (await sample.SendAsync("POST", "/refresh", headers: TokenHeaders.Bearer(login.Text("access_token")))).Code.Should().Be(JwtErrorCodes.WrongTokenType);
    }

    [Fact]
    public async Task A_wrong_password_and_an_unknown_user_are_answered_the_same_to_the_letter()
    {
        var wrong = await LogInAsync("testuser", "wrong");
        var unknown = await LogInAsync("nobody", "testpassword");

        (unknown.Status, unknown.Body, unknown.Challenge).Should().Be((wrong.Status, wrong.Body, wrong.Challenge));
        wrong.Summary().Should().Be("401 login_failed");
    }

    [Fact]
    public async Task The_document_names_the_endpoints_and_the_page_is_there()
    {
        var document = (await sample.SendAsync("GET", "/openapi/v1.json")).Json;

        document.GetProperty("paths").EnumerateObject().Select(path => path.Name).Should().Contain(["/token", "/login", "/refresh", "/users/me", "/admin/dashboard", "/protected"]);
        document.GetProperty("paths").GetProperty("/login").GetProperty("post").GetProperty("requestBody").GetProperty("required").GetBoolean().Should().BeTrue();
        document.GetProperty("components").GetProperty("securitySchemes").TryGetProperty("JwtAccessBearer", out _).Should().BeTrue();
        var page = await sample.SendAsync("GET", "/docs/index.html");
        page.Status.Should().Be(HttpStatusCode.OK);
        page.Body.Should().Contain("swagger-ui");
    }

    [Fact]
    public async Task Periods_come_from_configuration()
    {
        await using var process = SampleProcess.Start("PasswordLogin", "Development", settings: [("Jwt:AccessExpiresDelta", "00:01:00"), ("Jwt:RefreshExpiresDelta", "01:00:00"), ("Jwt:Sessions:AbsoluteLifetime", "00:30:00"), ("Jwt:Endpoints:LoginLimit", "2")]);
        using var client = new HttpClient { BaseAddress = await process.WaitForAddressAsync() };

        var answers = new List<Answer>();
        for (var i = 0; i < 3; i++)
        {
            answers.Add(await Answer.ReadAsync(await client.PostAsync(new Uri("/login", UriKind.Relative), EndpointApp.Credentials("testuser", "testpassword"))));
        }

        answers[0].Json.GetProperty("expires_in").GetInt64().Should().Be(60);
        var refresh = Tokens.ReadPayload(answers[0].Text("refresh_token"));
        (refresh.GetProperty("exp").GetInt64() - refresh.GetProperty("iat").GetInt64()).Should().Be(1800, "no token outlives its session");
        answers[2].Status.Should().Be(HttpStatusCode.TooManyRequests);
    }

    [Fact]
    public async Task A_flood_of_logins_is_refused_and_costs_nobody_else_their_login()
    {
        await using var process = SampleProcess.Start("PasswordLogin", "Development", settings: ("Jwt:Endpoints:LoginLimitPerAddress", "40"));
        using var client = new HttpClient { BaseAddress = await process.WaitForAddressAsync() };

        var statuses = await Task.WhenAll(Enumerable.Range(0, 400).Select(async i =>
        {
            using var response = await client.PostAsync(new Uri("/login", UriKind.Relative), EndpointApp.Credentials(i % 2 == 0 ? "testuser" : $"user{i}", "wrong"));
            return response.StatusCode;
        }));

        statuses.Should().OnlyContain(status => status == HttpStatusCode.Unauthorized || status == HttpStatusCode.TooManyRequests);
        statuses.Count(status => status == HttpStatusCode.Unauthorized).Should().BeLessThanOrEqualTo(40);
        (await client.GetAsync(new Uri("/health", UriKind.Relative))).StatusCode.Should().Be(HttpStatusCode.OK);
    }

    // Medians of alternating pairs: an honest comparison, with room for a busy machine. What it has to notice is a login that verifies no password for
    // names it does not know, and answers in a fiftieth of the time.
    [Fact]
    public async Task An_unknown_user_takes_as_long_as_a_wrong_password()
    {
        await using var process = SampleProcess.Start("PasswordLogin", "Development", settings: [("Jwt:Endpoints:LoginLimit", "0"), ("Jwt:Endpoints:LoginLimitPerAddress", "0")]);
        using var client = new HttpClient { BaseAddress = await process.WaitForAddressAsync() };
        var (wrong, unknown) = (new List<double>(), new List<double>());
        for (var i = 0; i < 41; i++)
        {
            wrong.Add(await TimeAsync("testuser"));
            unknown.Add(await TimeAsync($"user{i}"));
        }

        (Median(unknown) / Median(wrong)).Should().BeInRange(0.5, 2);

        async Task<double> TimeAsync(string username)
        {
            var start = Stopwatch.GetTimestamp();
            using var response = await client.PostAsync(new Uri("/login", UriKind.Relative), EndpointApp.Credentials(username, "wrong"));
            response.StatusCode.Should().Be(HttpStatusCode.Unauthorized);
            return Stopwatch.GetElapsedTime(start).TotalMilliseconds;
        }

        static double Median(List<double> times) => times.Order().ElementAt(times.Count / 2);
    }

    [Fact]
    public async Task Without_a_key_it_ends_and_says_what_to_set()
    {
        await using var process = SampleProcess.Start("PasswordLogin", "Production");

        (await process.WaitForExitAsync()).Should().NotBe(0);

        process.Output.Should().Contain("There is no key.").And.Contain("Jwt:SecretKey");
    }

    private Task<Answer> LogInAsync(string username, string password) => sample.SendAsync("POST", "/login", EndpointApp.Credentials(username, password));
}
