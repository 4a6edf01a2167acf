using System.Text;
using System.Text.Json;
using JwtSecurity.Tests.TestKit;

namespace JwtSecurity.Tests.Interop;

/// <summary>Requests to a server, whatever it is written in.</summary>
internal static class Http
{
    private static readonly HttpClient s_client = new();

    public static async Task<Answer> GetAsync(Uri server, string path, string? authorization = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(server, path));
        if (authorization is not null)
        {
            request.Headers.TryAddWithoutValidation("Authorization", authorization);
        }

        return await Answer.ReadAsync(await s_client.SendAsync(request));
    }

    // With its length: Python's reference server reads no chunks.
    public static async Task<Answer> PostAsync(Uri server, string path, object body)
    {
        using var content = new StringContent(JsonSerializer.Serialize(body), Encoding.UTF8, "application/json");
        return await Answer.ReadAsync(await s_client.PostAsync(new Uri(server, path), content));
    }
}
