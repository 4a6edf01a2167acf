using System.Text;

namespace JwtSecurity;

/// <summary>
/// What every database takes for text: without NUL, which PostgreSQL has no room for, and without half a surrogate, which is no Unicode.
/// </summary>
internal static class StorableText
{
    public static bool Is(string text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            var isHalf = char.IsSurrogate(text[i]) && !char.IsSurrogatePair(text, i);
            if (isHalf || text[i] == '\0')
            {
                return false;
            }

            i += char.IsSurrogate(text[i]) ? 1 : 0;
        }

        return true;
    }

    /// <summary>The text with U+FFFD for each character that is in the way.</summary>
    public static string Mend(string text) =>
        Is(text) ? text : string.Concat(text.EnumerateRunes().Select(rune => rune.Value == 0 ? Rune.ReplacementChar : rune));
}
