using JwtSecurity.Tests.TestKit;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace JwtSecurity.Tests.TokenSources;

/// <summary>
/// Headers as nobody's library would write them, over a real server: nothing but a refusal comes of them, nothing throws, and a
/// connection that the server kept open serves the next request. <c>TOKEN</c> stands for a good token.
/// </summary>
public sealed class HttpWireTests : IAsyncLifetime
{
    private LoopbackApp _app = null!;

    private string Token => Tokens.Sign(Tokens.Payload(_app.Clock.GetUtcNow()));

    public async Task InitializeAsync() => _app = await LoopbackApp.StartAsync(
        jwt => jwt.AddAccessBearerCookie(),
        web =>
        {
            // Without it HEAD is no method of the endpoint.
            web.MapMethods("/me", ["GET", "HEAD", "POST"], (JwtAuthorizationCredentials credentials) => Results.Text(credentials.GetString("username")));
        });

    public async Task DisposeAsync() => await _app.DisposeAsync();

    [Theory]
    [InlineData("Authorization: Bearer TOKEN")]
    [InlineData("authorization: Bearer TOKEN")]
    [InlineData("AUTHORIZATION:bearer   TOKEN   ")]
    [InlineData("Cookie: access_token_cookie=TOKEN")]
    [InlineData("cookie: a=b;access_token_cookie=\"TOKEN\"")]
    [InlineData("Cookie: a=b\r\nCookie: access_token_cookie=TOKEN\r\nCookie: c")]
    [InlineData("Authorization: Basic YWRhOnNlY3JldA==\r\nCookie: access_token_cookie=TOKEN")]
    [InlineData("Authorization:\r\nCookie: access_token_cookie=TOKEN")]
    [InlineData("Authorization: Bearer\r\nCookie: access_token_cookie=TOKEN")]
    [InlineData("Cookie: a=\u00c3\u00a9; access_token_cookie=TOKEN")]
    public async Task Good_tokens_pass(string headers)
    {
        await using var connection = await RawConnection.OpenAsync(_app.Address);

        var answer = await connection.SendAsync(Request("GET", headers));

        answer!.Status.Should().Be(200);
        answer.Body.Should().Be("ada");
        await NothingElseHappenedAsync(connection);
    }

    [Theory]
    [InlineData("X-Nothing: here", "credentials_missing")]
    [InlineData("Authorization: Bearer TOKEN\r\nAuthorization: Bearer TOKEN", "token_malformed")]
    [InlineData("Authorization: Basic YWRhOnNlY3JldA==\r\nauthorization: Bearer TOKEN", "token_malformed")]
    [InlineData("Authorization: Bearer TOKEN\r\nAuthorization:", "token_malformed")]
    [InlineData("Authorization: Bearer\tTOKEN", "token_malformed")]
    [InlineData("Authorization: Bearer a b", "token_malformed")]
    [InlineData("Authorization: Bearer \u00c3\u00a9", "token_malformed")]
    [InlineData("Authorization: Bearer TOKEN\u00c3\u00a9", "token_malformed")]
    [InlineData("Authorization: Bearer\u00c2\u00a0TOKEN", "token_malformed")]
    [InlineData("Authorization: Bearer \u00f0\u009f\u0094\u0091", "token_malformed")]
    [InlineData("Authorization: B\u00c3\u00a9arer TOKEN", "credentials_missing")]
    [InlineData("Cookie: access_token_cookie=TOKEN\r\nCookie: access_token_cookie=TOKEN", "token_malformed")]
    [InlineData("Cookie: access_token_cookie=TOKEN; access_token_cookie=x", "token_malformed")]
    [InlineData("Cookie: access_token_cookie=\u00c3\u00a9", "token_malformed")]
    [InlineData("Cookie: ACCESS_TOKEN_COOKIE=TOKEN", "credentials_missing")]
    [InlineData("Cookie: \u00c3\u00a9=TOKEN", "credentials_missing")]
    [InlineData("Cookie:", "credentials_missing")]
    [InlineData("Cookie: ;;;===;;;", "credentials_missing")]
    public async Task Odd_headers_are_401(string headers, string code)
    {
        await using var connection = await RawConnection.OpenAsync(_app.Address);

        var answer = await connection.SendAsync(Request("GET", headers));

        answer!.Status.Should().Be(401);
        answer.Body.Should().Contain($"\"{code}\"");
        answer.Header("WWW-Authenticate").Should().StartWith("Bearer");
        answer.Header("Cache-Control").Should().Be("no-store");
        await NothingElseHappenedAsync(connection);
    }

