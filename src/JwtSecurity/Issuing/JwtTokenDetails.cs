namespace JwtSecurity;

/// <summary>
/// What a token carries beside its subject. Each property left alone changes nothing.
/// </summary>
public sealed class JwtTokenDetails
{
    /// <summary>Gets further claims, written at the top level of the payload.</summary>
    /// <value>
    /// <see langword="null"/> by default. Values are whatever serializes to JSON. Names that mean something to a validator,
    /// such as <c>exp</c> or <c>type</c>, are refused when the token is created.
    /// </value>
    public IReadOnlyDictionary<string, object?>? Claims { get; init; }
}
