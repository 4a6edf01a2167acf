using System.Text.Json.Serialization;

namespace JwtSecurity;

/// <summary>What a verification takes in its body, for OpenAPI documents.</summary>
internal sealed record JwtVerifyRequest
{
    [JsonPropertyName("token")]
    public required string Token { get; init; }
}
