using System.Text.Json;

namespace JwtSecurity;

/// <summary>
/// The claims a validator looks at (RFC 7519, section 4.1), read from a payload in one pass and checked for presence, type and range.
/// </summary>
internal struct JwtPayload
{
    private readonly JwtDialect _dialect;
    private Seen _seen;
    private List<string>? _audiences;

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
        Identity = 1 << 11,
        Fresh = 1 << 12,
        Csrf = 1 << 13,
        LoginTime = 1 << 14,
    }

    /// <summary>The type, if it is one of the dialect's two.</summary>
    public JwtTokenType? Type { get; private set; }

    public long ExpiresAt { get; private set; }

    public long IssuedAt { get; private set; }

    public long? NotBefore { get; private set; }

    /// <summary>Where the text of <c>jti</c> stands, as it is written, escapes included.</summary>
    public Range Identifier { get; private set; }

    /// <summary>Where the subject stands, in dialects that have a claim for it.</summary>
    public Range Subject { get; private set; }

    public string? Issuer { get; private set; }

    public readonly IReadOnlyList<string> Audiences => _audiences ?? (IReadOnlyList<string>)[];

    public string? SessionId { get; private set; }

    public static JwtValidationError? Read(ReadOnlySpan<byte> json, JwtDialect dialect, out JwtPayload payload)
    {
        payload = new JwtPayload(dialect);
        if (!StrictJson.IsValidUtf8(json))
        {
            return JwtErrors.PayloadMalformed;
        }

        try
        {
            return payload.ReadObject(StrictJson.CreateReader(json));
        }
        catch (JsonException)
        {
            // The reader has no other way to say that the text is no JSON. Only the key's owner gets this far with one that is not.
            return JwtErrors.PayloadMalformed;
        }
    }

    // To the end, whatever is found on the way: what is no JSON is named as that.
    private JwtValidationError? ReadObject(Utf8JsonReader reader)
    {
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
        {
            return JwtErrors.PayloadMalformed;
        }

        JwtValidationError? error = null;
        var member = Seen.None;
        var subjectStart = 0;
        while (reader.Read())
        {
            if (reader.TokenType is JsonTokenType.PropertyName or JsonTokenType.String && !StrictJson.IsReadable(ref reader))
            {
                return JwtErrors.PayloadMalformed;
            }

            if (reader.CurrentDepth == 1)
            {
                switch (reader.TokenType)
                {
                    case JsonTokenType.PropertyName:
                        member = Identify(ref reader);
                        break;
                    case JsonTokenType.EndObject when member == Seen.Subject:
                        Subject = subjectStart..(int)reader.BytesConsumed;
                        break;
                    case JsonTokenType.EndObject or JsonTokenType.EndArray:
                        break;
                    default:
                        subjectStart = (int)reader.TokenStartIndex;
                        error ??= ReadMember(member, ref reader);
                        break;
                }
            }
            else if (reader.CurrentDepth == 2 && member == Seen.Audience)
            {
                error ??= ReadAudience(ref reader);
            }
        }

        return error ?? CheckPresence();
    }

    private JwtValidationError? ReadMember(Seen member, ref Utf8JsonReader reader)
    {
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
            Seen.ExpiresAt => TryReadTime(ref reader, roundUp: false, out var time) ? Set(ExpiresAt = time) : JwtErrors.ExpiresAtInvalid,
            Seen.IssuedAt => TryReadTime(ref reader, roundUp: false, out var time) ? Set(IssuedAt = time) : JwtErrors.IssuedAtInvalid,
            Seen.NotBefore => TryReadTime(ref reader, roundUp: true, out var time) ? Set(NotBefore = time) : JwtErrors.NotBeforeInvalid,
            Seen.Identifier => reader.TokenType == JsonTokenType.String && !reader.ValueSpan.IsEmpty ? Set(Identifier = TextOf(ref reader)) : JwtErrors.IdentifierInvalid,
            Seen.Type => reader.TokenType == JsonTokenType.String ? Set(Type = ReadType(ref reader)) : JwtErrors.ClaimInvalid,
            Seen.Issuer => reader.TokenType == JsonTokenType.String ? Set(Issuer = reader.GetString()) : JwtErrors.ClaimInvalid,
            Seen.Session => reader.TokenType == JsonTokenType.String ? Set(SessionId = reader.GetString()) : JwtErrors.ClaimInvalid,

            // Numbers are what older libraries write: the number of a row.
            Seen.Identity => reader.TokenType == JsonTokenType.Number || (reader.TokenType == JsonTokenType.String && !reader.ValueSpan.IsEmpty) ? null : JwtErrors.IdentityInvalid,

            // A yes or no, or until when (Flask-JWT-Extended).
            Seen.Fresh => reader.TokenType is JsonTokenType.True or JsonTokenType.False or JsonTokenType.Number ? null : JwtErrors.ClaimInvalid,
            Seen.Csrf => reader.TokenType == JsonTokenType.String ? null : JwtErrors.ClaimInvalid,
            Seen.LoginTime => TryReadTime(ref reader, roundUp: false, out _) ? null : JwtErrors.ClaimInvalid,

            // RFC 7519, 4.1.2, says text; older libraries write the number of a row.
            Seen.Principal => reader.TokenType is JsonTokenType.String or JsonTokenType.Number ? null : JwtErrors.ClaimInvalid,
            Seen.AuthorizedParty => reader.TokenType == JsonTokenType.String ? null : JwtErrors.ClaimInvalid,
            Seen.Audience => reader.TokenType == JsonTokenType.StartArray ? null : ReadAudience(ref reader),
            _ => null,
        };
    }

    private readonly Seen Identify(ref Utf8JsonReader reader) =>
        !_dialect.HasFlatSubject && IsNamed(ref reader, _dialect.SubjectClaimUtf8) ? Seen.Subject
        : IsNamed(ref reader, _dialect.TypeClaimUtf8) ? Seen.Type
        : _dialect.HasIdentityClaim && IsNamed(ref reader, _dialect.IdentityClaimUtf8) ? Seen.Identity
        : IsNamed(ref reader, "exp"u8) ? Seen.ExpiresAt
        : IsNamed(ref reader, "iat"u8) ? Seen.IssuedAt
        : IsNamed(ref reader, "jti"u8) ? Seen.Identifier
        : IsNamed(ref reader, "iss"u8) ? Seen.Issuer
        : IsNamed(ref reader, "aud"u8) ? Seen.Audience
        : IsNamed(ref reader, "nbf"u8) ? Seen.NotBefore
        : IsNamed(ref reader, "sid"u8) ? Seen.Session
        : IsNamed(ref reader, "sub"u8) ? Seen.Principal
        : IsNamed(ref reader, "azp"u8) ? Seen.AuthorizedParty
        : IsNamed(ref reader, "fresh"u8) ? Seen.Fresh
        : IsNamed(ref reader, "csrf"u8) ? Seen.Csrf
        : IsNamed(ref reader, "auth_time"u8) ? Seen.LoginTime
        : Seen.None;

    // A name is hardly ever written with escapes, and then it is what stands there.
    private static bool IsNamed(ref Utf8JsonReader reader, ReadOnlySpan<byte> name) =>
        reader.ValueIsEscaped ? reader.ValueTextEquals(name) : reader.ValueSpan.SequenceEqual(name);

    // A token without an end, without a name or without a subject is of no use to anything that comes later.
    private readonly JwtValidationError? CheckPresence() =>
        !Has(Seen.ExpiresAt) ? JwtErrors.ExpiresAtInvalid
        : !Has(Seen.IssuedAt) ? JwtErrors.IssuedAtInvalid
        : !Has(Seen.Identifier) ? JwtErrors.IdentifierInvalid
        : !_dialect.HasFlatSubject && !Has(Seen.Subject) ? JwtErrors.SubjectInvalid
        : _dialect.HasIdentityClaim && !Has(Seen.Identity) ? JwtErrors.IdentityInvalid
        : null;

    private readonly bool Has(Seen member) => (_seen & member) != Seen.None;

    private readonly JwtTokenType? ReadType(ref Utf8JsonReader reader) =>
        reader.ValueTextEquals(_dialect.TypeValueUtf8(JwtTokenType.Access)) ? JwtTokenType.Access
        : reader.ValueTextEquals(_dialect.TypeValueUtf8(JwtTokenType.Refresh)) ? JwtTokenType.Refresh
        : null;

    private JwtValidationError? ReadAudience(ref Utf8JsonReader reader)
    {
        if (reader.TokenType != JsonTokenType.String)
        {
            return JwtErrors.ClaimInvalid;
        }

        (_audiences ??= []).Add(reader.GetString()!);
        return null;
    }

    private static Range TextOf(ref Utf8JsonReader reader)
    {
        var start = (int)reader.TokenStartIndex + 1;
        return start..(start + reader.ValueSpan.Length);
    }

    // RFC 7519, section 2: a NumericDate may have a fraction. Rounding never lengthens a token's life.
    private static bool TryReadTime(ref Utf8JsonReader reader, bool roundUp, out long seconds)
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

            seconds = (long)(roundUp ? Math.Ceiling(fraction) : Math.Floor(fraction));
        }

        return seconds is >= 0 and <= NumericDate.Maximum;
    }

    private static JwtValidationError? Set<T>(T _) => null;
}
