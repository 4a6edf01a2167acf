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
    public Func<JwtTokenRejectedContext, Task> OnTokenRejected
    {
        get;
        set
        {
            ArgumentNullException.ThrowIfNull(value);
            field = value;
        }
    } = s_ignoreRejected;

    /// <summary>Gets or sets what is called before a 401 or 403 is written. It may write another body.</summary>
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

    internal bool HandlesTokenValidated => IsDerived || !ReferenceEquals(OnTokenValidated, s_ignoreValidated);

    internal bool HandlesTokenRejected => IsDerived || !ReferenceEquals(OnTokenRejected, s_ignoreRejected);

    internal bool HandlesChallenge => IsDerived || !ReferenceEquals(OnChallenge, s_ignoreChallenge);

    private bool IsDerived => GetType() != typeof(JwtSecurityEvents);

    /// <summary>Called when a token passed every check of its own.</summary>
    /// <param name="context">The request, and the credentials.</param>
    /// <returns>A task that the request waits for.</returns>
    public virtual Task TokenValidated(JwtTokenValidatedContext context) => OnTokenValidated(context);

    /// <summary>Called when a token is rejected.</summary>
    /// <param name="context">The request, and the reason.</param>
    /// <returns>A task that the request waits for.</returns>
    public virtual Task TokenRejected(JwtTokenRejectedContext context) => OnTokenRejected(context);

    /// <summary>Called before a 401 or 403 is written.</summary>
    /// <param name="context">The request, and the reason.</param>
    /// <returns>A task that the request waits for.</returns>
    public virtual Task Challenge(JwtChallengeContext context) => OnChallenge(context);
}
