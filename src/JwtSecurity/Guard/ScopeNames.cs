using System.Buffers;

namespace JwtSecurity;

/// <summary>
/// Names of scopes (RFC 6749, section 3.3).
/// </summary>
internal static class ScopeNames
{
    // Visible ASCII but for the quote and the backslash, which would end the text they are quoted in.
    private static readonly SearchValues<char> s_allowed = SearchValues.Create([.. Enumerable.Range('!', '~' - '!' + 1).Select(code => (char)code).Where(character => character is not ('"' or '\\'))]);

    public static bool IsValid(string scope) => scope.Length > 0 && !scope.AsSpan().ContainsAnyExcept(s_allowed);

    /// <summary>The scopes in texts that may hold several, separated by spaces.</summary>
    public static IReadOnlyList<string> Split(IEnumerable<string> texts) =>
        [.. texts.SelectMany(text => text.Split(' ', StringSplitOptions.RemoveEmptyEntries))];
}
