namespace JwtSecurity;

/// <summary>
/// The text of a token, as a part of the header it came in: a header is a string already, and is not copied.
/// </summary>
internal readonly struct TokenText(string text, int start, int length)
{
    /// <summary>How many characters more than the token a header may have to be kept whole: enough for "Bearer ".</summary>
    public const int LargestSurplus = 16;

    public ReadOnlySpan<char> Span => text.AsSpan(start, length);

    /// <summary>The bytes its string takes.</summary>
    public int Bytes => text.Length * sizeof(char);
}
