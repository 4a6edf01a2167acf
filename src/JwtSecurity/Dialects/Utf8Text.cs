using System.Text;

namespace JwtSecurity;

/// <summary>
/// A name or value of a payload, with its UTF-8 bytes made once: readers compare bytes, and validate without allocating.
/// </summary>
internal sealed class Utf8Text(string text) : IEquatable<Utf8Text>
{
    private static readonly UTF8Encoding s_strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    // Half a surrogate pair is an exception: two such texts would be the same bytes.
    private readonly byte[] _utf8 = s_strict.GetBytes(text);

    public string Text => text;

    public ReadOnlySpan<byte> Utf8 => _utf8;

    public bool Equals(Utf8Text? other) => other?.Text == text;

    public override bool Equals(object? obj) => Equals(obj as Utf8Text);

    public override int GetHashCode() => StringComparer.Ordinal.GetHashCode(text);
}
