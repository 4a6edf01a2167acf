using System.Text.Json.Serialization;

namespace JwtSecurity;

/// <summary>One of the sessions that the list answers, for OpenAPI documents.</summary>
internal sealed record JwtSessionAnswer
{
    [JsonPropertyName("session_id")]
    public required string SessionId { get; init; }

    [JsonPropertyName("client")]
    public required string? Client { get; init; }

    [JsonPropertyName("address")]
    public required string? Address { get; init; }

    [JsonPropertyName("created_at")]
    public required DateTimeOffset CreatedAt { get; init; }

    [JsonPropertyName("last_used_at")]
    public required DateTimeOffset LastUsedAt { get; init; }

    [JsonPropertyName("idle_expires_at")]
    public required DateTimeOffset IdleExpiresAt { get; init; }

    [JsonPropertyName("expires_at")]
    public required DateTimeOffset ExpiresAt { get; init; }

    [JsonPropertyName("current")]
    public required bool Current { get; init; }
}
