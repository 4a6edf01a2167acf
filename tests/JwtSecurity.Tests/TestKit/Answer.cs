using System.Net;
using System.Text.Json;

namespace JwtSecurity.Tests.TestKit;

/// <summary>What a client got: status, headers, body.</summary>
internal sealed record Answer(HttpStatusCode Status, string Body, ILookup<string, string> Headers)
{
    /// <summary>The member <c>code</c> of problem details.</summary>
    public string? Code => Member("code");

    /// <summary>The member <c>detail</c> of problem details.</summary>
    public string? Detail => Member("detail");

    public string Challenge => string.Join(" | ", Headers["WWW-Authenticate"]);

    public string CacheControl => string.Join(", ", Headers["Cache-Control"]);

    public JsonElement Json => JsonDocument.Parse(Body).RootElement;

    public static async Task<Answer> ReadAsync(HttpResponseMessage response)
    {
        using (response)
        {
            var headers = response.Headers.Concat(response.Content.Headers)
                .SelectMany(header => header.Value.Select(value => (header.Key, value)))
                .ToLookup(header => header.Key, header => header.value, StringComparer.OrdinalIgnoreCase);
            return new Answer(response.StatusCode, await response.Content.ReadAsStringAsync(), headers);
        }
    }

    private string? Member(string name) =>
        Body.Length > 0 && Body[0] == '{' && Json.TryGetProperty(name, out var value) ? value.GetString() : null;
}
