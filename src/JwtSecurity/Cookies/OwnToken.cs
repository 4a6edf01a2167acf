using System.Buffers.Text;
using System.Text;

namespace JwtSecurity;

/// <summary>
/// Reads a token that this application created a moment ago, without validating it: for its cookie only.
/// </summary>
internal static class OwnToken
{
    public static bool TryRead(string token, JwtSchemeSettings settings, out JwtPayload payload)
    {
        payload = default;
        if (!CompactJws.TryRead(token, out var jws))
        {
            return false;
        }

        var encoded = Encoding.ASCII.GetBytes(token, jws.HeaderLength + 1, jws.PayloadLength);
        var json = new byte[Base64Url.GetMaxDecodedLength(encoded.Length)];
        return JwtValidator.TryDecode(encoded, json, out var length)
            && JwtPayload.Read(json.AsSpan(0, length), settings.Dialect, out payload) is null;
    }
}
