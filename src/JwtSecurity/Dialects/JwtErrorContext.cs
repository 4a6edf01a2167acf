using System.Collections.ObjectModel;

namespace JwtSecurity;

/// <summary>
/// An error that a dialect is to put into its own words, and the scheme it is of. No value of a request is here, so none gets into an answer.
/// </summary>
public sealed class JwtErrorContext
{
    internal JwtErrorContext(JwtValidationError error, JwtErrorAnswer answer, JwtDialect dialect, JwtSchemeKind kind, string cookieName)
    {
        Error = error;
        Answer = answer;
        Dialect = dialect;
        TokenType = kind.TokenType;
        ReadsHeader = kind.ReadsHeader;
        CookieName = kind.ReadsCookie ? cookieName : null;
    }

    /// <summary>Gets the code, one of <see cref="JwtErrorCodes"/>.</summary>
    public string Code => Error.Code;

    /// <summary>Gets the answer as the RFCs have it: the one to change.</summary>
    public JwtErrorAnswer Answer { get; }

    /// <summary>Gets what is wrong with which field of a request to a token endpoint: texts by the fields' names.</summary>
    /// <value>Empty, but for <see cref="JwtErrorCodes.RequestInvalid"/> where fields are missing or wrong.</value>
    public IReadOnlyDictionary<string, string> Fields => Error.Fields ?? ReadOnlyDictionary<string, string>.Empty;

    /// <summary>Gets whether the scheme wants an access or a refresh token.</summary>
    public JwtTokenType TokenType { get; }

    /// <summary>Gets whether the scheme reads its token from the <c>Authorization</c> header.</summary>
    public bool ReadsHeader { get; }

    /// <summary>Gets the name of the cookie that the scheme reads its token from.</summary>
    /// <value><see langword="null"/> where it reads none.</value>
    public string? CookieName { get; }

    /// <summary>The error in this library's own words.</summary>
    internal JwtValidationError Error { get; }

    internal JwtDialect Dialect { get; }
}
