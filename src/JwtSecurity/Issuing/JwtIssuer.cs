using System.Buffers;
using System.Buffers.Text;
using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace JwtSecurity;

/// <summary>
/// Creates tokens: subject ► claims ► signature. Synchronous, stateless, no I/O.
/// </summary>
internal static class JwtIssuer
{
    // The names of the public parameters, for the exceptions their callers read.
    private const string SubjectParameter = "subject";
    private const string ExpiresDeltaParameter = "expiresDelta";
    private const string DetailsParameter = "details";

    /// <summary>Creates a token for a subject whose type is known only now.</summary>
    public static string Create(JwtSchemeSettings settings, JwtTokenType tokenType, object subject, in JwtTokenTerms terms)
    {
        using var payload = PayloadWriter.Rent();
        var target = BeginSubject(payload, settings.Dialect);
        var start = target.Written.Length;
        SubjectSerializer.Write(target.Json, subject, settings.SubjectSerializerOptions, nameof(subject));
        EndSubject(payload, target, start, settings.Dialect, subject.GetType());
        return Complete(payload, settings, tokenType, terms);
    }

    /// <summary>Creates a token for a subject with the metadata given.</summary>
    public static string Create<T>(JwtSchemeSettings settings, JwtTokenType tokenType, T subject, JsonTypeInfo<T> jsonTypeInfo, in JwtTokenTerms terms)
    {
        using var payload = PayloadWriter.Rent();
        var target = BeginSubject(payload, settings.Dialect);
        var start = target.Written.Length;
        SubjectSerializer.Write(target.Json, subject, jsonTypeInfo, nameof(subject));
        EndSubject(payload, target, start, settings.Dialect, typeof(T));
        return Complete(payload, settings, tokenType, terms);
    }

    // Where the subject is to be written: into its claim or, where there is none, aside, to be taken apart.
    private static PayloadWriter BeginSubject(PayloadWriter payload, JwtDialect dialect)
    {
        payload.Json.WriteStartObject();
        if (dialect.HasFlatSubject)
        {
            return payload.Aside;
        }

        payload.Json.WritePropertyName(dialect.SubjectClaimUtf8);
        payload.Json.Flush();
        return payload;
    }

    private static void EndSubject(PayloadWriter payload, PayloadWriter target, int start, JwtDialect dialect, Type type)
    {
        target.Json.Flush();
        if (target.Written[start..] is not [(byte)'{', ..])
        {
            throw Misuse($"A subject must serialize to a JSON object, and {type} does not. Wrap it, for example: new {{ username = value }}.", SubjectParameter);
        }

        if (dialect.HasFlatSubject)
        {
            FlatSubjectWriter.Write(payload.Json, target.Written, dialect, SubjectParameter);
        }
    }

    private static string Complete(PayloadWriter payload, JwtSchemeSettings settings, JwtTokenType tokenType, in JwtTokenTerms terms)
    {
        WriteClaims(payload.Json, settings, tokenType, terms);
        payload.Json.WriteEndObject();
        payload.Json.Flush();
        ThrowIfRefused(payload.Written, settings, terms.Details);

        var key = settings.Keys.Current;
        var header = terms.Details?.Header is { } members ? TokenHeader.Encode(key, members, settings.SubjectSerializerOptions, DetailsParameter) : key.HeaderSegment;
        return Encode(key, header, payload.Written);
    }

    // Claims of the caller's own may come twice, or have a type that every reader refuses, "sub" for one.
    private static void ThrowIfRefused(ReadOnlySpan<byte> payload, JwtSchemeSettings settings, JwtTokenDetails? details)
    {
        var dialect = settings.Dialect;
        if (dialect.HasFlatSubject && FlatSubjectWriter.FindRepeated(payload) is { } name)
        {
            throw details?.Claims?.ContainsKey(name) == true
                ? Misuse($"The claim '{name}' is a member of the subject already, and in the dialect {dialect} those are claims, too. Leave one of the two out.", DetailsParameter)
                : Misuse($"The subject has two members '{name}', and in the dialect {dialect} they are claims. Leave one of the two out.", SubjectParameter);
        }

        if ((dialect.HasFlatSubject || details?.Claims is not null) && JwtPayload.Read(payload, dialect, out _) is { } error)
        {
            throw Misuse($"The claims make a token that would be refused: {settings.Errors.Of(error).Detail}.", details?.Claims is null ? SubjectParameter : DetailsParameter);
        }
    }

