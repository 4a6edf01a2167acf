using System.Text.Json;

namespace JwtSecurity;

/// <summary>
/// Whether somebody logged in lately, as a token says. Whatever it says about that has to hold, and one that says nothing is not fresh.
/// </summary>
/// <remarks>
/// <c>auth_time</c> is when the user logged in. <c>fresh</c>, as Flask-JWT-Extended has it, says of the token itself that it is from a login: yes, no, or until when; where
/// there is no <c>auth_time</c> beside it, the login was when the token was created.
/// </remarks>
internal static class Freshness
{
    /// <summary>Whether the login was no longer ago than <paramref name="maxAge"/>. Clocks may differ by the leeway, and a login later than that has not been.</summary>
    public static bool IsWithin(ValidatedToken token, TimeSpan maxAge, DateTimeOffset now, TimeSpan leeway)
    {
        var saysFresh = token.Claims.TryGetProperty("fresh"u8, out var fresh);
        if (saysFresh && !Holds(fresh, now - leeway))
        {
            return false;
        }

        if ((token.AuthTime ?? (saysFresh ? token.IssuedAt : null)) is not { } loggedInAt)
        {
            return false;
        }

        var age = now - loggedInAt;
        return age >= -leeway && age - leeway <= maxAge;
    }

    // A yes or no, or until when; a validated token has nothing else there.
    private static bool Holds(JsonElement fresh, DateTimeOffset now) =>
        fresh.ValueKind == JsonValueKind.Number
            ? fresh.GetDouble() > (now - DateTimeOffset.UnixEpoch).TotalSeconds
            : fresh.ValueKind == JsonValueKind.True;
}
