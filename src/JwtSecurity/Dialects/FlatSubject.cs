using System.Text.Json;

namespace JwtSecurity;

/// <summary>
/// The subject of a token whose dialect has no claim for it: an object of all claims that are not the token's own.
/// </summary>
internal static class FlatSubject
{
    /// <summary>Copies the subject out of a payload that passed validation, each member as it is written; the user's claim as text.</summary>
    public static byte[] Extract(ReadOnlySpan<byte> payload, JwtDialect dialect)
    {
        // No longer than what it is taken from, but for the quotes around a number.
        var subject = new byte[payload.Length + 2];
        subject[0] = (byte)'{';
        var length = 1;
        var reader = StrictJson.CreateReader(payload);
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isSubjects = !ReservedClaims.Contains(ref reader, dialect);
            var isIdentity = dialect.HasIdentityClaim && reader.ValueTextEquals(dialect.IdentityClaimUtf8);
            var start = (int)reader.TokenStartIndex;
            reader.Read();
            var valueStart = (int)reader.TokenStartIndex;
            var isNumber = reader.TokenType == JsonTokenType.Number;
            reader.Skip();
            if (!isSubjects)
            {
                continue;
            }

            var end = (int)reader.BytesConsumed;
            ReadOnlySpan<byte> quote = isIdentity && isNumber ? "\""u8 : default;
            Append(length == 1 ? default : ","u8);
            Append(payload[start..valueStart]);
            Append(quote);
            Append(payload[valueStart..end]);
            Append(quote);
        }

        Append("}"u8);
        Array.Resize(ref subject, length);
        return subject;

        void Append(ReadOnlySpan<byte> text)
        {
            text.CopyTo(subject.AsSpan(length));
            length += text.Length;
        }
    }
}
