namespace JwtSecurity;

/// <summary>
/// One place that says how an endpoint is secured: a parameter, or a call of <c>RequireJwt</c>.
/// </summary>
internal abstract record GuardDeclaration
{
    /// <summary>The scheme; a parameter may leave it open.</summary>
    public required JwtSchemeKind? Kind { get; init; }

    public required string? SetName { get; init; }

    /// <summary>Of these the subject must have one.</summary>
    public IReadOnlyList<string> Roles { get; init; } = [];

    /// <summary>These must all be granted.</summary>
    public IReadOnlyList<string> Scopes { get; init; } = [];

    /// <summary>How long ago the user may have logged in.</summary>
    public TimeSpan? MaxAge { get; init; }

    public bool IsOf(GuardDeclaration other) => Kind == other.Kind && SetName == other.SetName;

    /// <summary>Whether both schemes accept the same tokens, wherever they read them from.</summary>
    public bool AcceptsTokensOf(GuardDeclaration other) => Kind?.TokenType == other.Kind?.TokenType && SetName == other.SetName;
}
