using System.Security.Cryptography;
using System.Text.Json;

namespace JwtSecurity.Jwks;

/// <summary>
/// The keys of a key set that verify tokens (RFC 7517, section 5), and why the others do not.
/// </summary>
internal sealed class JwksKeySet
{
    private const int MaximumKeys = 64;
    private const int LongestReason = 200;

    private readonly List<SigningKey> _keys = [];
    private readonly List<string> _skipped = [];

    private JwksKeySet()
    {
    }

    public IReadOnlyList<SigningKey> Keys => _keys;

    /// <summary>What was left out, each with its place in the set and the reason. What the set itself says is not repeated, but for an algorithm.</summary>
    public string Skipped => string.Join("; ", _skipped);

    /// <exception cref="JwksException">It is no key set, or has no usable key.</exception>
    public static JwksKeySet Parse(string json)
    {
        using var document = TryParse(json) ?? throw new JwksException("the answer is no JSON");
        if (KeysOf(document.RootElement) is not { } keys)
        {
            throw new JwksException("the answer is no key set: it has no array 'keys'");
        }

        var set = new JwksKeySet();
        set.AddAll(keys);

        // An issuer without keys issues nothing. It is far more likely that something is broken there, and then the last keys are better than none.
        return set._keys.Count > 0 ? set : throw new JwksException($"the key set has no key that verifies tokens{(set._skipped.Count > 0 ? ": " : "")}{set.Skipped}");
    }

    private static JsonDocument? TryParse(string json)
    {
        try
        {
            return JsonDocument.Parse(json);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static JsonElement? KeysOf(JsonElement root)
    {
        try
        {
            return root.ValueKind == JsonValueKind.Object && root.TryGetProperty("keys", out var keys) && keys.ValueKind == JsonValueKind.Array ? keys : null;
        }
        catch (InvalidOperationException)
        {
            // A name beside it is no Unicode.
            return null;
        }
    }

    private void AddAll(JsonElement keys)
    {
        var number = 0;
        foreach (var jwk in keys.EnumerateArray())
        {
            if (++number > MaximumKeys)
            {
                _skipped.Add($"all after number {MaximumKeys}: there are too many");
                return;
            }

            if (WhyUnusable(jwk, out var key) is { } reason)
            {
                _skipped.Add($"number {number}: {reason}");
            }
            else
            {
                _keys.Add(key!);
            }
        }
    }

    private string? WhyUnusable(JsonElement jwk, out SigningKey? key)
    {
        key = null;
        if (jwk.ValueKind != JsonValueKind.Object)
        {
            return "it is no object";
        }

        try
        {
            if (jwk.TryGetProperty("k", out _))
            {
                return "it is a secret, and everybody can read it here";
            }

            if (jwk.TryGetProperty("d", out _))
            {
                return "it is private, and everybody can read it here and sign with it";
            }

            key = SigningKey.FromJwk(jwk.GetRawText());
        }
        catch (Exception exception) when (exception is CryptographicException or ArgumentException)
        {
            return Shorten(exception.Message);
        }
        catch (InvalidOperationException)
        {
            // JsonElement's way to say that an escape stands for half a character.
            return "its text is no Unicode";
        }

        // RFC 7517, 4.5: the first one counts. Which of two a token means nobody could say.
        var keyId = key.KeyId;
        return _keys.Exists(other => other.KeyId == keyId) ? "another one before it has the same 'kid'" : null;
    }

    // One line, whatever a message may quote.
    private static string Shorten(string reason) =>
        string.Concat(reason.Take(LongestReason).Select(character => char.IsControl(character) ? ' ' : character));
}
