using System.Text;

namespace JwtSecurity;

/// <summary>
/// Checks the keys of a scheme's options. A key that is weak by itself never became a <see cref="SigningKey"/>.
/// </summary>
internal static class SigningKeysCheck
{
    public static void Check(JwtSchemeOptions options, SigningKeySources sources, StartupFindings findings)
    {
        var finding = options.SigningKeys.Contains(null!) ? $"{nameof(options.SigningKeys)} contains null. Remove it."
            : !string.IsNullOrEmpty(options.SecretKey) ? WhatIsWrongWithSecretKey(options, options.SecretKey)
            : options.SigningKeys.Count == 0 && sources.IsEmpty ? ThereIsNoKey(options)
            : null;
        if (finding is null)
        {
            CheckIdentifiers(options, findings);
        }
        else
        {
            findings.Add(finding);
        }
    }

    /// <summary>The keys, the oldest first, of options that passed.</summary>
    public static IEnumerable<SigningKey> KeysOf(JwtSchemeOptions options) =>
        string.IsNullOrEmpty(options.SecretKey) ? options.SigningKeys : options.SigningKeys.Prepend(SigningKey.FromSecretKey(options));

    /// <summary>Whether <see cref="JwtSchemeOptions.SecretKey"/> is shorter than the hash, so that guessing it is easier than forging a signature (RFC 7518, section 3.2).</summary>
    public static bool HasShortSecretKey(JwtSchemeOptions options) =>
        !string.IsNullOrEmpty(options.SecretKey) && Encoding.UTF8.GetByteCount(options.SecretKey) < SigningAlgorithm.Find(options.Algorithm, KeyType.Secret)!.HashBytes;

    private static string? WhatIsWrongWithSecretKey(JwtSchemeOptions options, string secretKey) =>
        SigningAlgorithm.Find(options.Algorithm, KeyType.Secret) is not { } algorithm
            ? $"Algorithm is '{options.Algorithm}'. Set it to one of {SigningAlgorithm.Names(KeyType.Secret)}. It is that of SecretKey: RSA and EC keys go into {nameof(options.SigningKeys)}, each with its own."
        : SecretKeyMaterial.IsPem(Encoding.UTF8.GetBytes(secretKey)) ? $"SecretKey is PEM text, not a secret. {SecretKeyMaterial.WhereKeysGo}"
        : HasShortSecretKey(options) && !options.AllowShortSecretKey
            ? $"SecretKey has {Encoding.UTF8.GetByteCount(secretKey)} bytes, and {algorithm.Name} needs {algorithm.HashBytes} or more (RFC 7518, section 3.2). {SecretKeyMaterial.HowToMakeASecret} "
                + "For a short secret that another service already uses, set AllowShortSecretKey."
        : null;

    private static string ThereIsNoKey(JwtSchemeOptions options) =>
        $"There is no key. Set SecretKey to a secret of {SigningAlgorithm.Find(options.Algorithm, KeyType.Secret)?.HashBytes ?? 32} bytes or more, for example from configuration: options.SecretKey = builder.Configuration[\"Jwt:SecretKey\"], "
        + $"with the environment variable Jwt__SecretKey or, after `dotnet user-secrets init`, `dotnet user-secrets set Jwt:SecretKey <secret>`. {SecretKeyMaterial.HowToMakeASecret} "
        + $"RSA and EC keys go into {nameof(options.SigningKeys)}.";

    // A token names its key, and the name must mean one.
    private static void CheckIdentifiers(JwtSchemeOptions options, StartupFindings findings)
    {
        foreach (var same in KeysOf(options).GroupBy(key => key.KeyId, StringComparer.Ordinal).Where(group => group.Count() > 1))
        {
            findings.Add($"{same.Count()} keys have the KeyId '{same.Key}'. If it is one key twice, remove one, be it SecretKey; if it is one with two algorithms, give each a KeyId of its own.");
        }
    }
}