    private static void WriteClaims(Utf8JsonWriter json, JwtSchemeSettings settings, JwtTokenType tokenType, in JwtTokenTerms terms)
    {
        var dialect = settings.Dialect;
        var issuedAt = settings.TimeProvider.GetUtcNow().ToUnixTimeSeconds();
        var expiresAt = issuedAt + NumericDate.WholeSeconds(terms.ExpiresDelta ?? settings.ExpiresDelta(tokenType));
        NumericDate.ThrowIfBeyondMaximum(expiresAt, ExpiresDeltaParameter);
        json.WriteString(dialect.TypeClaimUtf8, dialect.TypeValueUtf8(tokenType));
        json.WriteNumber("exp"u8, expiresAt);
        json.WriteNumber("iat"u8, issuedAt);
        WriteIdentifier(json, terms.UniqueIdentifier, dialect);
        WriteNotBefore(json, terms.Details?.NotBefore, issuedAt, expiresAt, dialect);
        WriteFresh(json, tokenType == JwtTokenType.Access ? terms.Details?.Fresh : null, dialect);
        if (dialect.WritesCsrf)
        {
            json.WriteString("csrf"u8, JwtIds.Create());
        }

        WriteIssuerAndAudiences(json, settings.Options);
        WriteClaims(json, settings, terms.Details?.Claims);
    }

    private static void WriteIdentifier(Utf8JsonWriter json, string? identifier, JwtDialect dialect)
    {
        if (identifier is not null)
        {
            json.WriteString("jti"u8, identifier);
            return;
        }

        Span<byte> text = stackalloc byte[36];
        JwtIds.Create().TryFormat(text, out var length, dialect.JtiFormat);
        json.WriteString("jti"u8, text[..length]);
    }

    // RFC 7519, 4.1.5. By default there is none: a node whose clock is a second behind would refuse what this one has just issued.
    private static void WriteNotBefore(Utf8JsonWriter json, DateTimeOffset? moment, long issuedAt, long expiresAt, JwtDialect dialect)
    {
        if (moment is null)
        {
            if (dialect.WritesNotBefore)
            {
                json.WriteNumber("nbf"u8, issuedAt);
            }

            return;
        }

        var notBefore = NumericDate.NotBefore(moment.Value);
        if (notBefore < 0 || notBefore >= expiresAt)
        {
            throw Misuse($"{nameof(JwtTokenDetails.NotBefore)} is {moment:O}, and the token expires at {NumericDate.ToDateTimeOffset(expiresAt):O}: it would never be accepted. "
                + $"Set it to an earlier time, or give the token a longer life with {ExpiresDeltaParameter}.", DetailsParameter);
        }

        json.WriteNumber("nbf"u8, notBefore);
    }

    private static void WriteFresh(Utf8JsonWriter json, bool? fresh, JwtDialect dialect)
    {
        if (fresh is not null || dialect.WritesFresh)
        {
            json.WriteBoolean("fresh"u8, fresh ?? false);
        }
    }

    private static void WriteIssuerAndAudiences(Utf8JsonWriter json, JwtSchemeOptions options)
    {
        if (options.Issuer is { } issuer)
        {
            json.WriteString("iss"u8, issuer);
        }

        // RFC 7519, 4.1.3: one audience may stand alone, several are an array.
        if (options.Audiences is [var audience])
        {
            json.WriteString("aud"u8, audience);
        }
        else if (options.Audiences.Count > 1)
        {
            json.WriteStartArray("aud"u8);
            foreach (var each in options.Audiences)
            {
                json.WriteStringValue(each);
            }

            json.WriteEndArray();
        }
    }

    private static void WriteClaims(Utf8JsonWriter json, JwtSchemeSettings settings, IReadOnlyDictionary<string, object?>? claims)
    {
        if (claims is null)
        {
            return;
        }

        foreach (var (name, value) in claims)
        {
            if (ReservedClaims.Contains(name, settings.Dialect))
            {
                throw Misuse($"The claim '{name}' is reserved: it is written from the scheme's options. Give it another name{(settings.Dialect.HasFlatSubject ? "" : ", or put it into the subject")}.", DetailsParameter);
            }

            json.WritePropertyName(name);
            SubjectSerializer.Write(json, value, settings.SubjectSerializerOptions, DetailsParameter);
        }
    }

    private static string Encode(SigningKey key, byte[] header, ReadOnlySpan<byte> payload)
    {
        var payloadLength = Base64Url.GetEncodedLength(payload.Length);
        var signingLength = header.Length + 1 + payloadLength;
        var length = signingLength + 1 + Base64Url.GetEncodedLength(key.SignatureLength);
        if (length > CompactJws.MaximumLength)
        {
            throw Misuse(string.Create(CultureInfo.InvariantCulture,
                $"The token would have {length} characters, and tokens of more than {CompactJws.MaximumLength} are refused. Put less into the subject."), SubjectParameter);
        }

        var buffer = ArrayPool<byte>.Shared.Rent(length);
        try
        {
            header.CopyTo(buffer, 0);
            buffer[header.Length] = (byte)'.';
            Base64Url.EncodeToUtf8(payload, buffer.AsSpan(header.Length + 1, payloadLength));
            buffer[signingLength] = (byte)'.';

            Span<byte> signature = stackalloc byte[key.SignatureLength];
            key.Sign(buffer.AsSpan(0, signingLength), signature);
            Base64Url.EncodeToUtf8(signature, buffer.AsSpan(signingLength + 1));
            return Encoding.ASCII.GetString(buffer, 0, length);
        }
        finally
        {
            // What lies in the pool must not be a token.
            buffer.AsSpan(0, length).Clear();
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private static ArgumentException Misuse(string message, string parameterName) => new(message, parameterName);
}
