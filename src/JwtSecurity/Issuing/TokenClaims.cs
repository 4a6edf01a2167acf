using System.Text.Json;

namespace JwtSecurity;

/// <summary>
/// Writes the claims that are the token's own: what it is, from when to when it is accepted, who made it and for whom.
/// </summary>
internal static class TokenClaims
{
    // The names of the public parameters, for the exceptions their callers read.
    private const string ExpiresDeltaParameter = "expiresDelta";
    private const string DetailsParameter = "details";

    /// <exception cref="ArgumentException">The token would live too long, or never be accepted.</exception>
    public static void Write(Utf8JsonWriter json, JwtSchemeSettings settings, JwtTokenType tokenType, in JwtTokenTerms terms)
    {
        var dialect = settings.Dialect;
        var issuedAt = (terms.IssuedAt ?? settings.TimeProvider.GetUtcNow()).ToUnixTimeSeconds();
        var expiresAt = terms.ExpiresAt?.ToUnixTimeSeconds() ?? issuedAt + NumericDate.WholeSeconds(terms.ExpiresDelta ?? settings.ExpiresDelta(tokenType));
        NumericDate.ThrowIfBeyondMaximum(expiresAt, ExpiresDeltaParameter);
        json.WriteString(dialect.TypeClaimUtf8, dialect.TypeValueUtf8(tokenType));
        json.WriteNumber("exp"u8, expiresAt);
        json.WriteNumber("iat"u8, issuedAt);
        WriteIdentifier(json, terms.UniqueIdentifier, dialect);
        WriteNotBefore(json, terms.Details?.NotBefore, issuedAt, expiresAt, dialect, DetailsParameter);
        WriteAuthTime(json, terms.Details?.AuthTime, DetailsParameter);
        WriteFresh(json, tokenType == JwtTokenType.Access ? terms.Details?.Fresh : null, dialect);
        if (terms.SessionId is { } sessionId)
        {
            json.WriteString("sid"u8, sessionId);
        }

        if (settings.WritesCsrf)
        {
            WriteCsrf(json, terms.Csrf);
        }

        WriteIssuerAndAudiences(json, settings.Options);
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
    private static void WriteNotBefore(Utf8JsonWriter json, DateTimeOffset? moment, long issuedAt, long expiresAt, JwtDialect dialect, string parameterName)
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
            throw new ArgumentException($"{nameof(JwtTokenDetails.NotBefore)} is {moment:O}, and the token expires at {NumericDate.ToDateTimeOffset(expiresAt):O}: it would never be accepted. "
                + $"Set it to an earlier time, or give the token a longer life with {ExpiresDeltaParameter}.", parameterName);
        }

        json.WriteNumber("nbf"u8, notBefore);
    }

    private static void WriteAuthTime(Utf8JsonWriter json, DateTimeOffset? moment, string parameterName)
    {
        if (moment is null)
        {
            return;
        }

        var seconds = moment.Value.ToUnixTimeSeconds();
        if (seconds < 0)
        {
            throw new ArgumentException($"{nameof(JwtTokenDetails.AuthTime)} is {moment:O}, which no token can say. Set it to when the user logged in, or to null.", parameterName);
        }

        json.WriteNumber("auth_time"u8, seconds);
    }

    private static void WriteFresh(Utf8JsonWriter json, bool? fresh, JwtDialect dialect)
    {
        if (fresh is not null || dialect.WritesFresh)
        {
            json.WriteBoolean("fresh"u8, fresh ?? false);
        }
    }

    private static void WriteCsrf(Utf8JsonWriter json, string? csrf)
    {
        if (csrf is not null)
        {
            json.WriteString("csrf"u8, csrf);
            return;
        }

        json.WriteString("csrf"u8, JwtIds.Create());
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
}
