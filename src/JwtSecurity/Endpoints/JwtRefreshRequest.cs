using System.Text.Json.Serialization;

namespace JwtSecurity;

/// <summary>What a refresh or a logout takes in its body, for OpenAPI documents.</summary>
internal sealed record JwtRefreshRequest
{
    [JsonPropertyName("refresh_token")]
    public required string RefreshToken { get; init; }
}
