using System.Net.Http.Headers;
using System.Text.Json;

namespace JwtSecurity.Soak;

/// <summary>
/// Any number of clients of one server.
/// </summary>
internal sealed class Client(Uri address) : IDisposable
{
    private readonly HttpClient _http = new() { BaseAddress = address, Timeout = TimeSpan.FromMinutes(2) };

    /// <summary>Logs in, however often that takes: hundreds at once may be more than a server has connections for.</summary>
    public async Task<Tokens> LoginAsync(string user)
    {
        Answer answer;
        do
        {
            answer = await SendAsync(HttpMethod.Post, $"/login?user={user}", token: null);
        }
        while (answer.IsUnavailable);
        return answer.Tokens ?? throw new InvalidOperationException($"A login was answered with {answer}.");
    }

    public Task<Tokens[]> LoginAsync(int count) => Task.WhenAll(Enumerable.Range(0, count).Select(i => LoginAsync($"user{i}")));

    public Task<Answer> RefreshAsync(Tokens tokens, bool hasToDie = false) => SendAsync(HttpMethod.Post, "/refresh", tokens.Refresh, hasToDie);

    public Task<Answer> MeAsync(Tokens tokens) => SendAsync(HttpMethod.Get, "/me", tokens.Access);

    public Task<Answer> LogoutAsync(Tokens tokens) => SendAsync(HttpMethod.Post, "/logout", tokens.Access);

    public void Dispose() => _http.Dispose();

    private async Task<Answer> SendAsync(HttpMethod method, string path, string? token, bool hasToDie = false)
    {
        using var request = new HttpRequestMessage(method, path);
        request.Headers.Authorization = token is null ? null : new AuthenticationHeaderValue("Bearer", token);
        if (hasToDie)
        {
            request.Headers.Add(Server.DieHeader, "");
        }

        try
        {
            using var response = await _http.SendAsync(request);
            return Read(response, await response.Content.ReadAsByteArrayAsync());
        }
        catch (HttpRequestException)
        {
            return default;
        }
    }

    private static Answer Read(HttpResponseMessage response, byte[] body)
    {
        if (response.Content.Headers.ContentType?.MediaType is not ("application/json" or "application/problem+json"))
        {
            return new Answer(response.StatusCode, null, null);
        }

        using var json = JsonDocument.Parse(body);
        var tokens = json.RootElement.TryGetProperty("access_token", out var access) ? new Tokens(access.GetString()!, json.RootElement.GetProperty("refresh_token").GetString()!) : null;
        var code = json.RootElement.TryGetProperty("code", out var text) ? text.GetString() : null;
        return new Answer(response.StatusCode, code, tokens);
    }
}
