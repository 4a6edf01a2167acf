using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace JwtSecurity;

/// <summary>
/// Takes the key out of a certificate. Of the certificate itself nothing is checked: here it is a box for a key.
/// </summary>
internal static class CertificateKey
{
    public static KeyMaterial Read(X509Certificate2 certificate, string? algorithm)
    {
        // Each getter gives an object of its own, which outlives the certificate.
        if (PrivateOrPublic(certificate, certificate.GetRSAPrivateKey, certificate.GetRSAPublicKey) is { } rsa)
        {
            return RsaKey.Create(rsa, certificate.HasPrivateKey, algorithm);
        }

        return PrivateOrPublic(certificate, certificate.GetECDsaPrivateKey, certificate.GetECDsaPublicKey) is { } ecdsa
            ? EllipticCurveKey.Create(ecdsa, certificate.HasPrivateKey, algorithm)
            : throw new CryptographicException($"The certificate's key is neither an RSA nor an EC key (its algorithm is {certificate.GetKeyAlgorithm()}).");
    }

    private static T? PrivateOrPublic<T>(X509Certificate2 certificate, Func<T?> privateKey, Func<T?> publicKey)
        where T : AsymmetricAlgorithm =>
        certificate.HasPrivateKey ? privateKey() : publicKey();
}
