using System.Buffers;

namespace JwtSecurity;

/// <summary>
/// What may stand in the parts of a <c>Set-Cookie</c> header (RFC 6265, section 4.1.1).
/// </summary>
internal static class CookieNames
{
    private static readonly SearchValues<char> s_token = SearchValues.Create("!#$%&'*+-.0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ^_`abcdefghijklmnopqrstuvwxyz|~");

    public static bool IsValid(string? name) => !string.IsNullOrEmpty(name) && !name.AsSpan().ContainsAnyExcept(s_token);

    public static bool IsTokenCharacter(char character) => s_token.Contains(character);

    /// <summary>Visible ASCII and spaces, no semicolon, which would begin another attribute.</summary>
    public static bool IsValidAttribute(string value) => !value.AsSpan().ContainsAnyExceptInRange(' ', '~') && !value.Contains(';', StringComparison.Ordinal);
}
