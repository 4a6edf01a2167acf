using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;

namespace JwtSecurity;

/// <summary>
/// Reads options from configuration, by hand: nothing is reflected, so nothing is trimmed away.
/// </summary>
internal static class JwtConfiguration
{
    public static void Bind(IConfiguration configuration, JwtSecurityOptions options)
    {
        Bind<bool>(configuration, nameof(options.RegisterAuthenticationSchemes), bool.TryParse, value => options.RegisterAuthenticationSchemes = value);
        Bind<int>(configuration, nameof(options.TokenCacheEntries), TryParseInt32, value => options.TokenCacheEntries = value);
        Bind<long>(configuration, nameof(options.TokenCacheBytes), TryParseInt64, value => options.TokenCacheBytes = value);
        BindScheme(configuration, options);
        BindSessions(configuration.GetSection(nameof(options.Sessions)), options.Sessions);
        BindEndpoints(configuration.GetSection(nameof(options.Endpoints)), options.Endpoints);
        ConfigurationKeys.ThrowIfMisspelt(
            configuration,
            nameof(options.RegisterAuthenticationSchemes), nameof(options.TokenCacheEntries), nameof(options.TokenCacheBytes), nameof(options.Sessions), nameof(options.Endpoints),
            nameof(options.SecretKey), nameof(options.Algorithm), nameof(options.AllowShortSecretKey), nameof(options.SigningKeys), nameof(options.Issuer), nameof(options.Audiences),
            nameof(options.AutoError), nameof(options.WriteProblemDetails), nameof(options.AccessExpiresDelta), nameof(options.RefreshExpiresDelta),
            nameof(options.Dialect), nameof(options.Leeway), nameof(options.AccessCookie), nameof(options.RefreshCookie), nameof(options.Csrf), nameof(options.QueryToken));
    }

    private static void BindScheme(IConfiguration configuration, JwtSchemeOptions options)
    {
        options.SecretKey = configuration[nameof(options.SecretKey)] ?? options.SecretKey;
        options.Algorithm = configuration[nameof(options.Algorithm)] ?? options.Algorithm;
        options.Issuer = configuration[nameof(options.Issuer)] ?? options.Issuer;
        SigningKeysConfiguration.Bind(configuration.GetSection(nameof(options.SigningKeys)), options.SigningKeys);
        BindList(configuration, nameof(options.Audiences), options.Audiences);
        Bind<bool>(configuration, nameof(options.AllowShortSecretKey), bool.TryParse, value => options.AllowShortSecretKey = value);
        Bind<bool>(configuration, nameof(options.AutoError), bool.TryParse, value => options.AutoError = value);
        Bind<bool>(configuration, nameof(options.WriteProblemDetails), bool.TryParse, value => options.WriteProblemDetails = value);
        Bind<TimeSpan>(configuration, nameof(options.AccessExpiresDelta), TryParseTimeSpan, value => options.AccessExpiresDelta = value);
        Bind<TimeSpan>(configuration, nameof(options.RefreshExpiresDelta), TryParseTimeSpan, value => options.RefreshExpiresDelta = value);
        Bind<TimeSpan>(configuration, nameof(options.Leeway), TryParseTimeSpan, value => options.Leeway = value);
        Bind<JwtDialect>(configuration, nameof(options.Dialect), TryParseDialect, value => options.Dialect = value);
        BindCookie(configuration.GetSection(nameof(options.AccessCookie)), options.AccessCookie);
        BindCookie(configuration.GetSection(nameof(options.RefreshCookie)), options.RefreshCookie);

        var csrf = configuration.GetSection(nameof(options.Csrf));
        Bind<bool>(csrf, nameof(options.Csrf.CheckBrowserOrigin), bool.TryParse, value => options.Csrf.CheckBrowserOrigin = value);
        BindList(csrf, nameof(options.Csrf.TrustedOrigins), options.Csrf.TrustedOrigins);
        Bind<bool>(csrf, nameof(options.Csrf.DoubleSubmit), bool.TryParse, value => options.Csrf.DoubleSubmit = value);
        options.Csrf.HeaderName = csrf[nameof(options.Csrf.HeaderName)] ?? options.Csrf.HeaderName;
        options.Csrf.FormFieldName = csrf[nameof(options.Csrf.FormFieldName)] ?? options.Csrf.FormFieldName;
        options.Csrf.AccessCookieName = csrf[nameof(options.Csrf.AccessCookieName)] ?? options.Csrf.AccessCookieName;
        options.Csrf.RefreshCookieName = csrf[nameof(options.Csrf.RefreshCookieName)] ?? options.Csrf.RefreshCookieName;
        ConfigurationKeys.ThrowIfMisspelt(
            csrf,
            nameof(options.Csrf.CheckBrowserOrigin), nameof(options.Csrf.TrustedOrigins), nameof(options.Csrf.DoubleSubmit), nameof(options.Csrf.HeaderName),
            nameof(options.Csrf.FormFieldName), nameof(options.Csrf.AccessCookieName), nameof(options.Csrf.RefreshCookieName));

        var query = configuration.GetSection(nameof(options.QueryToken));
        options.QueryToken.ParameterName = query[nameof(options.QueryToken.ParameterName)] ?? options.QueryToken.ParameterName;
        BindList(query, nameof(options.QueryToken.Paths), options.QueryToken.Paths);
        ConfigurationKeys.ThrowIfMisspelt(query, nameof(options.QueryToken.ParameterName), nameof(options.QueryToken.Paths));
    }

