using System.Text.Json.Serialization;

namespace JwtSecurity;

/// <summary>What a login takes, for OpenAPI documents.</summary>
internal sealed record JwtLoginRequest
{
    [JsonPropertyName("grant_type")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? GrantType { get; init; }

    [JsonPropertyName("username")]
    public required string Username { get; init; }

    [JsonPropertyName("password")]
    public required string Password { get; init; }

    [JsonPropertyName("scope")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Scope { get; init; }
}
