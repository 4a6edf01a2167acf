namespace JwtSecurity;

/// <summary>
/// What came of adding a session to a store.
/// </summary>
public enum JwtSessionCreationStatus
{
    /// <summary>It was added.</summary>
    Created,

    /// <summary>There is one of that set and identifier already; nothing was changed.</summary>
    AlreadyExists,

    /// <summary>The subject has all the sessions it may have; nothing was changed.</summary>
    LimitReached,
}
