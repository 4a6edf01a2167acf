namespace JwtSecurity;

/// <summary>
/// Checks that sets are apart: that no token, and no cookie, of one is taken for another's.
/// </summary>
internal static class SetsApartCheck
{
    public static void Check(IReadOnlyList<JwtSchemeSettings> schemes, StartupFindings findings)
    {
        for (var i = 0; i < schemes.Count; i++)
        {
            foreach (var other in schemes.Skip(i + 1).Where(other => other.SetName != schemes[i].SetName))
            {
                if (other.Kind.TokenType == schemes[i].Kind.TokenType)
                {
                    CheckKeys(schemes[i], other, findings);
                }

                CheckCookies(schemes[i], other, findings);
            }
        }
    }

    private static void CheckKeys(JwtSchemeSettings one, JwtSchemeSettings other, StartupFindings findings)
    {
        if (HaveIssuersApart(one.Options, other.Options) || HaveAudiencesApart(one.Options, other.Options))
        {
            return;
        }

        // What keys come later nobody can say now, and when they come it is too late to refuse them.
        if (!one.KeySources.IsEmpty || !other.KeySources.IsEmpty)
        {
            findings.Add($"Two sets, {SetOf(one)} and {SetOf(other)}, have nothing but their keys to tell their tokens apart, and keys of AddSigningKeySource or AddJwks come and go while the application runs. "
                + "Give each an Issuer of its own, or each Audiences of its own.");
        }
        else if (HaveKeyInCommon(one.OwnKeys, other.OwnKeys))
        {
            findings.Add($"Two sets, {SetOf(one)} and {SetOf(other)}, have the same key, and nothing else tells their tokens apart: one would accept the other's. Give each a SecretKey or SigningKeys of its own, or each an Issuer or Audiences of its own.");
        }
    }

    // Any two: also the one that only verifies here accepts what the other set's signs. The key itself counts, whatever each set calls it: a token need not name it.
    private static bool HaveKeyInCommon(IReadOnlyList<SigningKey> one, IReadOnlyList<SigningKey> other) =>
        one.Any(key => other.Any(each => each.Thumbprint == key.Thumbprint && each.Algorithm == key.Algorithm));

    private static void CheckCookies(JwtSchemeSettings one, JwtSchemeSettings other, StartupFindings findings)
    {
        var (cookie, otherCookie) = (one.Options.CookieOf(one.Kind.TokenType), other.Options.CookieOf(other.Kind.TokenType));
        if (one.Kind.ReadsCookie && other.Kind.ReadsCookie
            && cookie.Name == otherCookie.Name && cookie.Path == otherCookie.Path && cookie.Domain == otherCookie.Domain)
        {
            findings.Add($"Two sets, {SetOf(one)} and {SetOf(other)}, have a cookie of the same name, '{cookie.Name}': logging in to one would log out of the other. Give each a name of its own.");
        }
    }

    // Both must ask, and for different ones: a set that does not ask takes every token.
    private static bool HaveIssuersApart(JwtSchemeOptions one, JwtSchemeOptions other) =>
        one.Issuer is not null && other.Issuer is not null && one.Issuer != other.Issuer;

    private static bool HaveAudiencesApart(JwtSchemeOptions one, JwtSchemeOptions other) =>
        one.Audiences.Count > 0 && other.Audiences.Count > 0 && !one.Audiences.Intersect(other.Audiences, StringComparer.Ordinal).Any();

    private static string SetOf(JwtSchemeSettings settings) => settings.SetName is null ? "the default one" : $"'{settings.SetName}'";
}
