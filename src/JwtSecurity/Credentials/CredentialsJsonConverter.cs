using System.Text.Json;
using System.Text.Json.Serialization;

namespace JwtSecurity;

/// <summary>
/// Keeps JSON away from credentials: no request body makes them, no response shows them by accident.
/// </summary>
internal sealed class CredentialsJsonConverter : JsonConverter<JwtAuthorizationCredentials>
{
    // A JsonException is a bad request, not a server error: this is what a hostile body meets.
    public override JwtAuthorizationCredentials Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        throw new JsonException(CredentialsBinder.NotFromRequests);

    public override void Write(Utf8JsonWriter writer, JwtAuthorizationCredentials value, JsonSerializerOptions options) =>
        throw new NotSupportedException($"{nameof(JwtAuthorizationCredentials)} is not serialized. Return what the client is to see, for example credentials.Subject.");
}
