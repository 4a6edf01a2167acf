namespace JwtSecurity.Soak;

/// <summary>
/// Numbers that were measured, for tables.
/// </summary>
internal static class Figures
{
    public static double Percentile(IEnumerable<double> values, double percent)
    {
        var sorted = values.Order().ToArray();
        return sorted.Length == 0 ? double.NaN : sorted[(int)Math.Ceiling(percent / 100 * sorted.Length) - 1];
    }

    public static double Median(IEnumerable<double> values) => Percentile(values, 50);
}
