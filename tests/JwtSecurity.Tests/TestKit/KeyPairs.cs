using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Microsoft.IdentityModel.Tokens;

namespace JwtSecurity.Tests.TestKit;

/// <summary>Key pairs for tests, one for each algorithm and a second one, and their texts: written by .NET, with nothing of the library under test.</summary>
internal static class KeyPairs
{
    private static readonly Lazy<RSA> s_rsa = new(() => RSA.Create(2048));
    private static readonly Lazy<RSA> s_otherRsa = new(() => RSA.Create(2048));
    private static readonly Dictionary<string, Lazy<ECDsa>> s_curves = Curves();
    private static readonly Dictionary<string, Lazy<ECDsa>> s_otherCurves = Curves();

    public static readonly string[] Secrets = ["HS256", "HS384", "HS512"];
    public static readonly string[] RsaAlgorithms = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512"];
    public static readonly string[] CurveAlgorithms = ["ES256", "ES384", "ES512"];

    public static readonly string[] All = [.. Secrets, .. RsaAlgorithms, .. CurveAlgorithms];

    /// <summary>The pair of an algorithm, the same one at each call.</summary>
    public static AsymmetricAlgorithm Of(string algorithm) => algorithm[0] == 'E' ? s_curves[algorithm].Value : s_rsa.Value;

    /// <summary>Another pair of the same kind.</summary>
    public static AsymmetricAlgorithm Other(string algorithm) => algorithm[0] == 'E' ? s_otherCurves[algorithm].Value : s_otherRsa.Value;

    public static string Pem(string algorithm) => Of(algorithm).ExportPkcs8PrivateKeyPem();

    public static string PublicPem(string algorithm) => Of(algorithm).ExportSubjectPublicKeyInfoPem();

    /// <summary>The library's key for an algorithm: the private half of <see cref="Of"/>, or the secret of the tests.</summary>
    public static SigningKey SigningKey(string algorithm) => algorithm[0] == 'H'
        ? JwtSecurity.SigningKey.FromSecret(TestApp.Secret, algorithm)
        : JwtSecurity.SigningKey.FromPem(Pem(algorithm), algorithm);

    /// <summary>What IdentityModel verifies the tokens of <see cref="SigningKey"/> with.</summary>
    public static SecurityKey VerifyingKeyElsewhere(string algorithm) =>
        algorithm[0] == 'H' ? new SymmetricSecurityKey(Encoding.UTF8.GetBytes(TestApp.Secret))
        : Of(algorithm) is RSA rsa ? new RsaSecurityKey(rsa.ExportParameters(includePrivateParameters: false))
        : new ECDsaSecurityKey(ECDsa.Create(((ECDsa)Of(algorithm)).ExportParameters(includePrivateParameters: false)));

    public static byte[] Sign(AsymmetricAlgorithm pair, byte[] input, string algorithm) => pair switch
    {
        RSA rsa => rsa.SignData(input, Hash(algorithm), Padding(algorithm)),
        ECDsa ecdsa => ecdsa.SignData(input, Hash(algorithm)),
        _ => throw new ArgumentException("Neither RSA nor EC.", nameof(pair)),
    };

    /// <summary>The pair as a JWK, written by IdentityModel.</summary>
    public static JsonWebKey Jwk(string algorithm, bool withPrivate = false) => Jwk(Of(algorithm), withPrivate);

    public static JsonWebKey Jwk(AsymmetricAlgorithm pair, bool withPrivate = false)
    {
        var key = pair switch
        {
            RSA rsa => JsonWebKeyConverter.ConvertFromRSASecurityKey(new RsaSecurityKey(rsa.ExportParameters(withPrivate))),
            ECDsa ecdsa => JsonWebKeyConverter.ConvertFromECDsaSecurityKey(new ECDsaSecurityKey(ECDsa.Create(ecdsa.ExportParameters(withPrivate)))),
            _ => throw new ArgumentException("Neither RSA nor EC.", nameof(pair)),
        };
        return key;
    }

    public static X509Certificate2 Certificate(string algorithm)
    {
        var request = Of(algorithm) switch
        {
            RSA rsa => new CertificateRequest("CN=tokens", rsa, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1),
            var pair => new CertificateRequest("CN=tokens", (ECDsa)pair, HashAlgorithmName.SHA256),
        };
        return request.CreateSelfSigned(DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch.AddYears(1));
    }

    private static HashAlgorithmName Hash(string algorithm) => new("SHA" + algorithm[2..]);

    private static RSASignaturePadding Padding(string algorithm) => algorithm[0] == 'P' ? RSASignaturePadding.Pss : RSASignaturePadding.Pkcs1;

    private static Dictionary<string, Lazy<ECDsa>> Curves() => new(StringComparer.Ordinal)
    {
        ["ES256"] = new(() => ECDsa.Create(ECCurve.NamedCurves.nistP256)),
        ["ES384"] = new(() => ECDsa.Create(ECCurve.NamedCurves.nistP384)),
        ["ES512"] = new(() => ECDsa.Create(ECCurve.NamedCurves.nistP521)),
    };
}