    private static void BindSessions(IConfiguration section, JwtSessionOptions sessions)
    {
        sessions.SubjectKeyMember = section[nameof(sessions.SubjectKeyMember)] ?? sessions.SubjectKeyMember;
        Bind<TimeSpan>(section, nameof(sessions.GracePeriod), TryParseTimeSpan, value => sessions.GracePeriod = value);
        Bind<TimeSpan>(section, nameof(sessions.AbsoluteLifetime), TryParseTimeSpan, value => sessions.AbsoluteLifetime = value);
        Bind<int>(section, nameof(sessions.MaxSessionsPerSubject), TryParseInt32, value => sessions.MaxSessionsPerSubject = value);
        Bind<JwtSessionLimitPolicy>(section, nameof(sessions.LimitPolicy), TryParseName, value => sessions.LimitPolicy = value);
        Bind<bool>(section, nameof(sessions.AdoptTokensWithoutSession), bool.TryParse, value => sessions.AdoptTokensWithoutSession = value);
        Bind<bool>(section, nameof(sessions.AskStoreOnEveryRequest), bool.TryParse, value => sessions.AskStoreOnEveryRequest = value);
        Bind<TimeSpan>(section, nameof(sessions.RevocationPollInterval), TryParseTimeSpan, value => sessions.RevocationPollInterval = value);
        Bind<TimeSpan>(section, nameof(sessions.MaxStaleness), TryParseTimeSpan, value => sessions.MaxStaleness = value);
        Bind<bool>(section, nameof(sessions.RefuseWhenStale), bool.TryParse, value => sessions.RefuseWhenStale = value);
        ConfigurationKeys.ThrowIfMisspelt(
            section,
            nameof(sessions.GracePeriod), nameof(sessions.AbsoluteLifetime), nameof(sessions.MaxSessionsPerSubject), nameof(sessions.LimitPolicy), nameof(sessions.SubjectKeyMember),
            nameof(sessions.AdoptTokensWithoutSession), nameof(sessions.AskStoreOnEveryRequest), nameof(sessions.RevocationPollInterval), nameof(sessions.MaxStaleness),
            nameof(sessions.RefuseWhenStale));
    }

    private static void BindEndpoints(IConfiguration section, JwtEndpointOptions endpoints)
    {
        Bind<JwtTokenTransport>(section, nameof(endpoints.Transport), TryParseName, value => endpoints.Transport = value);
        Bind<int>(section, nameof(endpoints.LoginLimit), TryParseInt32, value => endpoints.LoginLimit = value);
        Bind<int>(section, nameof(endpoints.LoginLimitPerAddress), TryParseInt32, value => endpoints.LoginLimitPerAddress = value);
        Bind<int>(section, nameof(endpoints.RefreshLimit), TryParseInt32, value => endpoints.RefreshLimit = value);
        ConfigurationKeys.ThrowIfMisspelt(
            section, nameof(endpoints.Transport), nameof(endpoints.LoginLimit), nameof(endpoints.LoginLimitPerAddress), nameof(endpoints.RefreshLimit));
    }

