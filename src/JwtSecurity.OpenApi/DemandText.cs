using System.Globalization;

namespace JwtSecurity.OpenApi;

/// <summary>
/// Says in words what tokens have to carry, for people who read the document.
/// </summary>
internal static class DemandText
{
    public static string? Append(string? description, IReadOnlyList<JwtEndpointDemand> demands)
    {
        var sentences = demands.SelectMany(demand => Sentences(demand)).Distinct(StringComparer.Ordinal).ToArray();
        return sentences.Length == 0 ? description
            : string.IsNullOrEmpty(description) ? string.Join(' ', sentences)
            : $"{description}\n\n{string.Join(' ', sentences)}";
    }

    private static IEnumerable<string> Sentences(JwtEndpointDemand demand)
    {
        foreach (var roles in demand.Roles)
        {
            yield return roles.Count == 1 ? $"Needs the role {Quote(roles)}." : $"Needs one of the roles {Quote(roles)}.";
        }

        if (demand.Scopes.Count > 0)
        {
            yield return demand.Scopes.Count == 1 ? $"Needs the scope {Quote(demand.Scopes)}." : $"Needs the scopes {Quote(demand.Scopes)}.";
        }

        if (demand.MaxAge is { } maxAge)
        {
            yield return $"Needs a login that is no more than {Format(maxAge)} old.";
        }
    }

    private static string Quote(IReadOnlyList<string> names) => string.Join(", ", names.Select(name => $"`{name}`"));

    private static string Format(TimeSpan span)
    {
        var (number, unit) = span.TotalSeconds switch
        {
            var seconds when seconds % 86400 == 0 => (seconds / 86400, "day"),
            var seconds when seconds % 3600 == 0 => (seconds / 3600, "hour"),
            var seconds when seconds % 60 == 0 => (seconds / 60, "minute"),
            var seconds => (seconds, "second"),
        };
        return string.Create(CultureInfo.InvariantCulture, $"{number:0.###} {unit}{(number == 1 ? "" : "s")}");
    }
}
