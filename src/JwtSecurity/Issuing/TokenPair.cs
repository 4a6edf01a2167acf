using System.Reflection;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http.Metadata;

namespace JwtSecurity;

/// <summary>
/// An access token and the refresh token that renews it, as a token endpoint answers them (RFC 6749, section 5.1).
/// </summary>
/// <remarks>
/// Serializes as <c>access_token</c>, <c>refresh_token</c>, <c>token_type</c> and <c>expires_in</c>, whatever the application's
/// naming policy is; one that a scheme created, with the names of the scheme's dialect. An endpoint that returns it answers with <c>Cache-Control: no-store</c>, as the RFC demands.
/// </remarks>
/// <param name="AccessToken">The access token.</param>
/// <param name="RefreshToken">The refresh token.</param>
[JsonConverter(typeof(TokenPairConverter))]
public sealed record TokenPair(
    [property: JsonPropertyName("access_token")] string AccessToken,
    [property: JsonPropertyName("refresh_token")] string RefreshToken) : IEndpointMetadataProvider
{
    /// <summary>Gets how the access token is used.</summary>
    /// <value>Always <c>bearer</c> (RFC 6750).</value>
    [JsonPropertyName("token_type")]
    public string TokenType { get; init; } = "bearer";

    /// <summary>Gets in how many seconds the access token expires.</summary>
    /// <value><see langword="null"/>, and then left out, where it is not known: in a pair made from two strings.</value>
    [JsonPropertyName("expires_in")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public long? ExpiresIn { get; init; }

    /// <summary>What its members are called as JSON.</summary>
    internal TokenFields Fields { get; init; } = TokenFields.OAuth;

    /// <summary>Describes the pair without its tokens, so that neither ends up in a log.</summary>
    /// <returns>The type of the tokens and when they expire.</returns>
    public override string ToString() => $"{nameof(TokenPair)} {{ TokenType = {TokenType}, ExpiresIn = {ExpiresIn} }}";

    static void IEndpointMetadataProvider.PopulateMetadata(MethodInfo method, EndpointBuilder builder) =>
        TokenResponse.Declare(builder);
}
