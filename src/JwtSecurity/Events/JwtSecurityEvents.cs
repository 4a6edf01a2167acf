namespace JwtSecurity;

/// <summary>
/// Hooks into the life of a token. They are called the same way on both roads, by guards and by the authentication handler.
/// </summary>
/// <remarks>
/// Assign a delegate, or derive from the class and set <c>options.EventsType</c> to have it made by the request's services. A hook
/// that is not set costs nothing.
/// </remarks>
/// <example>
/// <code>
/// options.Events.OnTokenValidated = async context =>
/// {
///     var users = context.HttpContext.RequestServices.GetRequiredService&lt;IUsers&gt;();
///     if (await users.IsDisabledAsync(context.Credentials.GetString("username"), context.HttpContext.RequestAborted))
///     {
///         context.Reject();
///     }
/// };
/// </code>
/// </example>
public class JwtSecurityEvents
{
    private static readonly Func<JwtTokenValidatedContext, Task> s_ignoreValidated = static _ => Task.CompletedTask;
    private static readonly Func<JwtTokenRejectedContext, Task> s_ignoreRejected = static _ => Task.CompletedTask;
    private static readonly Func<JwtChallengeContext, Task> s_ignoreChallenge = static _ => Task.CompletedTask;
    private static readonly Func<JwtSessionRefreshingContext, Task> s_ignoreRefreshing = static _ => Task.CompletedTask;
    private static readonly Func<JwtSessionStartedContext, Task> s_ignoreStarted = static _ => Task.CompletedTask;
    private static readonly Func<JwtSessionEndedContext, Task> s_ignoreEnded = static _ => Task.CompletedTask;
    private static readonly Func<JwtReuseDetectedContext, Task> s_ignoreReuse = static _ => Task.CompletedTask;

    /// <summary>Gets or sets what is called when a token passed every check of its own. It may still reject it.</summary>
    /// <value>By default nothing.</value>
    public Func<JwtTokenValidatedContext, Task> OnTokenValidated
    {
        get;
        set
        {
            ArgumentNullException.ThrowIfNull(value);
            field = value;
        }
    } = s_ignoreValidated;

    /// <summary>Gets or sets what is called when a token is rejected; it is not called where none was sent.</summary>
    /// <value>By default nothing.</value>
    /// <remarks>
    /// Nor is it called where sessions cannot be checked: that 503 says nothing about the token, which is good again when the store is. <see cref="OnChallenge"/> is. And not for what the default scheme, which sees every request, makes of a token where
    /// the endpoint asks for that of another scheme: a refresh, or another set.
    /// </remarks>
    public Func<JwtTokenRejectedContext, Task> OnTokenRejected
    {
        get;
        set
        {
            ArgumentNullException.ThrowIfNull(value);
            field = value;
        }
    } = s_ignoreRejected;

    /// <summary>Gets or sets what is called before a 401 or 403 is written, or a 503 where sessions cannot be checked. It may write another body.</summary>
    /// <value>By default nothing.</value>
    public Func<JwtChallengeContext, Task> OnChallenge
    {
        get;
        set
        {
            ArgumentNullException.ThrowIfNull(value);
            field = value;
        }
    } = s_ignoreChallenge;

    /// <summary>Gets or sets what is called before a session's tokens are renewed. It may change the subject, or end the session.</summary>
    /// <value>By default nothing.</value>
    /// <remarks>So that a changed role or a disabled account takes effect at the next refresh. Nothing is committed before it; what it throws fails the refresh, and leaves the session as it was. Of a set, the first refresh scheme's counts.</remarks>
    public Func<JwtSessionRefreshingContext, Task> OnSessionRefreshing
    {
        get;
        set
        {
            ArgumentNullException.ThrowIfNull(value);
            field = value;
        }
    } = s_ignoreRefreshing;

    /// <summary>Gets or sets what is called when a session has started.</summary>
    /// <value>By default nothing.</value>
    /// <remarks>It is called after the fact, once, in the process that caused it; what it throws is logged and changes nothing.</remarks>
    public Func<JwtSessionStartedContext, Task> OnSessionStarted
    {
        get;
        set
        {
            ArgumentNullException.ThrowIfNull(value);
            field = value;
        }
    } = s_ignoreStarted;

