using System.Buffers;
using Microsoft.AspNetCore.Http;

namespace JwtSecurity;

/// <summary>
/// The beginning of a path, segment by segment: <c>/api</c> covers <c>/api</c> and <c>/api/orders</c>, not <c>/apis</c>.
/// </summary>
/// <remarks>
/// Whoever reads the path afterwards may read it less strictly than routing does: file providers skip leading slashes, Windows takes backslashes for slashes and
/// ignores dots and spaces at the end of a name, and a server behind a proxy decodes <c>%2F</c> and resolves <c>..</c>. What any of them would take for a path below the prefix is covered.
/// </remarks>
internal sealed class PathPrefix
{
    private const string Ignored = " .";
    private static readonly SearchValues<char> s_noPartOfPaths = SearchValues.Create("?#*{}%\\");

    private readonly string[] _segments;

    private PathPrefix(string text)
    {
        text = text.TrimEnd('/');
        Path = new PathString(text);
        _segments = [.. text.Split('/').Skip(1).Select(segment => segment.TrimEnd(Ignored.ToCharArray()))];
    }

    /// <summary>The prefix without a slash at its end; empty where it is every path.</summary>
    public PathString Path { get; }

    /// <summary>What is wrong with a text as a prefix, and what to write; <see langword="null"/> where nothing is.</summary>
    public static string? FindFault(string text) =>
        text is not ['/', ..] ? $"is '{text}', which does not begin with a slash. Write '/{text.TrimStart('~')}'."
        : text.AsSpan().IndexOfAny(s_noPartOfPaths) is >= 0 and var index ? $"is '{text}', and '{text[index]}' has no place in it: there are no patterns, no escapes and no query, a prefix covers everything below it. Write segments alone, as in '/api/v1'."
        : text.Any(char.IsControl) ? "has a control character. Write segments alone, as in '/api/v1'."
        : text.Length > 1 && text[1..].TrimEnd('/').Split('/').Any(segment => segment.Trim(Ignored.ToCharArray()).Length == 0) || text.EndsWith("//", StringComparison.Ordinal)
            ? $"is '{text}', which has an empty segment, or one of dots. Write the path as requests have it, as in '/api/v1'."
        : null;

    /// <summary>Reads a prefix that has no fault.</summary>
    public static PathPrefix Parse(string text) => new(text);

    /// <summary>Whether a path is the prefix or below it, for anybody who may read it.</summary>
    public bool Covers(PathString path)
    {
        var rest = path.Value.AsSpan();
        var (depth, matched) = (0, 0);
        while (matched < _segments.Length && !rest.IsEmpty)
        {
            var segment = ReadSegment(ref rest);
            if (segment is "" or ".")
            {
                continue;
            }

            if (segment is "..")
            {
                depth = Math.Max(0, depth - 1);
                matched = Math.Min(matched, depth);
                continue;
            }

            if (matched == depth && segment.TrimEnd(Ignored).Equals(_segments[matched], StringComparison.OrdinalIgnoreCase))
            {
                matched++;
            }

            depth++;
        }

        return matched == _segments.Length;
    }

    private static ReadOnlySpan<char> ReadSegment(ref ReadOnlySpan<char> rest)
    {
        for (var i = 0; i < rest.Length; i++)
        {
            if (SeparatorLength(rest[i..]) is > 0 and var length)
            {
                var segment = rest[..i];
                rest = rest[(i + length)..];
                return segment;
            }
        }

        var last = rest;
        rest = default;
        return last;
    }

    // Servers decode all of a path but this.
    private static int SeparatorLength(ReadOnlySpan<char> text) => text[0] switch
    {
        '/' or '\\' => 1,
        '%' when text.StartsWith("%2F", StringComparison.OrdinalIgnoreCase) || text.StartsWith("%5C", StringComparison.OrdinalIgnoreCase) => 3,
        _ => 0,
    };
}