    // What the server's parser refuses by itself, with 400 or by what it is configured to decode, is its own affair; 401 is fine as well.
    [Theory]
    [InlineData("Authorization: Bearer \0")]
    [InlineData("Authorization: Bearer TOKEN\0")]
    [InlineData("Authorization: \0Bearer TOKEN")]
    [InlineData("Authorization: Bearer TOK\u0001EN")]
    [InlineData("Authorization: Bearer \u007f")]
    [InlineData("Authorization: Bearer \u001b[31m")]
    [InlineData("Authorization: Bearer \u00e9")]
    [InlineData("Authorization: Bearer \u00ff\u00fe")]
    [InlineData("Authorization: Bearer \u00c0\u0080")]
    [InlineData("Authorization: Bearer \u00ed\u00a0\u0080")]
    [InlineData("Authorization: Bearer \r x")]
    [InlineData("Authorization : Bearer TOKEN")]
    [InlineData("Authorization: Bearer\r\n TOKEN")]
    [InlineData("Cookie: access_token_cookie=\0")]
    [InlineData("Cookie: access_token_cookie=\u00e9")]
    [InlineData("Cookie: \u00ff=\u00fe; access_token_cookie=\u0001")]
    [InlineData("Cookie: access_token_cookie=a\u0007b")]
    public async Task Bytes_that_no_header_may_have_are_refused(string headers)
    {
        await using var connection = await RawConnection.OpenAsync(_app.Address);

        var answer = await connection.SendAsync(Request("GET", headers));

        answer!.Status.Should().BeOneOf(400, 401);
        if (answer.Status == 401)
        {
            await NothingElseHappenedAsync(connection);
        }

        await ANewConnectionIsServedAsync();
        NothingWasLoggedAsError();
    }

    [Theory]
    [InlineData("Authorization: Bearer ", 20_000)]
    [InlineData("Authorization: Bearer ", 30_000)]
    [InlineData("Authorization: Basic ", 30_000)]
    [InlineData("Authorization: ", 30_000)]
    [InlineData("Cookie: access_token_cookie=", 20_000)]
    [InlineData("Cookie: access_token_cookie=", 30_000)]
    public async Task Long_headers_are_401(string header, int length)
    {
        await using var connection = await RawConnection.OpenAsync(_app.Address);

        foreach (var character in (char[])['a', '.', '"', ' '])
        {
            var answer = await connection.SendAsync(Request("GET", header + new string(character, length) + "x"));

            answer!.Status.Should().Be(401);
            await NothingElseHappenedAsync(connection);
        }
    }

    [Fact]
    public async Task A_header_larger_than_the_server_takes_is_431()
    {
        await using var connection = await RawConnection.OpenAsync(_app.Address);

        var answer = await connection.SendAsync(Request("GET", "Authorization: Bearer " + new string('a', 40_000)));

        (answer?.Status ?? 431).Should().Be(431);
        await ANewConnectionIsServedAsync();
        NothingWasLoggedAsError();
    }

    [Fact]
    public async Task Very_many_cookies_are_searched()
    {
        await using var connection = await RawConnection.OpenAsync(_app.Address);
        var cookies = "Cookie: " + string.Join(';', Enumerable.Range(0, 3_000).Select(i => $"a{i}=b"));

        (await connection.SendAsync(Request("GET", cookies)))!.Status.Should().Be(401);
        (await connection.SendAsync(Request("GET", cookies + ";access_token_cookie=TOKEN")))!.Status.Should().Be(200);
        await NothingElseHappenedAsync(connection);
    }

