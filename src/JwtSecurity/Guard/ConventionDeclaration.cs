namespace JwtSecurity;

/// <summary>
/// A call of <c>RequireJwt</c>, on an endpoint or on something that holds endpoints.
/// </summary>
internal sealed record ConventionDeclaration : GuardDeclaration
{
    /// <summary>What it was called on. Two calls on one builder are equally near to the endpoint.</summary>
    public required object Level { get; init; }

    /// <summary>Whether that is the endpoint itself, so that nothing outside lifts it.</summary>
    public required bool IsOwn { get; init; }
}
