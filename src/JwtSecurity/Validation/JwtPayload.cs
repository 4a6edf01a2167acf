using System.Text.Json;

namespace JwtSecurity;

/// <summary>
/// The claims a validator looks at (RFC 7519, section 4.1), read from a payload in one pass and checked for presence, type and range.
/// </summary>
internal struct JwtPayload
{
    private readonly JwtDialect _dialect;
    private Seen _seen;

    private JwtPayload(JwtDialect dialect) => _dialect = dialect;

    [Flags]
    private enum Seen
    {
        None = 0,
        Subject = 1,
        Type = 1 << 1,
        ExpiresAt = 1 << 2,
        IssuedAt = 1 << 3,
        NotBefore = 1 << 4,
        Identifier = 1 << 5,
        Issuer = 1 << 6,
        Audience = 1 << 7,
        Session = 1 << 8,
        Principal = 1 << 9,
        AuthorizedParty = 1 << 10,
    }

    public string? Type { get; private set; }

    public long ExpiresAt { get; private set; }

    public long IssuedAt { get; private set; }

    public long? NotBefore { get; private set; }

    public string Identifier { get; private set; } = "";

    public string? Issuer { get; private set; }

    public IReadOnlyList<string> Audiences { get; private set; } = [];

    public string? SessionId { get; private set; }

    public static JwtValidationError? Read(ReadOnlySpan<byte> json, JwtDialect dialect, out JwtPayload payload)
    {
        payload = new JwtPayload(dialect);
        if (!StrictJson.IsWellFormed(json))
        {
            return JwtErrors.PayloadMalformed;
        }

        var reader = StrictJson.CreateReader(json);
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (payload.ReadMember(ref reader) is { } error)
            {
                return error;
            }

            reader.Skip();
        }

        return payload.CheckPresence();
    }

    private JwtValidationError? ReadMember(ref Utf8JsonReader reader)
    {
        var member = Identify(ref reader);
        reader.Read();
        if (member == Seen.None)
        {
            return null;
        }

        // RFC 7519, section 4: names are unique, and readers differ in which of two they take. Ours takes neither.
        if (Has(member))
        {
            return JwtErrors.ClaimRepeated;
        }

        _seen |= member;
        return member switch
        {
            Seen.Subject => reader.TokenType == JsonTokenType.StartObject ? null : JwtErrors.SubjectInvalid,
            Seen.ExpiresAt => TryReadTime(ref reader, Math.Floor, out var time) ? Set(ExpiresAt = time) : JwtErrors.ExpiresAtInvalid,
            Seen.IssuedAt => TryReadTime(ref reader, Math.Floor, out var time) ? Set(IssuedAt = time) : JwtErrors.IssuedAtInvalid,
            Seen.NotBefore => TryReadTime(ref reader, Math.Ceiling, out var time) ? Set(NotBefore = time) : JwtErrors.NotBeforeInvalid,
            Seen.Identifier => TryReadText(ref reader, out var text) && text.Length > 0 ? Set(Identifier = text) : JwtErrors.IdentifierInvalid,
            Seen.Type => TryReadText(ref reader, out var text) ? Set(Type = text) : JwtErrors.ClaimInvalid,
            Seen.Issuer => TryReadText(ref reader, out var text) ? Set(Issuer = text) : JwtErrors.ClaimInvalid,
            Seen.Session => TryReadText(ref reader, out var text) ? Set(SessionId = text) : JwtErrors.ClaimInvalid,
            // RFC 7519, 4.1.2, says text; older libraries write the number of a row.
            Seen.Principal => reader.TokenType is JsonTokenType.String or JsonTokenType.Number ? null : JwtErrors.ClaimInvalid,
            Seen.AuthorizedParty => reader.TokenType == JsonTokenType.String ? null : JwtErrors.ClaimInvalid,
            Seen.Audience => TryReadTexts(ref reader, out var texts) ? Set(Audiences = texts) : JwtErrors.ClaimInvalid,
            _ => null,
        };
    }

    private readonly Seen Identify(ref Utf8JsonReader reader) =>
        reader.ValueTextEquals(_dialect.SubjectClaim) ? Seen.Subject
        : reader.ValueTextEquals(_dialect.TypeClaim) ? Seen.Type
        : reader.ValueTextEquals("exp"u8) ? Seen.ExpiresAt
        : reader.ValueTextEquals("iat"u8) ? Seen.IssuedAt
        : reader.ValueTextEquals("nbf"u8) ? Seen.NotBefore
        : reader.ValueTextEquals("jti"u8) ? Seen.Identifier
        : reader.ValueTextEquals("iss"u8) ? Seen.Issuer
        : reader.ValueTextEquals("aud"u8) ? Seen.Audience
        : reader.ValueTextEquals("sid"u8) ? Seen.Session
        : reader.ValueTextEquals("sub"u8) ? Seen.Principal
        : reader.ValueTextEquals("azp"u8) ? Seen.AuthorizedParty
        : Seen.None;

    // A token without an end, without a name or without a subject is of no use to anything that comes later.
    private readonly JwtValidationError? CheckPresence() =>
        !Has(Seen.ExpiresAt) ? JwtErrors.ExpiresAtInvalid
        : !Has(Seen.IssuedAt) ? JwtErrors.IssuedAtInvalid
        : !Has(Seen.Identifier) ? JwtErrors.IdentifierInvalid
        : !Has(Seen.Subject) ? JwtErrors.SubjectInvalid
        : null;

    private readonly bool Has(Seen member) => (_seen & member) != Seen.None;

    // RFC 7519, section 2: a NumericDate may have a fraction. Rounding never lengthens a token's life.
    private static bool TryReadTime(ref Utf8JsonReader reader, Func<double, double> round, out long seconds)
    {
        seconds = 0;
        if (reader.TokenType != JsonTokenType.Number)
        {
            return false;
        }

        if (!reader.TryGetInt64(out seconds))
        {
            if (!reader.TryGetDouble(out var fraction) || !(fraction >= 0 && fraction <= NumericDate.Maximum))
            {
                return false;
            }

            seconds = (long)round(fraction);
        }

        return seconds is >= 0 and <= NumericDate.Maximum;
    }

    private static bool TryReadText(ref Utf8JsonReader reader, out string text)
    {
        text = "";
        if (reader.TokenType != JsonTokenType.String)
        {
            return false;
        }

        text = reader.GetString()!;
        return true;
    }

    private static bool TryReadTexts(ref Utf8JsonReader reader, out IReadOnlyList<string> texts)
    {
        texts = [];
        if (TryReadText(ref reader, out var single))
        {
            texts = [single];
            return true;
        }

        if (reader.TokenType != JsonTokenType.StartArray)
        {
            return false;
        }

        var list = new List<string>();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (!TryReadText(ref reader, out var item))
            {
                return false;
            }

            list.Add(item);
        }

        texts = list;
        return true;
    }

    private static JwtValidationError? Set<T>(T _) => null;
}
