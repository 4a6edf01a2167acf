using System.Diagnostics.CodeAnalysis;

namespace JwtSecurity;

/// <summary>
/// What came of renewing a session's tokens: a pair, or the reason why not.
/// </summary>
public sealed class JwtRefreshResult
{
    internal JwtRefreshResult(TokenPair pair, string outcome)
    {
        Pair = pair;
        Outcome = outcome;
    }

    internal JwtRefreshResult(JwtValidationError error)
    {
        Error = error;
        Outcome = error.Code;
    }

    /// <summary>Gets whether there are new tokens.</summary>
    [MemberNotNullWhen(true, nameof(Pair))]
    [MemberNotNullWhen(false, nameof(Error))]
    public bool Succeeded => Error is null;

    /// <summary>Gets the tokens.</summary>
    public TokenPair? Pair { get; }

    /// <summary>Gets why there are none.</summary>
    /// <value>
    /// With the status 401 the session is over, and the client has to log in again. With 503 the store did not answer: nobody is logged out, and whether the tokens were
    /// replaced is not known. The client keeps what it has and tries again soon, within <see cref="JwtSessionOptions.GracePeriod"/>: if they were, it is given the ones that replaced them. <see cref="JwtValidationError.ToResult"/> answers either; with 503, do not delete cookies.
    /// </value>
    public JwtValidationError? Error { get; }

    /// <summary>The same for telemetry: one word of few.</summary>
    internal string Outcome { get; }
}
