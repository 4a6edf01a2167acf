namespace JwtSecurity;

/// <summary>
/// Checks a dialect of an application's own: that its names are names, and that none is taken for another.
/// </summary>
internal static class JwtDialectCheck
{
    public static void Check(JwtDialect dialect, StartupFindings findings)
    {
        CheckClaims(dialect, findings);
        if (dialect.AccessType.Length == 0 || dialect.RefreshType.Length == 0 || dialect.AccessType == dialect.RefreshType)
        {
            findings.Add($"The dialect '{dialect.Name}' has the AccessType '{dialect.AccessType}' and the RefreshType '{dialect.RefreshType}'. Set them to two different texts, or tokens of one kind pass as the other.");
        }

        if (dialect.IdentityClaim is not null && !dialect.HasFlatSubject)
        {
            findings.Add($"The dialect '{dialect.Name}' has an IdentityClaim, '{dialect.IdentityClaim}', and a SubjectClaim, '{dialect.SubjectClaim}'. Set one of them to null: the user stands in the subject, or in a claim.");
        }

        if (dialect.JtiFormat is not ("D" or "N"))
        {
            findings.Add($"The dialect '{dialect.Name}' has the JtiFormat '{dialect.JtiFormat}'. Set it to 'D' or 'N'.");
        }

        if (dialect.InvalidTokenStatusCode is < 400 or > 499)
        {
            findings.Add($"The dialect '{dialect.Name}' has the InvalidTokenStatusCode {dialect.InvalidTokenStatusCode}. Set it to 401, or to another one from 400 to 499.");
        }

        CheckFields(dialect, findings);
        CheckAnswers(dialect, findings);
    }

    private static void CheckClaims(JwtDialect dialect, StartupFindings findings)
    {
        var names = new[] { dialect.SubjectClaim, dialect.IdentityClaim, dialect.TypeClaim }.OfType<string>().ToArray();
        if (names.Any(string.IsNullOrWhiteSpace))
        {
            findings.Add($"The dialect '{dialect.Name}' has a claim without a name. Give it one; SubjectClaim and IdentityClaim may be null.");
        }

        if (names.Distinct(StringComparer.Ordinal).Count() < names.Length)
        {
            findings.Add($"The dialect '{dialect.Name}' has one name for two claims. Give SubjectClaim, IdentityClaim and TypeClaim a name each.");
        }

        if (Array.Find(names, name => ReservedClaims.IsInEveryDialect(name) || CredentialsAuthority.Reads(name)) is { } reserved)
        {
            findings.Add($"The dialect '{dialect.Name}' uses the claim '{reserved}', which has a meaning of its own in every token. Choose another name.");
        }
    }

    private static void CheckFields(JwtDialect dialect, StartupFindings findings)
    {
        string?[] fields = [dialect.AccessTokenField, dialect.RefreshTokenField, dialect.TokenTypeField, dialect.ExpiresInField];
        var names = fields.OfType<string>().ToArray();
        if (dialect.AccessTokenField is null || dialect.RefreshTokenField is null || names.Any(string.IsNullOrWhiteSpace) || names.Distinct(StringComparer.Ordinal).Count() < names.Length)
        {
            findings.Add($"The dialect '{dialect.Name}' calls the members of a token pair {string.Join(", ", fields.Select(field => $"'{field}'"))}. Give each a name of its own; TokenTypeField and ExpiresInField may be null.");
        }
    }

    // What a dialect says of an error is asked now: at the first refusal it would be a 500.
    private static void CheckAnswers(JwtDialect dialect, StartupFindings findings)
    {
        if (dialect.ErrorAnswer is null)
        {
            return;
        }

        foreach (var error in JwtErrors.All)
        {
            if (JwtSchemeKind.All.Select(kind => WhatIsWrongWithAnswer(dialect, kind, error)).FirstOrDefault(wrong => wrong is not null) is { } wrong)
            {
                findings.Add($"The {nameof(JwtDialect.ErrorAnswer)} of the dialect '{dialect.Name}' {wrong} for '{error.Code}'. Return context.Answer, or context.Answer with {{ … }}, for every code.");
                return;
            }
        }
    }

    private static string? WhatIsWrongWithAnswer(JwtDialect dialect, JwtSchemeKind kind, JwtValidationError error)
    {
        try
        {
            var answer = new DialectErrors(dialect, kind, "cookie").Of(error);
            return answer.Challenge?.All(character => character is >= ' ' and <= '~') == false ? "has a challenge that no header can carry" : null;
        }
#pragma warning disable CA1031 // It is the application's own code, and may throw anything.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            return $"throws ({exception.Message})";
        }
    }
}
