using System.Text.Json;

namespace JwtSecurity;

/// <summary>
/// Whose session it is, as the subject says it.
/// </summary>
internal static class SubjectKeys
{
    public const int MaximumLength = 256;

    // What never changes hands before what people may change.
    private static readonly string[] s_members = ["sub", "user_id", "id", "username", "email"];

    /// <summary>Whether it can be anybody's. Who is looked for by what nobody's can be is not found.</summary>
    public static bool CanBe(string key) => key.Length is > 0 and <= MaximumLength && StorableText.Is(key);

    public static string? Find(JsonElement subject, string? member)
    {
        foreach (var name in member is null ? s_members : [member])
        {
            if (subject.TryGetProperty(name, out var value) && TextOf(value) is { } key && CanBe(key))
            {
                return key;
            }
        }

        return null;
    }

    /// <exception cref="ArgumentException">The subject does not say it.</exception>
    public static string FindOrThrow(JsonElement subject, string? member) => Find(subject, member)
        ?? throw new ArgumentException(
            $"The subject does not say whose session it is: it has no {(member is null ? $"member {string.Join(", ", s_members)}" : $"member '{member}'")} that is a text of 1 to {MaximumLength} characters, without NUL, or a number. "
            + $"Set {nameof(JwtSessionOptions)}.{nameof(JwtSessionOptions.SubjectKeyMember)} to the one that does, or {nameof(JwtSessionDetails)}.{nameof(JwtSessionDetails.SubjectKey)}.", nameof(subject));

    private static string? TextOf(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => value.GetString(),
        JsonValueKind.Number => value.GetRawText(),
        _ => null,
    };
}
