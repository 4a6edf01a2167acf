namespace JwtSecurity.EntityFrameworkCore;

/// <summary>
/// What the two tables have in common when revocations are read.
/// </summary>
internal sealed class RevocationRow
{
    public required string SetName { get; init; }

    public required string Identifier { get; init; }

    public required long EndsAt { get; init; }
}
