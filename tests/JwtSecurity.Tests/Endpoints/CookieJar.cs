using JwtSecurity.Tests.TestKit;

namespace JwtSecurity.Tests.Endpoints;

/// <summary>The cookies of an answer, as a browser would send them back to a path that all of them go to.</summary>
internal sealed record CookieJar(IReadOnlyDictionary<string, string> Values, IReadOnlyList<string> Lines)
{
    public string Header => string.Join("; ", Values.Select(cookie => $"{cookie.Key}={cookie.Value}"));

    public static CookieJar Of(Answer answer)
    {
        var lines = answer.Headers["Set-Cookie"].ToArray();
        var values = lines.Select(line => line.Split(';')[0].Split('=', 2)).GroupBy(pair => pair[0], pair => pair[1], StringComparer.Ordinal)
            .ToDictionary(group => group.Key, group => group.Last(), StringComparer.Ordinal);
        return new CookieJar(values, lines);
    }

    public IEnumerable<string> PathsOf(string name) => Lines.Where(line => line.StartsWith(name + "=", StringComparison.Ordinal))
        .Select(line => line.Split("; ").Single(part => part.StartsWith("path=", StringComparison.Ordinal))["path=".Length..]);
}
