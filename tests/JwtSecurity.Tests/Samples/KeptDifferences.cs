using System.Text.RegularExpressions;
using JwtSecurity.Tests.Repository;

namespace JwtSecurity.Tests.Samples;

/// <summary>The table on the sample's page: where it answers otherwise than SimpleJWT.</summary>
internal static partial class KeptDifferences
{
    /// <summary>The case that stands for all: the names of headers that are not compared one by one.</summary>
    public const string OtherHeaders = "any";

    /// <summary>The rows, one for each case.</summary>
    public static IReadOnlyList<(string Case, string Theirs, string Ours)> Rows { get; } = [.. Read()];

    private static IEnumerable<(string, string, string)> Read() =>
        from row in Row().Matches(RepositoryFiles.Read("samples/SimpleJwt/README.md"))
        from name in row.Groups["cases"].Value.Split(';', StringSplitOptions.TrimEntries)
        select (name, row.Groups["theirs"].Value, row.Groups["ours"].Value);

    // Four columns, of which the second tells a status or names headers; the last says why.
    [GeneratedRegex(@"^\| (?<cases>[^|]+) \| (?<theirs>`[^|]+) \| (?<ours>`[^|]+) \| [^|]+ \|$", RegexOptions.Multiline | RegexOptions.ExplicitCapture)]
    private static partial Regex Row();
}
