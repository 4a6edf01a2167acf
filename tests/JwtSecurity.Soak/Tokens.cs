using System.Buffers.Text;
using System.Text.Json;

namespace JwtSecurity.Soak;

/// <summary>
/// What a client holds.
/// </summary>
internal sealed record Tokens(string Access, string Refresh)
{
    public string SessionId => Claim("sid");

    /// <summary>The refresh token's.</summary>
    public string Jti => Claim("jti");

    private string Claim(string name)
    {
        using var payload = JsonDocument.Parse(Base64Url.DecodeFromChars(Refresh.Split('.')[1]));
        return payload.RootElement.GetProperty(name).GetString()!;
    }
}
