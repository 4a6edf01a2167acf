using System.Globalization;
using System.Text;
using System.Text.Json;

namespace JwtSecurity;

/// <summary>
/// A token that passed: its payload, and the claims already read from it. What it says is immutable, and belongs to no request.
/// </summary>
/// <remarks>
/// What few ask for is made when it is first asked for. Two threads may both make it; both results are the same.
/// </remarks>
internal sealed class ValidatedToken
{
    private const int MaximumTexts = 4;

    private readonly ReadOnlyMemory<byte> _payload;
    private readonly Range _identifier;
    private readonly Range _subject;
    private readonly long _expiresAt;
    private readonly long _issuedAt;
    private readonly JwtDialect _dialect;
    private ParsedClaims? _parsed;
    private byte[]? _flatSubject;
    private IdentityClaims? _identityClaims;
    private RememberedText? _texts;
    private string? _jti;
    private string? _issuedText;
    private string? _expiresText;

    public ValidatedToken(ReadOnlyMemory<byte> payload, JwtTokenType tokenType, in JwtPayload claims, JwtDialect dialect)
    {
        _payload = payload;
        _dialect = dialect;
        _identifier = claims.Identifier;
        _subject = claims.Subject;
        _expiresAt = claims.ExpiresAt;
        _issuedAt = claims.IssuedAt;
        TokenType = tokenType;
        SessionId = claims.SessionId;
    }

    public JwtTokenType TokenType { get; }

    public string Jti => _jti ??= ReadText(_payload.Span[_identifier]);

    public string? SessionId { get; }

    /// <summary>The edition of the revocations in which it was looked up and not found.</summary>
    public object? NotRevokedIn { get; set; }

    public DateTimeOffset ExpiresAt => NumericDate.ToDateTimeOffset(_expiresAt);

    public DateTimeOffset IssuedAt => NumericDate.ToDateTimeOffset(_issuedAt);

    /// <summary>When the user logged in (OpenID Connect Core 1.0, section 2), if the token says so. Read by few, so each time.</summary>
    public DateTimeOffset? AuthTime => Claims.TryGetProperty("auth_time"u8, out var value) ? NumericDate.Read(value) : null;

    /// <summary><see cref="IssuedAt"/> as authentication properties write it.</summary>
    public string IssuedText => _issuedText ??= IssuedAt.ToString("r", CultureInfo.InvariantCulture);

    /// <summary><see cref="ExpiresAt"/> as authentication properties write it.</summary>
    public string ExpiresText => _expiresText ??= ExpiresAt.ToString("r", CultureInfo.InvariantCulture);

    /// <summary>How many bytes the payload takes, and the subject that is taken out of one.</summary>
    public int PayloadLength => _dialect.HasFlatSubject ? 2 * _payload.Length : _payload.Length;

    /// <summary>A hash of the subject as it is written, different in every process.</summary>
    public int SubjectHash
    {
        get
        {
            var hash = default(HashCode);
            hash.AddBytes(SubjectJson);
            return hash.ToHashCode();
        }
    }

    /// <summary>The whole payload.</summary>
    public JsonElement Claims => Parsed.Claims;

    public JsonElement Subject => Parsed.Subject;

    /// <summary>A member of the subject, if it is a string.</summary>
    /// <remarks>
    /// Endpoints read the same few members at every request, so those are remembered. A parsed document would answer as well, and costs more than it saves a token
    /// of which a member or two are read in all its life.
    /// </remarks>
    public string? FindText(string key)
    {
        var remembered = 0;
        for (var text = _texts; text is not null; text = text.Next, remembered++)
        {
            if (text.Key == key)
            {
                return text.Value;
            }
        }

        if (remembered == MaximumTexts)
        {
            return Subject.TryGetProperty(key, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
        }

        // Two threads may read two at once, and one of them is read again.
        var found = ReadText(SubjectJson, key);
        _texts = new RememberedText(key, found, _texts);
        return found;
    }

    public IdentityClaims IdentityClaims => _identityClaims ??= new IdentityClaims(Claims, Subject, _dialect);

    private ParsedClaims Parsed => _parsed ??= new ParsedClaims(_payload.Span, SubjectJson, _dialect);

    /// <summary>The subject as it is written; in a dialect without a claim for it, as it would be.</summary>
    private ReadOnlySpan<byte> SubjectJson => _dialect.HasFlatSubject ? _flatSubject ??= FlatSubject.Extract(_payload.Span, _dialect) : _payload.Span[_subject];

    public bool HasExpired(JwtSchemeSettings settings) =>
        NumericDate.HasCome(_expiresAt, settings.TimeProvider.GetUtcNow(), settings.Options.Leeway);

    /// <summary>Whether it has expired for everybody, however large their leeway.</summary>
    public bool HasExpired(DateTimeOffset now) => NumericDate.HasCome(_expiresAt, now, JwtSchemeOptionsCheck.MaximumLeeway);

    // Of two members of one name the last counts, as it does in the document.
    private static string? ReadText(ReadOnlySpan<byte> subject, string key)
    {
        string? text = null;
        var reader = StrictJson.CreateReader(subject);
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isAskedFor = reader.ValueTextEquals(key);
            reader.Read();
            if (isAskedFor)
            {
                text = reader.TokenType == JsonTokenType.String ? reader.GetString() : null;
            }

            reader.Skip();
        }

        return text;
    }

    private static string ReadText(ReadOnlySpan<byte> text) =>
        text.Contains((byte)'\\') ? JsonElement.Parse([(byte)'"', .. text, (byte)'"']).GetString()! : Encoding.UTF8.GetString(text);

    private sealed record RememberedText(string Key, string? Value, RememberedText? Next);

    private sealed class ParsedClaims
    {
        private static readonly JsonDocumentOptions s_options = new() { MaxDepth = StrictJson.MaximumDepth };

        public ParsedClaims(ReadOnlySpan<byte> payload, ReadOnlySpan<byte> subject, JwtDialect dialect)
        {
            Claims = JsonElement.Parse(payload, s_options);
            Subject = dialect.HasFlatSubject ? JsonElement.Parse(subject, s_options) : Claims.GetProperty(dialect.SubjectClaimUtf8);
        }

        public JsonElement Claims { get; }

        public JsonElement Subject { get; }
    }
}