    private static void BindCookie(IConfiguration section, JwtCookieOptions cookie)
    {
        cookie.Name = section[nameof(cookie.Name)] ?? cookie.Name;
        cookie.Domain = section[nameof(cookie.Domain)] ?? cookie.Domain;
        cookie.Path = section[nameof(cookie.Path)] ?? cookie.Path;
        Bind<bool>(section, nameof(cookie.HttpOnly), bool.TryParse, value => cookie.HttpOnly = value);
        Bind<bool>(section, nameof(cookie.Secure), bool.TryParse, value => cookie.Secure = value);
        Bind<SameSiteMode>(section, nameof(cookie.SameSite), TryParseName, value => cookie.SameSite = value);
        BindList(section, nameof(cookie.Extensions), cookie.Extensions);
        ConfigurationKeys.ThrowIfMisspelt(
            section,
            nameof(cookie.Name), nameof(cookie.Domain), nameof(cookie.Path), nameof(cookie.HttpOnly), nameof(cookie.Secure), nameof(cookie.SameSite), nameof(cookie.Extensions));
    }

    private static void Bind<T>(IConfiguration section, string key, TryParse<T> tryParse, Action<T> set)
    {
        if (section[key] is not { } text)
        {
            return;
        }

        if (!tryParse(text, out var value))
        {
            var path = section is IConfigurationSection { Path: var parent } ? $"{parent}:{key}" : key;
            throw new ConfigurationException($"The configuration value '{path}' is '{text}', which is no {typeof(T).Name}.{Example<T>()}");
        }

        set(value);
    }

    // A list may stand as an array or, as environment variables like it, as one value separated by commas. It replaces what code had set.
    private static void BindList(IConfiguration section, string key, IList<string> list)
    {
        var child = section.GetSection(key);
        var values = child.GetChildren().Select(each => each.Value).OfType<string>().ToArray();
        if (values.Length == 0 && child.Value is { } text)
        {
            values = text.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        }

        if (values.Length > 0)
        {
            list.ReplaceWith(values);
        }
    }

    // "15" alone is fifteen days to TimeSpan, and fifteen minutes to whoever wrote it.
    private static bool TryParseTimeSpan(string? text, out TimeSpan value)
    {
        value = default;
        return text?.Contains(':', StringComparison.Ordinal) == true && TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out value);
    }

    private static bool TryParseDialect(string? text, [NotNullWhen(true)] out JwtDialect? value)
    {
        value = JwtDialect.BuiltIn.FirstOrDefault(dialect => dialect.Name.Equals(text, StringComparison.OrdinalIgnoreCase));
        return value is not null;
    }

    private static bool TryParseInt32(string? text, out int value) => int.TryParse(text, NumberStyles.Integer, CultureInfo.InvariantCulture, out value);

    private static bool TryParseInt64(string? text, out long value) => long.TryParse(text, NumberStyles.Integer, CultureInfo.InvariantCulture, out value);

    private static bool TryParseName<T>(string? text, out T value)
        where T : struct, Enum =>
        Enum.TryParse(text, ignoreCase: true, out value) && Enum.IsDefined(value);

    private static string Example<T>() =>
        typeof(T) == typeof(TimeSpan) ? " Write hours, minutes and seconds, as in '00:15:00', with days before them, as in '31.00:00:00'."
        : typeof(T) == typeof(SameSiteMode) ? " Write 'Lax', 'Strict' or 'None'."
        : typeof(T) == typeof(JwtDialect) ? $" Write one of {string.Join(", ", JwtDialect.BuiltIn.Select(dialect => $"'{dialect}'"))}."
        : typeof(T) == typeof(JwtTokenTransport) ? " Write 'ByScheme', 'Body' or 'Cookies'."
        : typeof(T) == typeof(JwtSessionLimitPolicy) ? " Write 'EndOldest' or 'Refuse'."
        : typeof(T) == typeof(bool) ? " Write 'true' or 'false'."
        : " Write a whole number.";

    private delegate bool TryParse<T>(string? text, [MaybeNullWhen(false)] out T value);
}
