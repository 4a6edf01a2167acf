using System.Buffers.Text;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using FsCheck;
using FsCheck.Fluent;
using JwtSecurity.Tests.TestKit;

namespace JwtSecurity.Tests.Validation;

/// <summary>
/// Tokens that were good once. Each mutation is what an attacker, a broken client or another library could make of one,
/// signed again with the right key or not.
/// </summary>
internal static class TokenMutations
{
    private const string Alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

    private static readonly string[] s_claims =
    [
        "subject", "type", "exp", "iat", "nbf", "jti", "iss", "aud", "sid", "sub", "azp", "nonce", "auth_time", "amr", "acr", "actort", "scope", "scp",
        "csrf", "fresh", "name", "email", "cnf", "act", "x5t", "EXP", "", "\u00e9", "$id",
    ];

    private static readonly string[] s_headerMembers = ["alg", "kid", "typ", "cty", "crit", "zip", "enc", "x5t", "x5c", "x5u", "jwk", "jku", "b64", "ALG", "", "epk", "apu"];

    // Numbers in all their spellings, and everything that is none.
    private static readonly string[] s_values =
    [
        "0", "-0", "1", "-1", "1.5", "-1.5", "0.0", "1e3", "1E+10", "1e-3", "1e400", "-1e400", "1e308", "4102444800", "4102444800.0", "4102444800.75", "4.1024448e9", "41024448e2",
        "253402300799", "253402300800", "253402300799.5", "9007199254740993", "2147483647", "2147483648", "4294967296", "9223372036854775807", "9223372036854775808", "-9223372036854775808",
        "18446744073709551616", "123456789012345678901234567890", "01", "+1", ".5", "5.", "0x10", "NaN", "Infinity", "1_000",
        "true", "false", "null", "\"\"", "\" \"", "\"4102444800\"", "\"2100-01-01T00:00:00Z\"", "\"access\"", "\"refresh\"", "\"Access\"", "\"none\"", "\"HS256\"", "\"hs256\"", "\"HS384\"", "\"RS256\"",
        "\"\\ud800\"", "\"\\udc00\\ud800\"", "\"\\u0000\"", "\"a\\/b\"", "\"\u00e9\"", "\"\U0001F600\"", "\"unterminated", "'single'", "undefined",
        "[]", "[[]]", "[null]", "[1]", "[\"a\"]", "[\"a\",1]", "[\"a\",null]", "[4102444800]", "{}", "{\"a\":1}", "{\"a\":{\"b\":[1,2,{\"c\":null}]}}", "{\"x\":1,\"x\":2}", "[1,]", "{\"a\":1,}", "{a:1}", "/**/1",
    ];

    /// <summary>One token a case, made from a good one by one to three mutations.</summary>
    /// <param name="now">The time at which the good ones are good.</param>
    /// <param name="key">The key that verifies: of the tests' own secret or pair for its algorithm.</param>
    public static Gen<string> Generator(DateTimeOffset now, SigningKey key)
    {
        var good = Gen.Elements(GoodParts(now, key).ToArray());
        var content = Gen.Frequency(
            (3, Gen.Constant<Func<Parts, Parts>>(parts => parts)),
            (6, MutatePayload(now)),
            (3, MutateHeader()));
        var resigned = from parts in good
                       from first in content
                       from second in content
                       from sign in key.Algorithm == "HS256" ? SignWithSecrets() : SignWithPairs(key.Algorithm)
                       select sign(second(first(parts)));
        return from token in resigned
               from mutate in Gen.Frequency((5, Gen.Constant<Func<string, string>>(text => text)), (4, MutateText()), (2, MutateSegments()))
               select mutate(token);
    }

    private static Gen<Func<Parts, string>> SignWithSecrets() =>
        from secret in Gen.Frequency((12, Gen.Constant(TestApp.Secret)), (1, Gen.Elements("", "a", "another secret, of at least as many bytes as needed", TestApp.Secret + " ", "\0" + TestApp.Secret)))
        from algorithm in Gen.Frequency((12, Gen.Constant("HS256")), (1, Gen.Elements("HS384", "HS512", "none")))
        select new Func<Parts, string>(parts => parts.Sign(Encoding.UTF8.GetBytes(secret), algorithm));

