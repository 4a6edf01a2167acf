using System.Formats.Asn1;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace JwtSecurity;

/// <summary>
/// Reads a key from PEM text (RFC 7468): PKCS#1, PKCS#8, SEC1, public keys and certificates.
/// </summary>
internal static class PemKey
{
    private const string RsaId = "1.2.840.113549.1.1.1";
    private const string EllipticCurveId = "1.2.840.10045.2.1";
    private const string EncryptedLabel = "ENCRYPTED PRIVATE KEY";
    private const string KnownLabels = "Known are PRIVATE KEY, ENCRYPTED PRIVATE KEY, RSA PRIVATE KEY, EC PRIVATE KEY, PUBLIC KEY, RSA PUBLIC KEY and CERTIFICATE.";

    public static KeyMaterial Read(string pem, string? algorithm, string? password)
    {
        var (label, encoded) = FindOnlyBlock(pem);
        if (password is not null && label != EncryptedLabel)
        {
            throw new ArgumentException($"A password is given, and the '{label}' is not encrypted. Leave the password out.", nameof(password));
        }

        var der = Convert.FromBase64String(encoded);
        try
        {
            return Read(label, der, algorithm, password);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(der);
        }
    }

    private static KeyMaterial Read(string label, byte[] der, string? algorithm, string? password)
    {
        switch (label)
        {
            case "RSA PRIVATE KEY":
                return Rsa(label, algorithm, isPrivate: true, rsa => rsa.ImportRSAPrivateKey(der, out _));

            case "RSA PUBLIC KEY":
                return Rsa(label, algorithm, isPrivate: false, rsa => rsa.ImportRSAPublicKey(der, out _));

            case "EC PRIVATE KEY":
                return EllipticCurve(label, algorithm, isPrivate: true, ecdsa => ecdsa.ImportECPrivateKey(der, out _));

            case "PRIVATE KEY":
                return IsRsa(label, der, isPrivate: true)
                    ? Rsa(label, algorithm, isPrivate: true, rsa => rsa.ImportPkcs8PrivateKey(der, out _))
                    : EllipticCurve(label, algorithm, isPrivate: true, ecdsa => ecdsa.ImportPkcs8PrivateKey(der, out _));

            case "PUBLIC KEY":
                return IsRsa(label, der, isPrivate: false)
                    ? Rsa(label, algorithm, isPrivate: false, rsa => rsa.ImportSubjectPublicKeyInfo(der, out _))
                    : EllipticCurve(label, algorithm, isPrivate: false, ecdsa => ecdsa.ImportSubjectPublicKeyInfo(der, out _));

            case "CERTIFICATE":
                using (var certificate = Import(label, () => X509CertificateLoader.LoadCertificate(der)))
                {
                    return CertificateKey.Read(certificate, algorithm);
                }

            default:
                return Encrypted(der, algorithm, password);
        }
    }

    // What is encrypted does not say what it is, so both are tried.
    private static KeyMaterial Encrypted(byte[] der, string? algorithm, string? password)
    {
        if (password is null)
        {
            throw new ArgumentException("The private key is encrypted. Give its password.", nameof(password));
        }

        if (TryDecrypt(RSA.Create(), rsa => rsa.ImportEncryptedPkcs8PrivateKey(password, der, out _)) is { } rsa)
        {
            return RsaKey.Create(rsa, isPrivate: true, algorithm);
        }

        return TryDecrypt(ECDsa.Create(), ecdsa => ecdsa.ImportEncryptedPkcs8PrivateKey(password, der, out _)) is { } ecdsa
            ? EllipticCurveKey.Create(ecdsa, isPrivate: true, algorithm)
            : throw new CryptographicException("The private key cannot be decrypted. The password is wrong, the text is damaged, or it is neither an RSA nor an EC key.");
    }

    private static T? TryDecrypt<T>(T key, Action<T> import)
        where T : AsymmetricAlgorithm
    {
        try
        {
            import(key);
            return key;
        }
        catch (CryptographicException)
        {
            key.Dispose();
            return null;
        }
    }

    private static KeyMaterial Rsa(string label, string? algorithm, bool isPrivate, Action<RSA> import)
    {
        var rsa = RSA.Create();
        Import(label, () => import(rsa));
        return RsaKey.Create(rsa, isPrivate, algorithm);
    }

    private static KeyMaterial EllipticCurve(string label, string? algorithm, bool isPrivate, Action<ECDsa> import)
    {
        var ecdsa = ECDsa.Create();
        Import(label, () => import(ecdsa));
        return EllipticCurveKey.Create(ecdsa, isPrivate, algorithm);
    }

    private static void Import(string label, Action import) => Import(label, () =>
    {
        import();
        return label;
    });

    private static T Import<T>(string label, Func<T> import)
    {
        try
        {
            return import();
        }
        catch (CryptographicException exception)
        {
            throw Unreadable(label, exception);
        }
    }

    // PKCS#8 is a version and an algorithm, a public key an algorithm at once (RFC 5958, section 2; RFC 5280, section 4.1).
    private static bool IsRsa(string label, byte[] der, bool isPrivate)
    {
        string id;
        try
        {
            var reader = new AsnReader(der, AsnEncodingRules.BER).ReadSequence();
            if (isPrivate)
            {
                reader.ReadInteger();
            }

            id = reader.ReadSequence().ReadObjectIdentifier();
        }
        catch (AsnContentException exception)
        {
            throw Unreadable(label, exception);
        }

        return id switch
        {
            RsaId => true,
            EllipticCurveId => false,
            _ => throw new CryptographicException($"The PEM text has a '{label}' that is neither an RSA nor an EC key (its algorithm is {id}). Take one of those: `openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256` makes one."),
        };
    }

    private static (string Label, string Base64) FindOnlyBlock(string pem)
    {
        var found = new List<(string Label, string Base64)>();
        for (var rest = pem.AsSpan(); PemEncoding.TryFind(rest, out var fields); rest = rest[fields.Location.End..])
        {
            // `openssl ecparam` writes the curve before the key, which names it again.
            var label = rest[fields.Label].ToString();
            if (label != "EC PARAMETERS")
            {
                found.Add((label, rest[fields.Base64Data].ToString()));
            }
        }

        return found switch
        {
            [] => throw new CryptographicException("There is no key in the PEM text. It must hold one block, '-----BEGIN …-----' to '-----END …-----', with its line breaks. "
                + "A key that is encrypted in OpenSSL's old way ('Proc-Type: 4,ENCRYPTED') is converted by `openssl pkcs8 -topk8`."),
            [var (label, _)] when !IsKnown(label) => throw new CryptographicException($"The PEM text has a '{label}', which is no key for tokens. {KnownLabels}"),
            [var only] => only,
            _ => throw new CryptographicException($"The PEM text has several blocks: {string.Join(", ", found.Select(block => block.Label))}. Leave the one that is the key."),
        };
    }

    private static bool IsKnown(string label) =>
        label is "PRIVATE KEY" or EncryptedLabel or "RSA PRIVATE KEY" or "EC PRIVATE KEY" or "PUBLIC KEY" or "RSA PUBLIC KEY" or "CERTIFICATE";

    private static CryptographicException Unreadable(string label, Exception exception) =>
        new($"The '{label}' in the PEM text cannot be read: it is damaged, or of a kind that is not supported.", exception);
}
