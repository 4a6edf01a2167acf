namespace JwtSecurity;

/// <summary>
/// Checks the options of a set's sessions. Every finding names the option, and the cure.
/// </summary>
internal static class JwtSessionOptionsCheck
{
    private static readonly TimeSpan s_longestGrace = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan s_shortestPoll = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan s_longestPoll = TimeSpan.FromMinutes(1);

    private static readonly TimeSpan s_longestStaleness = TimeSpan.FromDays(1);

    public static void Check(JwtSessionOptions options, StartupFindings findings)
    {
        if (options.GracePeriod < TimeSpan.Zero || options.GracePeriod > s_longestGrace)
        {
            findings.Add($"Sessions.GracePeriod is {options.GracePeriod}. Set it between zero and {s_longestGrace}: a stolen refresh token goes unnoticed for as long.");
        }

        if (options.AbsoluteLifetime < TimeSpan.FromSeconds(1) || options.AbsoluteLifetime > NumericDate.MaximumLifetime)
        {
            findings.Add($"Sessions.AbsoluteLifetime is {options.AbsoluteLifetime}. Set it between a second and {NumericDate.MaximumLifetime.Days} days, for example TimeSpan.FromDays(90).");
        }

        if (options.MaxSessionsPerSubject < 1)
        {
            findings.Add($"Sessions.MaxSessionsPerSubject is {options.MaxSessionsPerSubject}: nobody could log in. Set it to one or more, or to null for any number.");
        }

        if (!Enum.IsDefined(options.LimitPolicy))
        {
            findings.Add($"Sessions.LimitPolicy is {options.LimitPolicy}. Set it to {nameof(JwtSessionLimitPolicy.EndOldest)} or {nameof(JwtSessionLimitPolicy.Refuse)}.");
        }

        if (options.SubjectKeyMember?.Length == 0)
        {
            findings.Add("Sessions.SubjectKeyMember is empty. Set it to a member of the subject, or to null.");
        }

        CheckPoll(options, findings);
    }

    private static void CheckPoll(JwtSessionOptions options, StartupFindings findings)
    {
        if (options.RevocationPollInterval < s_shortestPoll || options.RevocationPollInterval > s_longestPoll)
        {
            findings.Add($"Sessions.RevocationPollInterval is {options.RevocationPollInterval}. Set it between {s_shortestPoll} and {s_longestPoll}; to ask the store each time, set AskStoreOnEveryRequest.");
        }

        if (options.MaxStaleness <= options.RevocationPollInterval)
        {
            findings.Add($"Sessions.MaxStaleness is {options.MaxStaleness}, which is not more than RevocationPollInterval: every copy would be too old. Set it to several of those, for example TimeSpan.FromSeconds(30).");
        }

        if (options.MaxStaleness > s_longestStaleness)
        {
            findings.Add($"Sessions.MaxStaleness is {options.MaxStaleness}. Set it to {s_longestStaleness} at most: a reading of what is revoked is given up when it has taken so long.");
        }
    }
}