    // With the right half; with another one; with the public half as a secret; or by the right half, and then something was done to the numbers.
    private static Gen<Func<Parts, string>> SignWithPairs(string algorithm)
    {
        var (pair, other) = (KeyPairs.Of(algorithm), KeyPairs.Other(algorithm));
        Func<byte[], byte[]>[] changes =
        [
            signature => new byte[signature.Length],
            signature => [.. Enumerable.Repeat((byte)255, signature.Length)],
            signature => [.. signature[(signature.Length / 2)..], .. signature[..(signature.Length / 2)]],
            signature => [.. new byte[signature.Length / 2], .. signature[(signature.Length / 2)..]],
            signature => [.. signature[..(signature.Length / 2)], .. new byte[signature.Length / 2]],
            signature => signature[..^1],
            signature => [.. signature, 0],
            signature => [0, .. signature],
            signature => [0x30, (byte)(signature.Length + 4), 2, (byte)(signature.Length / 2), .. signature[..(signature.Length / 2)], 2, (byte)(signature.Length / 2), .. signature[(signature.Length / 2)..]],
            _ => [],
            _ => [0],
        ];
        Func<Parts, string> right = parts => parts.Sign(pair, algorithm, signature => signature);
        return Gen.Frequency(
            (12, Gen.Constant(right)),
            (2, Gen.Elements(changes).Select(change => new Func<Parts, string>(parts => parts.Sign(pair, algorithm, change)))),
            (1, Gen.Elements<Func<Parts, string>>(
                parts => parts.Sign(other, algorithm, signature => signature),
                parts => parts.Sign(pair, algorithm[..2] + "512", signature => signature),
                parts => parts.Sign(Encoding.UTF8.GetBytes(KeyPairs.PublicPem(algorithm)), "HS256"),
                parts => parts.Sign([], "none"))));
    }

    private static IEnumerable<Parts> GoodParts(DateTimeOffset now, SigningKey key)
    {
        var algorithm = key.Algorithm;
        string[] headers = [$$"""{"alg":"{{algorithm}}","typ":"JWT"}""", $$"""{"alg":"{{algorithm}}","typ":"JWT","kid":"{{key.KeyId}}"}""", $$"""{"alg":"{{algorithm}}"}""", $$"""{ "typ" : "JWT", "alg" : "{{algorithm}}" }"""];
        string[] payloads =
        [
            Tokens.Payload(now),
            Tokens.Payload(now, changes: [("iss", "me"), ("aud", new[] { "a", "b" }), ("nbf", now.ToUnixTimeSeconds() - 10), ("sid", "s")]),
            Tokens.Payload(now, changes: [("subject", new Dictionary<string, object?> { ["deep"] = new object?[] { 1, 2.5, null, "\u00e9\U0001F600", new Dictionary<string, object?>() } })]),
        ];
        return from header in headers from payload in payloads select new Parts(Encoding.UTF8.GetBytes(header), Encoding.UTF8.GetBytes(payload));
    }

    private static Gen<Func<Parts, Parts>> MutatePayload(DateTimeOffset now)
    {
        var times = new[] { -1000000, -86400, -3600, 3600, 86400, 1000000 }.SelectMany(offset => new[]
        {
            (now.ToUnixTimeSeconds() + offset).ToString(CultureInfo.InvariantCulture),
            (now.ToUnixTimeSeconds() + offset).ToString(CultureInfo.InvariantCulture) + ".5",
            $"\"{now.ToUnixTimeSeconds() + offset}\"",
            ((double)(now.ToUnixTimeSeconds() + offset)).ToString("E15", CultureInfo.InvariantCulture),
        }).ToArray();
        var values = Gen.Frequency((4, Gen.Elements(s_values)), (2, Gen.Elements(times)), (1, Deep()));
        return from mutate in MutateJson(s_claims, values)
               select new Func<Parts, Parts>(parts => parts with { Payload = mutate(parts.Payload) });
    }

    private static Gen<Func<Parts, Parts>> MutateHeader() =>
        from mutate in MutateJson(s_headerMembers, Gen.Elements(s_values))
        select new Func<Parts, Parts>(parts => parts with { Header = mutate(parts.Header) });

