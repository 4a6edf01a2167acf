using System.Text.Json;

namespace JwtSecurity;

/// <summary>
/// A token that passed: its payload, and the claims already read from it. Immutable, and belongs to no request.
/// </summary>
internal sealed class ValidatedToken
{
    private readonly ReadOnlyMemory<byte> _payload;
    private readonly long _expiresAt;
    private readonly long _issuedAt;
    private JsonDocument? _claims;

    public ValidatedToken(ReadOnlyMemory<byte> payload, JwtTokenType tokenType, JwtPayload claims)
    {
        _payload = payload;
        _expiresAt = claims.ExpiresAt;
        _issuedAt = claims.IssuedAt;
        TokenType = tokenType;
        Jti = claims.Identifier;
        SessionId = claims.SessionId;
    }

    public JwtTokenType TokenType { get; }

    public string Jti { get; }

    public string? SessionId { get; }

    public DateTimeOffset ExpiresAt => NumericDate.ToDateTimeOffset(_expiresAt);

    public DateTimeOffset IssuedAt => NumericDate.ToDateTimeOffset(_issuedAt);

    /// <summary>The whole payload, parsed when first asked for. Two threads may both parse it; both results are the same.</summary>
    public JsonElement Claims => (_claims ??= JsonDocument.Parse(_payload, new JsonDocumentOptions { MaxDepth = StrictJson.MaximumDepth })).RootElement;

    public bool HasExpired(JwtSchemeSettings settings) =>
        NumericDate.HasCome(_expiresAt, settings.TimeProvider.GetUtcNow(), settings.Options.Leeway);
}
