using System.Buffers.Text;
using System.Text;

namespace JwtSecurity;

/// <summary>
/// Reads a token that this application created a moment ago, without validating it: for the lifetime of its cookie only.
/// </summary>
internal static class OwnToken
{
    public static DateTimeOffset? ReadExpiry(string token, JwtSchemeSettings settings)
    {
        if (!CompactJws.TryRead(token, out var jws))
        {
            return null;
        }

        var encoded = Encoding.ASCII.GetBytes(token, jws.HeaderLength + 1, jws.PayloadLength);
        var json = new byte[Base64Url.GetMaxDecodedLength(encoded.Length)];
        if (Base64Url.DecodeFromUtf8(encoded, json, out _, out var length) != System.Buffers.OperationStatus.Done)
        {
            return null;
        }

        return JwtPayload.Read(json.AsSpan(0, length), settings.Dialect, out var payload) is null
            ? NumericDate.ToDateTimeOffset(payload.ExpiresAt)
            : null;
    }
}