    private static Gen<string> Deep() =>
        from depth in Gen.Choose(55, 80)
        from isArray in Gen.Elements(true, false)
        select isArray
            ? new string('[', depth) + new string(']', depth)
            : string.Concat(Enumerable.Repeat("{\"d\":", depth)) + "1" + new string('}', depth);

    private static Gen<Func<byte[], byte[]>> MutateJson(string[] names, Gen<string> values)
    {
        var set = from name in Gen.Elements(names) from value in values select Edit(members => Replace(members, name, value));
        var add = from name in Gen.Elements(names) from value in values from atStart in Gen.Elements(true, false) select Edit(members => Insert(members, JsonSerializer.Serialize(name), value, atStart));
        var addEscaped = from name in Gen.Elements(names) from value in values select Edit(members => Insert(members, Escape(name), value, atStart: false));
        var remove = from name in Gen.Elements(names) select Edit(members => [.. members.Where(member => member.Name != JsonSerializer.Serialize(name))]);
        var duplicate = from index in Gen.Choose(0, 8) select Edit(members => members.Count == 0 ? members : [.. members, members[index % members.Count]]);
        var frame = from text in Gen.Elements("[{0}]", " {0}", "{0} ", "\ufeff{0}", "{0}{0}", "{0},", "\"{0}\"", "null", "{{}}", "[]", "", "\t\r\n{0}\n", "//\n{0}")
                    select new Func<byte[], byte[]>(json => Encoding.UTF8.GetBytes(string.Format(CultureInfo.InvariantCulture, text, Encoding.UTF8.GetString(json))));
        return Gen.Frequency((5, set), (3, add), (1, addEscaped), (2, remove), (2, duplicate), (1, frame), (3, MutateBytes()));
    }

    private static Gen<Func<byte[], byte[]>> MutateBytes() =>
        from kind in Gen.Choose(0, 4)
        from at in Gen.Choose(0, 10_000)
        from other in Gen.Choose(0, 10_000)
        from value in Gen.Choose(0, 255)
        select new Func<byte[], byte[]>(bytes => Splice(bytes, kind, at, other, (byte)value));

    private static byte[] Splice(byte[] bytes, int kind, int at, int other, byte value)
    {
        if (bytes.Length == 0)
        {
            return [value];
        }

        (at, other) = (at % bytes.Length, other % bytes.Length);
        switch (kind)
        {
            case 0:
                return [.. bytes[..at], (byte)(bytes[at] ^ (1 << (value % 8))), .. bytes[(at + 1)..]];
            case 1:
                return [.. bytes[..at], value, .. bytes[at..]];
            case 2:
                return [.. bytes[..at], .. bytes[(at + 1)..]];
            case 3:
                return [.. bytes[..at], .. bytes[Math.Min(at, other)..Math.Max(at, other)], .. bytes[at..]];
            default:
                byte[] swapped = [.. bytes];
                (swapped[at], swapped[other]) = (swapped[other], swapped[at]);
                return swapped;
        }
    }

    // On the token as text: spelling, length, characters that are none of base64url's.
    private static Gen<Func<string, string>> MutateText()
    {
        var characters = Gen.Frequency(
            (3, Gen.Elements(Alphabet.ToCharArray())),
            (2, Gen.Elements('.', '=', '+', '/', ' ', '\t', '\r', '\n', '\0', '%', '\u00e9', '\u212a', '\uff21', '\ud83d', '~', ',', ';', '"')));
        return from kind in Gen.Choose(0, 7)
               from at in Gen.Choose(0, 100_000)
               from other in Gen.Choose(0, 100_000)
               from character in characters
               from fromEnd in Gen.Elements(true, false)
               select new Func<string, string>(token => Respell(token, kind, fromEnd ? token.Length - 1 - (at % Math.Min(6, token.Length)) : at % token.Length, other % token.Length, character));
    }

    private static string Respell(string token, int kind, int at, int other, char character) => kind switch
    {
        0 or 1 => token.Remove(at, 1).Insert(at, character.ToString()),
        2 => token.Insert(at, character.ToString()),
        3 => token.Remove(at, 1),
        4 => token.Insert(at, token[Math.Min(at, other)..Math.Max(at, other)]),
        5 => token[..at] + (char.IsUpper(token[at]) ? char.ToLowerInvariant(token[at]) : char.ToUpperInvariant(token[at])) + token[(at + 1)..],
        6 => token + character,
        _ => token[..at],
    };

