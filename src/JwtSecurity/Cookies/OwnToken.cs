using System.Buffers.Text;
using System.Text;
using System.Text.Json;

namespace JwtSecurity;

/// <summary>
/// Reads a token that this application created a moment ago, without validating it: for its cookie only.
/// </summary>
internal static class OwnToken
{
    public static bool TryRead(string token, JwtSchemeSettings settings, out JwtPayload payload, out string? csrf)
    {
        payload = default;
        csrf = null;
        if (!CompactJws.TryRead(token, out var jws))
        {
            return false;
        }

        var encoded = Encoding.ASCII.GetBytes(token, jws.HeaderLength + 1, jws.PayloadLength);
        var json = new byte[Base64Url.GetMaxDecodedLength(encoded.Length)];
        if (!JwtValidator.TryDecode(encoded, json, out var length) || JwtPayload.Read(json.AsSpan(0, length), settings.Dialect, out payload) is not null)
        {
            return false;
        }

        // A cookie whose token has none would be refused everywhere.
        csrf = settings.WritesCsrf && JsonElement.Parse(json.AsSpan(0, length)).TryGetProperty("csrf"u8, out var claim) ? claim.GetString() : null;
        return csrf is not null || settings.DoubleSubmit is null;
    }
}
