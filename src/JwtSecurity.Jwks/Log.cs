using Microsoft.Extensions.Logging;

namespace JwtSecurity.Jwks;

/// <summary>
/// Every message this package logs, with identifiers from 650 on: those of the core's keys begin at 600. None has a parameter that could hold a token.
/// </summary>
internal static partial class Log
{
    [LoggerMessage(650, LogLevel.Information, "The key set at {Address} has changed. Tokens are verified with {Count} of its keys now.", EventName = nameof(KeysChanged))]
    public static partial void KeysChanged(this ILogger logger, Uri address, int count);

    [LoggerMessage(651, LogLevel.Information, "The key set at {Address} has keys that are not used. {Reasons}", EventName = nameof(KeysSkipped))]
    public static partial void KeysSkipped(this ILogger logger, Uri address, string reasons);

    [LoggerMessage(652, LogLevel.Warning, "No keys came from {Address}: {Reason}. Those there are stay in use; it is tried again.", EventName = nameof(KeysNotFetched))]
    public static partial void KeysNotFetched(this ILogger logger, Uri address, string reason);

    [LoggerMessage(653, LogLevel.Error, "No keys came from {Address}: {Reason}. There are none yet, and its tokens are refused until there are; it is tried again.", EventName = nameof(NoKeysYet))]
    public static partial void NoKeysYet(this ILogger logger, Uri address, string reason);
}
