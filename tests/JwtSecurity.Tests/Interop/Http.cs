using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using JwtSecurity.Tests.TestKit;

namespace JwtSecurity.Tests.Interop;

/// <summary>Requests to a server, whatever it is written in.</summary>
internal static partial class Http
{
    private static readonly HttpClient s_client = new(OneRequestAConnection());

    // Python's reference server closes each without a word in its answer, and a second request may be on its way just then.
    public static SocketsHttpHandler OneRequestAConnection() => new() { AllowAutoRedirect = false, UseCookies = false, PooledConnectionLifetime = TimeSpan.Zero };

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

    /// <summary>What SimpleJWT says, in the words it had before 5.5: one text where it has two since then.</summary>
    public static string BeforeSimpleJwt55(string body) => InvalidOrExpired().Replace(body, "\"Token is invalid or expired\"");

    [GeneratedRegex("\"Token is (?:invalid|expired)\"")]
    private static partial Regex InvalidOrExpired();
}
