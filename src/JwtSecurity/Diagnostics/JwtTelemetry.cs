using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace JwtSecurity;

/// <summary>
/// What is counted and traced, under one name. No tag comes from a request but scheme, kind of token, and code, of which there are few.
/// </summary>
/// <remarks>Where nobody listens, a call costs the question whether anybody does.</remarks>
internal sealed class JwtTelemetry
{
    private const string Name = "JwtSecurity";
    private const string SchemeTag = "jwt_security.scheme";
    private const string TokenTypeTag = "jwt_security.token.type";
    private const string CacheResultTag = "jwt_security.token_cache.result";
    private const string EndReasonTag = "jwt_security.session.end_reason";
    private const string RefreshResultTag = "jwt_security.refresh.result";
    private const string ErrorTypeTag = "error.type";

    /// <summary>For schemes built by hand, which have no services.</summary>
    public static readonly JwtTelemetry ByHand = new(new Meter(Name));

    private static readonly ActivitySource s_activities = new(Name);

    private readonly Counter<long> _issued;
    private readonly Counter<long> _validated;
    private readonly Counter<long> _rejected;
    private readonly Counter<long> _cacheLookups;
    private readonly Counter<long> _started;
    private readonly Counter<long> _ended;
    private readonly Histogram<double> _refreshes;

    public JwtTelemetry(IMeterFactory meters)
        : this(meters.Create(new MeterOptions(Name)))
    {
    }

    private JwtTelemetry(Meter meter)
    {
        _issued = meter.CreateCounter<long>("jwt_security.tokens.issued", "{token}", "Tokens that were created.");
        _validated = meter.CreateCounter<long>("jwt_security.tokens.validated", "{token}", "Tokens that were accepted, once for each request and scheme.");
        _rejected = meter.CreateCounter<long>("jwt_security.tokens.rejected", "{token}", "Tokens that were rejected, by the code of the refusal.");
        _cacheLookups = meter.CreateCounter<long>("jwt_security.token_cache.lookups", "{lookup}", "Access tokens that were looked for among those validated before.");
        _started = meter.CreateCounter<long>("jwt_security.sessions.started", "{session}", "Sessions that were started.");
        _ended = meter.CreateCounter<long>("jwt_security.sessions.ended", "{session}", "Sessions that were ended before their time.");
        _refreshes = meter.CreateHistogram("jwt_security.refresh.duration", "s", "How long it took to renew a session's tokens.", tags: null, advice: new InstrumentAdvice<double>
        {
            HistogramBucketBoundaries = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
        });
    }

    public void TokenIssued(string scheme, JwtTokenType tokenType)
    {
        if (_issued.Enabled)
        {
            _issued.Add(1, new(SchemeTag, scheme), new(TokenTypeTag, TextOf(tokenType)));
        }
    }

    public void TokenValidated(string scheme)
    {
        if (_validated.Enabled)
        {
            _validated.Add(1, new KeyValuePair<string, object?>(SchemeTag, scheme));
        }
    }

    public void TokenRejected(string scheme, string code)
    {
        if (_rejected.Enabled)
        {
            _rejected.Add(1, new(SchemeTag, scheme), new(ErrorTypeTag, code));
        }
    }

    public void TokenLookedUp(string scheme, bool isHit)
    {
        if (_cacheLookups.Enabled)
        {
            _cacheLookups.Add(1, new(SchemeTag, scheme), new(CacheResultTag, isHit ? "hit" : "miss"));
        }
    }

    public void SessionStarted(string scheme) => _started.Add(1, new KeyValuePair<string, object?>(SchemeTag, scheme));

    public void SessionEnded(string scheme, JwtSessionEndReason reason) => _ended.Add(1, new(SchemeTag, scheme), new(EndReasonTag, TextOf(reason)));

    /// <param name="scheme">The refresh scheme.</param>
    /// <param name="result">What came of it: <c>rotated</c>, <c>kept</c>, <c>replayed</c>, the code of the refusal, or the type of an exception.</param>
    /// <param name="duration">How long it took.</param>
    public void SessionRefreshed(string scheme, string result, TimeSpan duration) =>
        _refreshes.Record(duration.TotalSeconds, new(SchemeTag, scheme), new(RefreshResultTag, result));

    /// <summary>Begins a span; <see langword="null"/> where nobody traces.</summary>
    public static Activity? StartLogin(string scheme) => Start("jwt_security.login", scheme);

    /// <summary>Begins a span; <see langword="null"/> where nobody traces.</summary>
    public static Activity? StartRefresh(string scheme) => Start("jwt_security.refresh", scheme);

    /// <summary>Says that what a span is about was refused.</summary>
    public static void Fail(Activity? activity, string code)
    {
        activity?.SetTag(ErrorTypeTag, code);
        activity?.SetStatus(ActivityStatusCode.Error);
    }

    /// <summary>The same for an exception.</summary>
    /// <returns>What it is called: the code of a refusal, otherwise its type. Its text may be about a user.</returns>
    public static string Fail(Activity? activity, Exception exception)
    {
        var type = exception is JwtRefusalException refusal ? refusal.Code : exception.GetType().FullName!;
        Fail(activity, type);
        return type;
    }

    private static Activity? Start(string name, string scheme)
    {
        var activity = s_activities.StartActivity(name);
        activity?.SetTag(SchemeTag, scheme);
        return activity;
    }

    private static string TextOf(JwtTokenType tokenType) => tokenType == JwtTokenType.Access ? "access" : "refresh";

    private static string TextOf(JwtSessionEndReason reason) => reason switch
    {
        JwtSessionEndReason.Revoked => "revoked",
        JwtSessionEndReason.TokenReused => "token_reused",
        JwtSessionEndReason.LimitReached => "limit_reached",
        JwtSessionEndReason.SubjectRefused => "subject_refused",
        _ => "other",
    };
}
