using System.Globalization;
using System.Security.Cryptography;
using Microsoft.Extensions.Configuration;

namespace JwtSecurity;

/// <summary>
/// Reads keys from configuration: a list of sections, each with the key and what it is used for. No finding shows a value: it could be a key.
/// </summary>
internal static class SigningKeysConfiguration
{
    private const string Secret = nameof(Secret);
    private const string Pem = nameof(Pem);
    private const string PemFile = nameof(PemFile);
    private const string Jwk = nameof(Jwk);
    private const string Password = nameof(Password);
    private const string VerifyOnly = nameof(VerifyOnly);

    private const string UtcTime = "yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'";

    /// <summary>Replaces the keys by those of the section, if it has any.</summary>
    /// <exception cref="ConfigurationException">One cannot be read.</exception>
    public static void Bind(IConfigurationSection section, IList<SigningKey> keys)
    {
        var children = section.GetChildren().ToArray();
        if (children.Length > 0)
        {
            keys.ReplaceWith([.. children.Select(Read)]);
        }
        else if (section.Value is { Length: > 0 })
        {
            throw new ConfigurationException($"The configuration key '{section.Path}' is a value. Write a list of keys, as in '{section.Path}:0:{PemFile}'.");
        }
    }

    private static SigningKey Read(IConfigurationSection section)
    {
        ConfigurationKeys.ThrowIfUnknown(
            section, Secret, Pem, PemFile, Jwk, Password, VerifyOnly, nameof(SigningKey.Algorithm), nameof(SigningKey.KeyId), nameof(SigningKey.ActiveFrom));
        try
        {
            var key = ReadKey(section);
            return ReadVerifyOnly(section) ? key.AsVerifyOnly()
                : ReadActiveFrom(section) is { } activeFrom ? key.WithActiveFrom(activeFrom)
                : key;
        }
        catch (Exception exception) when (exception is ArgumentException or CryptographicException or InvalidOperationException and not ConfigurationException)
        {
            throw new ConfigurationException($"The configuration section '{section.Path}' holds no usable key. {exception.Message}");
        }
    }

    private static SigningKey ReadKey(IConfigurationSection section)
    {
        var (algorithm, keyId, password) = (section[nameof(SigningKey.Algorithm)], section[nameof(SigningKey.KeyId)], section[Password]);
        var given = new[] { Secret, Pem, PemFile, Jwk }.Where(name => section[name] is not null).ToArray();
        if (section.GetSection(Jwk).GetChildren().Any())
        {
            throw new ConfigurationException($"The configuration key '{section.Path}:{Jwk}' is an object. Write the JSON Web Key as one text, in quotation marks.");
        }

        if (given is not [var source])
        {
            throw new ConfigurationException($"The configuration section '{section.Path}' has {(given.Length == 0 ? "no key" : string.Join(" and ", given))}. Write one of {Secret}, {Pem}, {PemFile} and {Jwk}.");
        }

        if (password is not null && source is Secret or Jwk)
        {
            throw new ConfigurationException($"The configuration key '{section.GetSection(Password).Path}' is for encrypted PEM text. Remove it.");
        }

        if (algorithm is not null && SigningAlgorithm.Find(algorithm) is null)
        {
            throw new ConfigurationException($"The configuration key '{section.GetSection(nameof(SigningKey.Algorithm)).Path}' is none of {SigningAlgorithm.AllNames}.");
        }

        var value = section[source]!;
        return source switch
        {
            Secret => SigningKey.FromSecret(value, algorithm ?? "HS256", keyId),
            Jwk => SigningKey.FromJwk(value, algorithm, keyId),
            Pem => SigningKey.FromPem(value, algorithm, password, keyId),
            _ => SigningKey.FromPem(ReadFile(section.GetSection(PemFile)), algorithm, password, keyId),
        };
    }

    private static string ReadFile(IConfigurationSection section)
    {
        try
        {
            return File.ReadAllText(section.Value!);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            throw new ConfigurationException($"The file that the configuration key '{section.Path}' names cannot be read ({exception.GetType().Name}). A relative path begins at the process's working directory.");
        }
    }

    private static bool ReadVerifyOnly(IConfigurationSection section)
    {
        if (section[VerifyOnly] is not { } text)
        {
            return false;
        }

        if (!bool.TryParse(text, out var verifyOnly))
        {
            throw new ConfigurationException($"The configuration key '{section.GetSection(VerifyOnly).Path}' is neither 'true' nor 'false'.");
        }

        return verifyOnly && section[nameof(SigningKey.ActiveFrom)] is not null
            ? throw new ConfigurationException($"The configuration section '{section.Path}' has both {VerifyOnly} and {nameof(SigningKey.ActiveFrom)}. A key that only verifies never becomes active: remove one of the two.")
            : verifyOnly;
    }

    // In UTC and nothing else: what looks like a time here is another one on a server elsewhere.
    private static DateTimeOffset? ReadActiveFrom(IConfigurationSection section) =>
        section[nameof(SigningKey.ActiveFrom)] is not { } text ? null
        : DateTimeOffset.TryParseExact(text, UtcTime, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time) ? time
        : throw new ConfigurationException($"The configuration key '{section.GetSection(nameof(SigningKey.ActiveFrom)).Path}' is no time in UTC. Write it as '2026-07-01T00:00:00Z'.");
}
