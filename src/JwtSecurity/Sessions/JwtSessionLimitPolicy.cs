namespace JwtSecurity;

/// <summary>
/// What happens when a subject that has all the sessions it may have starts another.
/// </summary>
public enum JwtSessionLimitPolicy
{
    /// <summary>The session that was not renewed for the longest time ends, and the new one starts.</summary>
    EndOldest,

    /// <summary>The new one is refused, with 403 and the code <c>session_limit_reached</c>.</summary>
    Refuse,
}
