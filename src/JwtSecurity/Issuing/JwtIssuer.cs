using System.Buffers;
using System.Buffers.Text;
using System.Globalization;
using System.Text;
using System.Text.Json;

namespace JwtSecurity;

/// <summary>
/// Creates tokens: subject ► claims ► signature. Synchronous, stateless, no I/O.
/// </summary>
internal static class JwtIssuer
{
    /// <summary>Creates a token of <paramref name="tokenType"/> with the settings' current key.</summary>
    /// <param name="settings">The scheme's settings.</param>
    /// <param name="tokenType">What the token is for.</param>
    /// <param name="subject">The subject, a JSON object in UTF-8.</param>
    /// <param name="expiresDelta">The lifetime; by default the scheme's.</param>
    /// <param name="uniqueIdentifier">The <c>jti</c>; by default a new one.</param>
    /// <param name="details">What else it carries.</param>
    public static string Create(
        JwtSchemeSettings settings,
        JwtTokenType tokenType,
        ReadOnlyMemory<byte> subject,
        TimeSpan? expiresDelta,
        string? uniqueIdentifier,
        JwtTokenDetails? details)
    {
        var payload = new ArrayBufferWriter<byte>(512);
        using (var writer = new Utf8JsonWriter(payload))
        {
            WritePayload(writer, settings, tokenType, subject, expiresDelta, uniqueIdentifier, details);
        }

        var token = Encode(settings.Keys.Current, payload.WrittenSpan);
        if (token.Length > CompactJws.MaximumLength)
        {
            throw new ArgumentException(string.Create(CultureInfo.InvariantCulture,
                $"The token would have {token.Length} characters, and tokens of more than {CompactJws.MaximumLength} are refused. Put less into the subject."), nameof(subject));
        }

        return token;
    }

    private static void WritePayload(
        Utf8JsonWriter writer,
        JwtSchemeSettings settings,
        JwtTokenType tokenType,
        ReadOnlyMemory<byte> subject,
        TimeSpan? expiresDelta,
        string? uniqueIdentifier,
        JwtTokenDetails? details)
    {
        var issuedAt = settings.TimeProvider.GetUtcNow().ToUnixTimeSeconds();
        var expiresAt = issuedAt + NumericDate.WholeSeconds(expiresDelta ?? settings.ExpiresDelta(tokenType));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(expiresAt, NumericDate.Maximum, nameof(expiresDelta));
        if (uniqueIdentifier is { } given)
        {
            ArgumentException.ThrowIfNullOrWhiteSpace(given, nameof(uniqueIdentifier));
        }

        writer.WriteStartObject();
        writer.WritePropertyName(settings.Dialect.SubjectClaim);
        writer.WriteRawValue(subject.Span, skipInputValidation: true);
        writer.WriteString(settings.Dialect.TypeClaim, settings.Dialect.TypeValue(tokenType));
        writer.WriteNumber("exp"u8, expiresAt);
        writer.WriteNumber("iat"u8, issuedAt);
        writer.WriteString("jti"u8, uniqueIdentifier ?? JwtIds.Create());
        WriteIssuerAndAudiences(writer, settings.Options);
        WriteClaims(writer, settings, details);
        writer.WriteEndObject();
    }

    private static void WriteIssuerAndAudiences(Utf8JsonWriter writer, JwtSchemeOptions options)
    {
        if (options.Issuer is { } issuer)
        {
            writer.WriteString("iss"u8, issuer);
        }

        // RFC 7519, 4.1.3: one audience may stand alone, several are an array.
        if (options.Audiences is [var audience])
        {
            writer.WriteString("aud"u8, audience);
        }
        else if (options.Audiences.Count > 1)
        {
            writer.WriteStartArray("aud"u8);
            foreach (var each in options.Audiences)
            {
                writer.WriteStringValue(each);
            }

            writer.WriteEndArray();
        }
    }

    private static void WriteClaims(Utf8JsonWriter writer, JwtSchemeSettings settings, JwtTokenDetails? details)
    {
        if (details?.Claims is not { } claims)
        {
            return;
        }

        foreach (var (name, value) in claims)
        {
            if (ReservedClaims.Contains(name, settings.Dialect))
            {
                throw new ArgumentException($"The claim '{name}' is reserved: it is written from the scheme's options. Give it another name, or put it into the subject.", nameof(details));
            }

            writer.WritePropertyName(name);
            writer.WriteRawValue(SubjectSerializer.SerializeClaim(value, settings.SubjectSerializerOptions).Span, skipInputValidation: true);
        }
    }

    private static string Encode(SigningKey key, ReadOnlySpan<byte> payload)
    {
        var header = key.HeaderSegment;
        var payloadLength = Base64Url.GetEncodedLength(payload.Length);
        var signingLength = header.Length + 1 + payloadLength;
        var length = signingLength + 1 + Base64Url.GetEncodedLength(key.SignatureLength);

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
            ArrayPool<byte>.Shared.Return(buffer, clearArray: true);
        }
    }
}