    /// <summary>Gets or sets what is called when a session was ended before its time.</summary>
    /// <value>By default nothing.</value>
    /// <remarks>It is called after the fact, once, in the process that caused it; what it throws is logged and changes nothing.</remarks>
    public Func<JwtSessionEndedContext, Task> OnSessionEnded
    {
        get;
        set
        {
            ArgumentNullException.ThrowIfNull(value);
            field = value;
        }
    } = s_ignoreEnded;

    /// <summary>Gets or sets what is called when a refresh token was used again, which ended its session: somebody stole it.</summary>
    /// <value>By default nothing.</value>
    /// <remarks>
    /// It is called after the fact, at most once, in the process that caused it; what it throws is logged and changes nothing. <see cref="OnSessionEnded"/> follows. Where the store's answer is lost, or the process
    /// ends in between, nobody calls it: the warning in the log (301) comes before that.
    /// </remarks>
    public Func<JwtReuseDetectedContext, Task> OnReuseDetected
    {
        get;
        set
        {
            ArgumentNullException.ThrowIfNull(value);
            field = value;
        }
    } = s_ignoreReuse;

    internal bool HandlesTokenValidated => IsDerived || !ReferenceEquals(OnTokenValidated, s_ignoreValidated);

    internal bool HandlesTokenRejected => IsDerived || !ReferenceEquals(OnTokenRejected, s_ignoreRejected);

    internal bool HandlesChallenge => IsDerived || !ReferenceEquals(OnChallenge, s_ignoreChallenge);

    internal bool HandlesSessionRefreshing => IsDerived || !ReferenceEquals(OnSessionRefreshing, s_ignoreRefreshing);

    internal bool HandlesSessionStarted => IsDerived || !ReferenceEquals(OnSessionStarted, s_ignoreStarted);

    internal bool HandlesSessionEnded => IsDerived || !ReferenceEquals(OnSessionEnded, s_ignoreEnded);

    internal bool HandlesReuseDetected => IsDerived || !ReferenceEquals(OnReuseDetected, s_ignoreReuse);

    private bool IsDerived => GetType() != typeof(JwtSecurityEvents);

    /// <summary>Called when a token passed every check of its own.</summary>
    /// <param name="context">The request, and the credentials.</param>
    /// <returns>A task that the request waits for.</returns>
    public virtual Task TokenValidated(JwtTokenValidatedContext context) => OnTokenValidated(context);

    /// <summary>Called when a token is rejected; not where sessions cannot be checked.</summary>
    /// <param name="context">The request, and the reason.</param>
    /// <returns>A task that the request waits for.</returns>
    public virtual Task TokenRejected(JwtTokenRejectedContext context) => OnTokenRejected(context);

    /// <summary>Called before a 401 or 403 is written, or a 503 where sessions cannot be checked.</summary>
    /// <param name="context">The request, and the reason.</param>
    /// <returns>A task that the request waits for.</returns>
    public virtual Task Challenge(JwtChallengeContext context) => OnChallenge(context);

    /// <summary>Called before a session's tokens are renewed.</summary>
    /// <param name="context">The session and its subject.</param>
    /// <returns>A task that the refresh waits for.</returns>
    public virtual Task SessionRefreshing(JwtSessionRefreshingContext context) => OnSessionRefreshing(context);

    /// <summary>Called when a session has started.</summary>
    /// <param name="context">The session.</param>
    /// <returns>A task that the login waits for.</returns>
    public virtual Task SessionStarted(JwtSessionStartedContext context) => OnSessionStarted(context);

    /// <summary>Called when a session was ended before its time.</summary>
    /// <param name="context">The session, and the reason.</param>
    /// <returns>A task that whoever ended it waits for.</returns>
    public virtual Task SessionEnded(JwtSessionEndedContext context) => OnSessionEnded(context);

    /// <summary>Called when a refresh token was used again.</summary>
    /// <param name="context">The session, which has ended.</param>
    /// <returns>A task that the request waits for.</returns>
    public virtual Task ReuseDetected(JwtReuseDetectedContext context) => OnReuseDetected(context);
}
