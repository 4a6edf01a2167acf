using Microsoft.Extensions.Configuration;

namespace JwtSecurity;

/// <summary>
/// Finds misspelt keys in a section. One that is nobody's is left alone, it may be the application's; one that is nearly an option's is a
/// mistake, and "Audience" for "Audiences" would switch a check off without a word.
/// </summary>
internal static class ConfigurationKeys
{
    private const int LargestDistance = 2;

    /// <exception cref="ConfigurationException">A key is nearly a known one.</exception>
    public static void ThrowIfMisspelt(IConfiguration section, params ReadOnlySpan<string> known)
    {
        foreach (var child in section.GetChildren())
        {
            if (known.Contains(child.Key, StringComparer.OrdinalIgnoreCase))
            {
                continue;
            }

            foreach (var name in known)
            {
                if (Distance(child.Key.ToUpperInvariant(), name.ToUpperInvariant()) <= LargestDistance)
                {
                    throw new ConfigurationException($"The configuration key '{child.Path}' is no option, and nothing would read it. Did you mean '{name}'?");
                }
            }
        }
    }

    /// <summary>The same for a section that nobody else has a part in.</summary>
    /// <exception cref="ConfigurationException">A key is none of the known ones.</exception>
    public static void ThrowIfUnknown(IConfiguration section, params ReadOnlySpan<string> known)
    {
        foreach (var child in section.GetChildren())
        {
            if (!known.Contains(child.Key, StringComparer.OrdinalIgnoreCase))
            {
                throw new ConfigurationException($"The configuration key '{child.Path}' is no option, and nothing would read it. There are: {string.Join(", ", known)}.");
            }
        }
    }

    // How many letters have to be put in, left out or changed (Levenshtein).
    private static int Distance(string one, string other)
    {
        var row = new int[other.Length + 1];
        for (var j = 0; j < row.Length; j++)
        {
            row[j] = j;
        }

        for (var i = 1; i <= one.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j < row.Length; j++)
            {
                var above = row[j];
                row[j] = Math.Min(Math.Min(above, row[j - 1]) + 1, diagonal + (one[i - 1] == other[j - 1] ? 0 : 1));
                diagonal = above;
            }
        }

        return row[^1];
    }
}
