using System.Text.Json;

namespace JwtSecurity;

/// <summary>
/// The claims whose meaning belongs to the validator; nobody else writes them.
/// </summary>
internal static class ReservedClaims
{
    // Those that every dialect has. Each adds its type, and its subject where that is a claim.
    private static readonly Utf8Text[] s_names =
        [new("exp"), new("iat"), new("nbf"), new("jti"), new("iss"), new("aud"), new("sid"), new("csrf"), new("fresh"), new("auth_time")];

    public static bool Contains(string name, JwtDialect dialect) =>
        IsInEveryDialect(name) || name == dialect.TypeClaim || name == dialect.SubjectClaim;

    /// <summary>Whether the name that the reader is at is one of them.</summary>
    public static bool Contains(ref Utf8JsonReader reader, JwtDialect dialect)
    {
        foreach (var reserved in s_names)
        {
            if (reader.ValueTextEquals(reserved.Utf8))
            {
                return true;
            }
        }

        return reader.ValueTextEquals(dialect.TypeClaimUtf8) || (!dialect.HasFlatSubject && reader.ValueTextEquals(dialect.SubjectClaimUtf8));
    }

    /// <exception cref="ArgumentException">A claim of the caller's own has one of these names.</exception>
    public static void ThrowIfContains(string name, JwtDialect dialect, string parameterName)
    {
        if (Contains(name, dialect))
        {
            throw new ArgumentException($"The claim '{name}' is reserved: it is written from the scheme's options. Give it another name{(dialect.HasFlatSubject ? "" : ", or put it into the subject")}.", parameterName);
        }
    }

    public static bool IsInEveryDialect(string name) => Array.Exists(s_names, reserved => reserved.Text == name);
}