    private static Gen<Func<string, string>> MutateSegments() =>
        from kind in Gen.Choose(0, 13)
        from index in Gen.Choose(0, 2)
        from other in Gen.Choose(0, 2)
        select new Func<string, string>(token => Recut(token.Split('.'), kind, index, other));

    private static string Recut(string[] segments, int kind, int index, int other)
    {
        var count = segments.Length;
        (index, other) = (index % count, other % count);
        switch (kind)
        {
            case 0:
                segments[index] = "";
                break;
            case 1:
                (segments[index], segments[other]) = (segments[other], segments[index]);
                break;
            case 2:
                segments[index] = segments[other];
                break;
            case 3:
                return string.Join('.', segments) + "." + segments[other];
            case 4:
                return string.Join('.', segments) + ".." + segments[other];
            case 5:
                return string.Join('.', segments[..^1]);
            case 6:
                return string.Join('.', segments) + ".";
            case 7:
                return "." + string.Join('.', segments);
            case 8:
                segments[index] = segments[index].PadRight((segments[index].Length + 3) / 4 * 4, '=');
                break;
            case 9:
                segments[index] = segments[index].Replace('-', '+').Replace('_', '/');
                break;
            case 10:
                segments[index] += "A";
                break;
            case 11:
                // The last character's unused bits: another spelling of the same bytes.
                segments[index] = segments[index] is [.. var start, var last] ? start + Alphabet[(Alphabet.IndexOf(last, StringComparison.Ordinal) + 1) % 64] : "";
                break;
            case 12:
                segments[index] = "\"" + segments[index] + "\"";
                break;
            default:
                segments[index] = string.Concat(segments[index].Select(character => $"%{(int)character:X2}"));
                break;
        }

        return string.Join('.', segments);
    }

    private static Func<byte[], byte[]> Edit(Func<List<(string Name, string Value)>, List<(string Name, string Value)>> edit) => json =>
    {
        List<(string Name, string Value)> members;
        try
        {
            using var document = JsonDocument.Parse(json);
            if (document.RootElement.ValueKind != JsonValueKind.Object)
            {
                return json;
            }

            members = [.. document.RootElement.EnumerateObject().Select(member => (JsonValue.Create(member.Name).ToJsonString(), member.Value.GetRawText()))];
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            // An earlier mutation left no JSON; nothing is to be edited in it.
            return json;
        }

        return Encoding.UTF8.GetBytes($"{{{string.Join(',', edit(members).Select(member => $"{member.Name}:{member.Value}"))}}}");
    };

    private static List<(string Name, string Value)> Replace(List<(string Name, string Value)> members, string name, string value)
    {
        var quoted = JsonSerializer.Serialize(name);
        return [.. members.Select(member => member.Name == quoted ? (quoted, value) : member)];
    }

    private static List<(string Name, string Value)> Insert(List<(string Name, string Value)> members, string quoted, string value, bool atStart) =>
        atStart ? [(quoted, value), .. members] : [.. members, (quoted, value)];

    private static string Escape(string name) => "\"" + string.Concat(name.Select(character => $"\\u{(int)character:x4}")) + "\"";

    private sealed record Parts(byte[] Header, byte[] Payload)
    {
        public string Sign(byte[] secret, string algorithm) => algorithm == "none"
            ? $"{Base64Url.EncodeToString("{\"alg\":\"none\"}"u8)}.{Base64Url.EncodeToString(Payload)}."
            : Tokens.Sign(Payload, Header, secret, algorithm);

        public string Sign(AsymmetricAlgorithm pair, string algorithm, Func<byte[], byte[]> change)
        {
            var signed = $"{Base64Url.EncodeToString(Header)}.{Base64Url.EncodeToString(Payload)}";
            return $"{signed}.{Base64Url.EncodeToString(change(KeyPairs.Sign(pair, Encoding.ASCII.GetBytes(signed), algorithm)))}";
        }
    }
}
