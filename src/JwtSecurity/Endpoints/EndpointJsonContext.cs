using System.Text.Json.Serialization;

namespace JwtSecurity;

/// <summary>
/// The types that token endpoints show to OpenAPI documents, for applications without reflection.
/// </summary>
[JsonSerializable(typeof(JwtLoginRequest))]
[JsonSerializable(typeof(JwtRefreshRequest))]
[JsonSerializable(typeof(JwtVerifyRequest))]
[JsonSerializable(typeof(JwtSessionAnswer[]))]
[JsonSerializable(typeof(TokenPair))]
internal sealed partial class EndpointJsonContext : JsonSerializerContext;
