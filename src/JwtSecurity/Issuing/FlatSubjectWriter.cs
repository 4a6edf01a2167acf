using System.Text.Json;

namespace JwtSecurity;

/// <summary>
/// Writes the members of a subject as claims of the token, for dialects that have no claim for the whole.
/// </summary>
internal static class FlatSubjectWriter
{
    /// <summary>Copies the members of a JSON object into the object that a writer is in.</summary>
    /// <exception cref="ArgumentException">A member has a name that is the token's own, or the one that names the user is missing or no text.</exception>
    public static void Write(Utf8JsonWriter json, ReadOnlySpan<byte> subject, JwtDialect dialect, string parameterName)
    {
        var namesUser = false;
        var reader = StrictJson.CreateReader(subject);
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (ReservedClaims.Contains(ref reader, dialect))
            {
                throw new ArgumentException(
                    $"The subject has a member '{reader.GetString()}', and in the dialect {dialect} its members are claims: that one is the token's own. Give it another name.", parameterName);
            }

            var isIdentity = dialect.HasIdentityClaim && reader.ValueTextEquals(dialect.IdentityClaimUtf8);
            namesUser |= isIdentity;
            WriteName(json, ref reader);
            reader.Read();
            if (isIdentity)
            {
                WriteIdentity(json, ref reader, dialect, parameterName);
            }
            else
            {
                var start = (int)reader.TokenStartIndex;
                reader.Skip();
                json.WriteRawValue(subject[start..(int)reader.BytesConsumed], skipInputValidation: true);
            }
        }

        if (dialect.HasIdentityClaim && !namesUser)
        {
            throw new ArgumentException(
                $"In the dialect {dialect} a subject names its user in '{dialect.IdentityClaim}', and this one has no such member. Add it, for example: new {{ {dialect.IdentityClaim} = user.Id }}.", parameterName);
        }
    }

    /// <summary>The name of a member that the object has twice, if there is one: of two, readers take one or the other.</summary>
    public static string? FindRepeated(ReadOnlySpan<byte> json)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        var reader = StrictJson.CreateReader(json);
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = reader.GetString()!;
            if (!names.Add(name))
            {
                return name;
            }

            reader.Read();
            reader.Skip();
        }

        return null;
    }

    private static void WriteName(Utf8JsonWriter json, ref Utf8JsonReader reader)
    {
        if (reader.ValueIsEscaped)
        {
            json.WritePropertyName(reader.GetString()!);
        }
        else
        {
            json.WritePropertyName(reader.ValueSpan);
        }
    }

    // Text, as newer libraries write it: PyJWT refuses a "sub" that is a number (RFC 7519, section 4.1.2).
    private static void WriteIdentity(Utf8JsonWriter json, ref Utf8JsonReader reader, JwtDialect dialect, string parameterName)
    {
        if (reader.TokenType is not (JsonTokenType.String or JsonTokenType.Number) || reader.ValueSpan.IsEmpty)
        {
            throw new ArgumentException($"The subject's member '{dialect.IdentityClaim}' names the user, and must be a text or a number.", parameterName);
        }

        if (reader.TokenType == JsonTokenType.Number || !reader.ValueIsEscaped)
        {
            json.WriteStringValue(reader.ValueSpan);
        }
        else
        {
            json.WriteStringValue(reader.GetString());
        }
    }
}
