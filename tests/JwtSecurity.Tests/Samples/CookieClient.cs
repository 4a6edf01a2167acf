using System.Globalization;
using System.Net.Http.Json;
using JwtSecurity.Tests.TestKit;

namespace JwtSecurity.Tests.Samples;

/// <summary>A client that keeps cookies as a browser does for localhost: one for each name and path, sent to its path and below.</summary>
internal sealed class CookieClient : IDisposable
{
    private readonly HttpClient _http = new(new SocketsHttpHandler { UseCookies = false });
    private readonly Dictionary<(string Name, string Path), string> _cookies = [];

    /// <summary>A cookie lives as long as its token: shorter by the time that the server took.</summary>
    public static TimeSpan Slowness { get; } = TimeSpan.FromMinutes(1);

    public required Uri Address { get; set; }

    public IReadOnlyDictionary<(string Name, string Path), string> Cookies => _cookies;

    /// <summary>How long the cookies of an answer live, in its order.</summary>
    public static IEnumerable<TimeSpan> LifetimesOf(Answer answer) =>
        answer.Headers["Set-Cookie"].Select(line => TimeSpan.FromSeconds(long.Parse(line.Split("max-age=")[1].Split(';')[0], CultureInfo.InvariantCulture)));

    public Task<Answer> LogInAsync(string username = "testuser", string password = "testpassword", params (string Name, string Value)[] headers) =>
        SendAsync("POST", "/api/v1/login", new { username, password }, headers);

    public async Task<Answer> SendAsync(string method, string path, object? body = null, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), new Uri(Address, path));
        request.Content = body is null ? null : JsonContent.Create(body);
        foreach (var (name, value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        if (CookiesFor(path) is { Length: > 0 } cookies)
        {
            request.Headers.TryAddWithoutValidation("Cookie", cookies);
        }

        var answer = await Answer.ReadAsync(await _http.SendAsync(request));
        Keep(answer);
        return answer;
    }

    /// <summary>The sessions as the list has them.</summary>
    public async Task<(string Id, bool IsCurrent)[]> SessionsAsync() =>
        [.. (await SendAsync("GET", "/api/v1/sessions")).Json.EnumerateArray().Select(session => (session.GetProperty("session_id").GetString()!, session.GetProperty("current").GetBoolean()))];

    /// <summary>What the client is to this server: a name, or a refusal.</summary>
    public async Task<string> MeAsync()
    {
        var answer = await SendAsync("GET", "/api/v1/me");
        return answer.Code ?? answer.Json.GetProperty("username").GetString()!;
    }

    /// <summary>Takes somebody else's cookies, as a thief or a second tab has them.</summary>
    public void Take(CookieClient other)
    {
        foreach (var (key, value) in other._cookies)
        {
            _cookies[key] = value;
        }
    }

    public void Dispose() => _http.Dispose();

    private string CookiesFor(string path) =>
        string.Join("; ", _cookies.Where(cookie => IsBelow(path, cookie.Key.Path)).Select(cookie => $"{cookie.Key.Name}={cookie.Value}"));

    // RFC 6265, 5.1.4.
    private static bool IsBelow(string path, string cookiePath) =>
        cookiePath == "/" || path == cookiePath || path.StartsWith(cookiePath + "/", StringComparison.Ordinal);

    private void Keep(Answer answer)
    {
        foreach (var parts in answer.Headers["Set-Cookie"].Select(line => line.Split("; ")))
        {
            var pair = parts[0].Split('=', 2);
            var key = (pair[0], parts.Single(part => part.StartsWith("path=", StringComparison.Ordinal))["path=".Length..]);
            if (parts.Contains("max-age=0"))
            {
                _cookies.Remove(key);
            }
            else
            {
                _cookies[key] = pair[1];
            }
        }
    }
}
