namespace JwtSecurity;

/// <summary>
/// What a token carries beside its subject and what is its own: what its successor carries, too.
/// </summary>
internal static class FurtherClaims
{
    /// <summary>The claims; <see langword="null"/> where the subject's members are claims, since all that are not the token's own are in the subject then.</summary>
    public static IReadOnlyDictionary<string, object?>? Of(ValidatedToken token, JwtDialect dialect) => dialect.HasFlatSubject ? null
        : token.Claims.EnumerateObject()
            .Where(claim => !ReservedClaims.Contains(claim.Name, dialect))
            .ToDictionary(claim => claim.Name, claim => (object?)claim.Value, StringComparer.Ordinal);
}
