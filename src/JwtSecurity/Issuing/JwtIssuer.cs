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
            throw SubjectSerializer.NoObject(type, SubjectParameter);
        }

        if (dialect.HasFlatSubject)
        {
            FlatSubjectWriter.Write(payload.Json, target.Written, dialect, SubjectParameter);
        }
    }

    private static string Complete(PayloadWriter payload, JwtSchemeSettings settings, JwtTokenType tokenType, in JwtTokenTerms terms)
    {
        TokenClaims.Write(payload.Json, settings, tokenType, terms);
        WriteClaims(payload.Json, settings, terms.Details?.Claims);
        payload.Json.WriteEndObject();
        payload.Json.Flush();
        ThrowIfRefused(payload.Written, settings.Dialect, terms.Details);

        var key = settings.Keys.Current;
        var header = terms.Details?.Header is { } members ? TokenHeader.Encode(key, members, settings.SubjectSerializerOptions, DetailsParameter) : key.HeaderSegment;
        var token = Encode(key, header, payload.Written);
        settings.Telemetry.TokenIssued(settings.Name, tokenType);
        return token;
    }

    // Claims of the caller's own may come twice, or have a type that every reader refuses, "sub" for one.
    private static void ThrowIfRefused(ReadOnlySpan<byte> payload, JwtDialect dialect, JwtTokenDetails? details)
    {
        if (dialect.HasFlatSubject && FlatSubjectWriter.FindRepeated(payload) is { } name)
        {
            throw details?.Claims?.ContainsKey(name) == true
                ? Misuse($"The claim '{name}' is a member of the subject already, and in the dialect {dialect} those are claims, too. Leave one of the two out.", DetailsParameter)
                : Misuse($"The subject has two members '{name}', and in the dialect {dialect} they are claims. Leave one of the two out.", SubjectParameter);
        }

        if ((dialect.HasFlatSubject || details?.Claims is not null) && JwtPayload.Read(payload, dialect, out _) is { } error)
        {
            throw Misuse($"The claims make a token that would be refused: {error.Detail}.", details?.Claims is null ? SubjectParameter : DetailsParameter);
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
            ReservedClaims.ThrowIfContains(name, settings.Dialect, DetailsParameter);
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