    [Fact]
    public async Task Very_many_cookie_headers_are_searched()
    {
        await using var connection = await RawConnection.OpenAsync(_app.Address);
        var cookies = string.Join("\r\n", Enumerable.Range(0, 80).Select(i => $"Cookie: a{i}=b; c; d="));

        (await connection.SendAsync(Request("GET", cookies)))!.Status.Should().Be(401);
        (await connection.SendAsync(Request("GET", cookies + "\r\nCookie: access_token_cookie=TOKEN")))!.Status.Should().Be(200);
        await NothingElseHappenedAsync(connection);
    }

    [Theory]
    [InlineData("X-Nothing: here", 401)]
    [InlineData("Authorization: Bearer TOKEN", 200)]
    public async Task Http_1_0_is_served(string headers, int status)
    {
        await using var connection = await RawConnection.OpenAsync(_app.Address);

        var answer = await connection.SendAsync($"GET /me HTTP/1.0\r\n{Written(headers)}\r\n\r\n");

        answer!.Status.Should().Be(status);
        NothingWasLoggedAsError();
    }

    [Fact]
    public async Task Http_1_0_without_a_host_and_with_an_origin_is_refused()
    {
        await using var connection = await RawConnection.OpenAsync(_app.Address);

        var answer = await connection.SendAsync($"POST /me HTTP/1.0\r\n{Written("Cookie: access_token_cookie=TOKEN\r\nOrigin: https://evil.example")}\r\nContent-Length: 0\r\n\r\n");

        answer!.Status.Should().Be(403);
        answer.Body.Should().Contain("\"csrf_failed\"");
        NothingWasLoggedAsError();
    }

    [Theory]
    [InlineData("xn--a.example")]
    [InlineData("xn--99999999999.example")]
    [InlineData("xn--")]
    public async Task A_host_of_undecodable_punycode_is_refused(string host)
    {
        await using var connection = await RawConnection.OpenAsync(_app.Address);

        var answer = await connection.SendAsync(
            $"POST /me HTTP/1.1\r\nHost: {host}\r\nContent-Length: 0\r\n{Written("Cookie: access_token_cookie=TOKEN\r\nOrigin: https://evil.example")}\r\n\r\n");

        answer!.Status.Should().BeOneOf(400, 403);
        NothingWasLoggedAsError();
    }

    [Theory]
    [InlineData("X-Nothing: here")]
    [InlineData("Authorization: Bearer garbage")]
    [InlineData("Cookie: access_token_cookie=garbage")]
    public async Task Head_is_answered_without_a_body(string headers)
    {
        await using var connection = await RawConnection.OpenAsync(_app.Address);

        var answer = await connection.SendAsync(Request("HEAD", headers));

        answer!.Status.Should().Be(401);
        answer.Header("WWW-Authenticate").Should().StartWith("Bearer");
        await NothingElseHappenedAsync(connection);
    }

    [Fact]
    public async Task A_refused_upload_does_not_break_the_connection()
    {
        await using var connection = await RawConnection.OpenAsync(_app.Address);
        var body = new string('x', 10_000);

        var answer = await connection.SendAsync($"POST /me HTTP/1.1\r\nHost: localhost\r\nContent-Length: {body.Length}\r\n\r\n{body}");

        answer!.Status.Should().Be(401);
        await NothingElseHappenedAsync(connection);
    }

    private string Request(string method, string headers) => $"{method} /me HTTP/1.1\r\nHost: localhost\r\n{Written(headers)}\r\n\r\n";

    private string Written(string headers) => headers.Replace("TOKEN", Token, StringComparison.Ordinal);

    private async Task NothingElseHappenedAsync(RawConnection connection)
    {
        var next = await connection.SendAsync(Request("GET", "Authorization: Bearer TOKEN"));

        next!.Status.Should().Be(200);
        next.Body.Should().Be("ada");
        NothingWasLoggedAsError();
    }

    private async Task ANewConnectionIsServedAsync()
    {
        await using var connection = await RawConnection.OpenAsync(_app.Address);
        (await connection.SendAsync(Request("GET", "Authorization: Bearer TOKEN")))!.Status.Should().Be(200);
    }

    private void NothingWasLoggedAsError()
    {
        _app.Logs.Entries.Should().NotContain(entry => entry.Level >= LogLevel.Error);
        _app.Logs.Entries.Should().NotContain(entry => entry.Text.Contains(Token, StringComparison.Ordinal));
    }
}
