namespace JwtSecurity;

/// <summary>
/// The algorithms that work with a shared secret (RFC 7518, section 3.2).
/// </summary>
internal sealed record HmacAlgorithm(string Name, int HashBytes)
{
    public const string HowToMakeASecret = "`openssl rand -base64 48` prints a good one.";

    private static readonly HmacAlgorithm[] s_all = [new("HS256", 32), new("HS384", 48), new("HS512", 64)];

    public static string Names => string.Join(", ", s_all.Select(algorithm => algorithm.Name));

    public static HmacAlgorithm? Find(string? name) => Array.Find(s_all, algorithm => algorithm.Name == name);
}
