using System.Security.Cryptography;

namespace JwtSecurity;

/// <summary>
/// The curves that signatures of tokens are made on (RFC 7518, section 6.2.1.1).
/// </summary>
internal sealed record NamedCurve(string Name, string Oid, string OtherName, int CoordinateBytes)
{
    public static readonly NamedCurve P256 = new("P-256", "1.2.840.10045.3.1.7", nameof(ECCurve.NamedCurves.nistP256), 32);
    public static readonly NamedCurve P384 = new("P-384", "1.3.132.0.34", nameof(ECCurve.NamedCurves.nistP384), 48);
    public static readonly NamedCurve P521 = new("P-521", "1.3.132.0.35", nameof(ECCurve.NamedCurves.nistP521), 66);

    private static readonly NamedCurve[] s_all = [P256, P384, P521];

    public static string Names => string.Join(", ", s_all.Select(curve => curve.Name));

    public ECCurve Curve => ECCurve.CreateFromValue(Oid);

    public static NamedCurve? Find(string? name) => Array.Find(s_all, curve => curve.Name == name);

    /// <summary>The curve of a key. Windows names it without its number.</summary>
    public static NamedCurve? Find(ECCurve curve) => !curve.IsNamed
        ? null
        : Array.Find(s_all, each => each.Oid == curve.Oid.Value || string.Equals(each.OtherName, curve.Oid.FriendlyName, StringComparison.OrdinalIgnoreCase));
}
