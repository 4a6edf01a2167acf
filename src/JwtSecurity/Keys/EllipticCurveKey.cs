using System.Security.Cryptography;
using Microsoft.IdentityModel.Tokens;

namespace JwtSecurity;

/// <summary>
/// Makes key material of keys on elliptic curves. The curve and the algorithm go together (RFC 7518, section 3.4).
/// </summary>
internal static class EllipticCurveKey
{
    public static KeyMaterial Create(ECDsa ecdsa, bool isPrivate, string? algorithm)
    {
        var parameters = ecdsa.ExportParameters(includePrivateParameters: false);
        var curve = NamedCurve.Find(parameters.Curve)
            ?? throw new CryptographicException($"The key is on a curve that signs no tokens. Take one on {NamedCurve.Names}: `openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256` makes one.");
        var used = SigningAlgorithm.Of(curve);
        if (algorithm is not null && algorithm != used.Name)
        {
            throw new ArgumentException($"The key is on {curve.Name}, and is used with {used.Name}, not with '{algorithm}'.", nameof(algorithm));
        }

        var (x, y) = (parameters.Q.X!, parameters.Q.Y!);
        return new KeyPairMaterial(
            used,
            2 * curve.CoordinateBytes,
            [("kty", "EC"), ("crv", curve.Name), ("x", Base64UrlEncoder.Encode(x)), ("y", Base64UrlEncoder.Encode(y))],
            new ECDsaSecurityKey(ECDsa.Create(parameters)),
            isPrivate ? new ECDsaSecurityKey(ecdsa) : null);
    }
}
