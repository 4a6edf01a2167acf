namespace JwtSecurity;

/// <summary>
/// What a request carries: a token, nothing, or something that cannot be one. A view of the header's text; nothing is copied.
/// </summary>
internal readonly struct FoundToken
{
    private readonly string? _text;
    private readonly int _start;
    private readonly int _length;

    private FoundToken(TokenOrigin origin, bool cookieLookedFor, string? text, int start, int length, JwtValidationError? error)
    {
        Origin = origin;
        CookieLookedFor = cookieLookedFor;
        _text = text;
        _start = start;
        _length = length;
        Error = error;
    }

    public TokenOrigin Origin { get; }

    /// <summary>Whether the response depends on the request's cookies, a missing one included.</summary>
    public bool CookieLookedFor { get; }

    /// <summary>Why what was found cannot be used.</summary>
    public JwtValidationError? Error { get; }

    public bool IsNone => Origin == TokenOrigin.None;

    public ReadOnlySpan<char> Text => _text.AsSpan(_start, _length);

    /// <summary>The text as something that may be kept: the header's own, unless that is much longer than the token.</summary>
    public TokenText ToTokenText() =>
        _text!.Length <= _length + TokenText.LargestSurplus ? new TokenText(_text, _start, _length) : new TokenText(Text.ToString(), 0, _length);

    public static FoundToken None(bool cookieLookedFor) => new(TokenOrigin.None, cookieLookedFor, null, 0, 0, null);

    public static FoundToken At(TokenOrigin origin, string text, int start, int length) =>
        new(origin, origin == TokenOrigin.Cookie, text, start, length, null);

    public static FoundToken Unusable(TokenOrigin origin, JwtValidationError error) =>
        new(origin, origin == TokenOrigin.Cookie, null, 0, 0, error);
}
