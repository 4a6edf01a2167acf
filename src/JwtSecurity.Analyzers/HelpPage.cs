namespace JwtSecurity.Analyzers;

/// <summary>
/// Where each rule is explained: a heading a rule, on one page of the repository.
/// </summary>
internal static class HelpPage
{
    /// <summary>What the address of every rule begins with.</summary>
    public const string Rule = "src/JwtSecurity.Analyzers/README.md#";
}
