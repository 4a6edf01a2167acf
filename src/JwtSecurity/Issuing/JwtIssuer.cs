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
        using var writer = PayloadWriter.Rent();
        var start = BeginSubject(writer, settings);
        SubjectSerializer.Write(writer.Json, subject, settings.SubjectSerializerOptions, nameof(subject));
        EndSubject(writer, start, subject.GetType(), nameof(subject));
        return Complete(writer, settings, tokenType, terms);
    }

    /// <summary>Creates a token for a subject with the metadata given.</summary>
    public static string Create<T>(JwtSchemeSettings settings, JwtTokenType tokenType, T subject, JsonTypeInfo<T> jsonTypeInfo, in JwtTokenTerms terms)
    {
        using var writer = PayloadWriter.Rent();
        var start = BeginSubject(writer, settings);
        SubjectSerializer.Write(writer.Json, subject, jsonTypeInfo, nameof(subject));
        EndSubject(writer, start, typeof(T), nameof(subject));
        return Complete(writer, settings, tokenType, terms);
    }

    private static int BeginSubject(PayloadWriter writer, JwtSchemeSettings settings)
    {
        writer.Json.WriteStartObject();
        writer.Json.WritePropertyName(settings.Dialect.SubjectClaimUtf8);
        writer.Json.Flush();
        return writer.Written.Length;
    }

    private static void EndSubject(PayloadWriter writer, int start, Type type, string parameterName)
    {
        writer.Json.Flush();
        if (writer.Written[start..] is not [(byte)'{', ..])
        {
            throw new ArgumentException(
                $"A subject must serialize to a JSON object, and {type} does not. Wrap it, for example: new {{ username = value }}.", parameterName);
        }
    }

    private static string Complete(PayloadWriter writer, JwtSchemeSettings settings, JwtTokenType tokenType, in JwtTokenTerms terms)
    {
        WriteClaims(writer.Json, settings, tokenType, terms);
        writer.Json.WriteEndObject();
        writer.Json.Flush();

        // Claims of the caller's own may have a type that every reader refuses, "sub" for one.
        if (terms.Details?.Claims is not null && JwtPayload.Read(writer.Written, settings.Dialect, out _) is { } error)
        {
            throw Misuse($"The claims make a token that would be refused: {error.Detail}.", DetailsParameter);
        }

        return Encode(settings.Keys.Current, writer.Written);
    }

    private static void WriteClaims(Utf8JsonWriter json, JwtSchemeSettings settings, JwtTokenType tokenType, in JwtTokenTerms terms)
    {
        var issuedAt = settings.TimeProvider.GetUtcNow().ToUnixTimeSeconds();
        var expiresAt = issuedAt + NumericDate.WholeSeconds(terms.ExpiresDelta ?? settings.ExpiresDelta(tokenType));
        NumericDate.ThrowIfBeyondMaximum(expiresAt, ExpiresDeltaParameter);
        json.WriteString(settings.Dialect.TypeClaimUtf8, settings.Dialect.TypeValueUtf8(tokenType));
        json.WriteNumber("exp"u8, expiresAt);
        json.WriteNumber("iat"u8, issuedAt);
        if (terms.UniqueIdentifier is { } identifier)
        {
            json.WriteString("jti"u8, identifier);
        }
        else
        {
            json.WriteString("jti"u8, JwtIds.Create());
        }

        WriteIssuerAndAudiences(json, settings.Options);
        WriteClaims(json, settings, terms.Details?.Claims);
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
                throw Misuse($"The claim '{name}' is reserved: it is written from the scheme's options. Give it another name, or put it into the subject.", DetailsParameter);
            }

            json.WritePropertyName(name);
            SubjectSerializer.Write(json, value, settings.SubjectSerializerOptions, DetailsParameter);
        }
    }

    private static string Encode(SigningKey key, ReadOnlySpan<byte> payload)
    {
        var header = key.HeaderSegment;
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
