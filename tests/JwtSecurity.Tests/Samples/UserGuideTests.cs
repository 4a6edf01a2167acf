using System.Net;
using System.Text.Json;
using JwtSecurity.Tests.TestKit;

namespace JwtSecurity.Tests.Samples;

/// <summary>The calls of the user guide, over HTTP, against the sample in a process of its own.</summary>
public sealed class UserGuideTests(RunningUserGuide guide) : IClassFixture<RunningUserGuide>
{
    [Fact]
    public async Task Auth_gives_a_pair_whose_access_token_lives_an_hour_and_whose_refresh_token_31_days()
    {
        var answer = await SendAsync("POST", "/auth");

        answer.Status.Should().Be(HttpStatusCode.OK);
        answer.CacheControl.Should().Be("no-store");
        var (access, refresh) = Pair(answer);
        Lifetime(access).Should().Be(TimeSpan.FromHours(1));
        Lifetime(refresh).Should().Be(TimeSpan.FromDays(31));
        foreach (var (token, type) in new[] { (access, "access"), (refresh, "refresh") })
        {
            var payload = Tokens.ReadPayload(token);
            payload.GetProperty("type").GetString().Should().Be(type);
            payload.GetProperty("subject").GetRawText().Should().Be("""{"username":"username","role":"user"}""");
            Guid.TryParse(payload.GetProperty("jti").GetString(), out _).Should().BeTrue();
            Tokens.ReadHeader(token).GetProperty("alg").GetString().Should().Be("HS256");
        }
    }

    [Theory]
    [InlineData("Authorization", "Bearer ")]
    [InlineData("Authorization", "bearer  ")]
    [InlineData("Cookie", "access_token_cookie=")]
    [InlineData("Cookie", "theme=dark; access_token_cookie=")]
    public async Task Me_knows_the_bearer_of_an_access_token(string header, string prefix)
    {
        var (access, _) = Pair(await SendAsync("POST", "/auth"));

        var answer = await SendAsync("GET", "/users/me", (header, prefix + access));

        answer.Status.Should().Be(HttpStatusCode.OK);
        answer.Body.Should().Be("""{"username":"username","role":"user"}""");
    }

    [Theory]
    [InlineData(null, null)]
    [InlineData("Authorization", "Basic YWRhOnNlY3JldA==")]
    [InlineData("Authorization", "Bearer garbage")]
    [InlineData("Authorization", "Bearer REFRESH")]
    [InlineData("Authorization", "Bearer ACCESSx")]
    [InlineData("Cookie", "access_token_cookie=garbage")]
    [InlineData("Cookie", "refresh_token_cookie=ACCESS")]
    public async Task Me_answers_anybody_else_in_its_own_words(string? header, string? value)
    {
        var (access, refresh) = Pair(await SendAsync("POST", "/auth"));
        var written = value?.Replace("ACCESS", access, StringComparison.Ordinal).Replace("REFRESH", refresh, StringComparison.Ordinal);

        var answer = header is null ? await SendAsync("GET", "/users/me") : await SendAsync("GET", "/users/me", (header, written!));

        answer.Status.Should().Be(HttpStatusCode.Unauthorized);
        answer.Detail.Should().Be("my-custom-details");
    }

    [Fact]
    public async Task The_header_comes_before_the_cookie()
    {
        var (access, _) = Pair(await SendAsync("POST", "/auth"));

        var answer = await SendAsync("GET", "/users/me", ("Authorization", "Bearer garbage"), ("Cookie", "access_token_cookie=" + access));

        answer.Status.Should().Be(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task Refresh_gives_a_new_pair_whose_refresh_token_lives_two_days()
    {
        var (access, refresh) = Pair(await SendAsync("POST", "/auth"));

        var answer = await SendAsync("POST", "/refresh", ("Authorization", "Bearer " + refresh));

        answer.Status.Should().Be(HttpStatusCode.OK);
        answer.CacheControl.Should().Be("no-store");
        var (newAccess, newRefresh) = Pair(answer);
        newAccess.Should().NotBe(access);
        newRefresh.Should().NotBe(refresh);
        Lifetime(newAccess).Should().Be(TimeSpan.FromHours(1));
        Lifetime(newRefresh).Should().Be(TimeSpan.FromDays(2));
        (await SendAsync("GET", "/users/me", ("Authorization", "Bearer " + newAccess))).Body.Should().Be("""{"username":"username","role":"user"}""");
    }

    [Fact]
    public async Task Refresh_refuses_an_access_token()
    {
        var (access, _) = Pair(await SendAsync("POST", "/auth"));

        var answer = await SendAsync("POST", "/refresh", ("Authorization", "Bearer " + access));

        answer.Summary().Should().Be("401 wrong_token_type");
        answer.Detail.Should().Be("Invalid token: 'type' is not 'refresh'");
        answer.Challenge.Should().StartWith("Bearer error=\"invalid_token\"");
    }

    [Theory]
    [InlineData(null)]
    [InlineData("refresh_token_cookie=")]
    public async Task Refresh_refuses_whoever_has_no_token_in_the_header(string? cookie)
    {
        var (_, refresh) = Pair(await SendAsync("POST", "/auth"));

        var answer = cookie is null ? await SendAsync("POST", "/refresh") : await SendAsync("POST", "/refresh", ("Cookie", cookie + refresh));

        answer.Summary().Should().Be("401 credentials_missing");
        answer.Detail.Should().Be("Credentials are not provided");
        answer.Challenge.Should().Be("Bearer");
    }

    private async Task<Answer> SendAsync(string method, string path, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), new Uri(path, UriKind.Relative));
        foreach (var (name, value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        return await Answer.ReadAsync(await guide.Client.SendAsync(request));
    }

    private static (string Access, string Refresh) Pair(Answer answer) =>
        (answer.Json.GetProperty("access_token").GetString()!, answer.Json.GetProperty("refresh_token").GetString()!);

    private static TimeSpan Lifetime(string token)
    {
        JsonElement payload = Tokens.ReadPayload(token);
        return TimeSpan.FromSeconds(payload.GetProperty("exp").GetInt64() - payload.GetProperty("iat").GetInt64());
    }
}
