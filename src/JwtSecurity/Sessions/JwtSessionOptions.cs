namespace JwtSecurity;

/// <summary>
/// The options of a set's sessions, which <c>AddSessions</c> switches on.
/// </summary>
/// <remarks>
/// In configuration they stand under <c>Sessions</c>, for example <c>Jwt:Sessions:GracePeriod</c>. How long a session lasts without being renewed is no option of its own: it
/// is <see cref="JwtSchemeOptions.RefreshExpiresDelta"/>, the life of a refresh token.
/// </remarks>
public sealed class JwtSessionOptions
{
    /// <summary>Gets or sets for how long a refresh token that was replaced is still answered, with the very tokens that replaced it.</summary>
    /// <value>Between zero and ten minutes. The default value is 30 seconds.</value>
    /// <remarks>
    /// It is for answers that are lost on the way and for two tabs that refresh at the same time, and longer than a mobile client waits for an answer. A replaced token that comes later counts as stolen, and ends the
    /// session (RFC 9700, section 4.14.2). Within it a session's tokens are replaced once at most, so a client that refreshes again at once gets the refresh token it has. Zero forgives nothing, two tabs included.
    /// What it costs: a thief who refreshes within the grace period of the victim each time stays unnoticed for as long as that goes on, since the two look like two tabs.
    /// And it is measured by the store's clock: where that is set back, a replaced token is answered for as much longer.
    /// </remarks>
    public TimeSpan GracePeriod { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>Gets or sets after what time a session ends, however often it is renewed.</summary>
    /// <value>A positive duration, counted in whole seconds. The default value is 90 days.</value>
    /// <remarks>No token of the session outlives it. It counts from the login: a change concerns logins to come.</remarks>
    public TimeSpan AbsoluteLifetime { get; set; } = TimeSpan.FromDays(90);

    /// <summary>Gets or sets how many sessions one subject may have at a time.</summary>
    /// <value>One or more; <see langword="null"/>, the default, for any number.</value>
    public int? MaxSessionsPerSubject { get; set; }

    /// <summary>Gets or sets what happens when a subject starts one session more than <see cref="MaxSessionsPerSubject"/>.</summary>
    /// <value>The default value is <see cref="JwtSessionLimitPolicy.EndOldest"/>.</value>
    public JwtSessionLimitPolicy LimitPolicy { get; set; } = JwtSessionLimitPolicy.EndOldest;

    /// <summary>Gets or sets the member of the subject that says whose session it is, for listing and revoking all of somebody's.</summary>
    /// <value>
    /// The name of a member that is a text or a number, in the case tokens have it. By default <see langword="null"/>: the first there is of
    /// <c>sub</c>, <c>user_id</c>, <c>id</c>, <c>username</c> and <c>email</c>.
    /// </value>
    /// <remarks>Choose one that never changes hands. <see cref="JwtSessionDetails.SubjectKey"/> says it for one login.</remarks>
    public string? SubjectKeyMember { get; set; }

    /// <summary>Gets or sets whether refresh tokens that belong to no session are taken into one when they are first used.</summary>
    /// <value>The default value is <see langword="false"/>: they are refused.</value>
    /// <remarks>
    /// For an application that issued refresh tokens before it had sessions: nobody has to log in again. Each is taken once; from then on it is rotated like any other, and its reuse is
    /// detected. Set it back when the last of the old tokens has expired. Until then <see cref="JwtSessions.RevokeAllAsync"/> does not reach one that nobody has used yet, a stolen one for example:
    /// where a password was changed, reject in <see cref="JwtSecurityEvents.OnSessionRefreshing"/> what has a <see cref="JwtSession.CreatedAt"/> before that.
    /// </remarks>
    public bool AdoptTokensWithoutSession { get; set; }

    /// <summary>Gets or sets whether the store is asked about every access token in every request, instead of this process's copy of what is revoked.</summary>
    /// <value>The default value is <see langword="false"/>.</value>
    /// <remarks>
    /// A revocation then takes effect everywhere at once, for the price of one query a request; and where the store does not answer, requests get 503.
    /// </remarks>
    public bool AskStoreOnEveryRequest { get; set; }

    /// <summary>Gets or sets how often revocations by other processes are looked for.</summary>
    /// <value>Between 100 milliseconds and one minute. The default value is 2 seconds.</value>
    /// <remarks>
    /// What this process revokes takes effect here at once, and where the store tells of what others revoke, as PostgreSQL does, so does that; the poll finds what it did not tell of.
    /// It holds for the application: of several sets' the shortest counts.
    /// </remarks>
    public TimeSpan RevocationPollInterval { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>Gets or sets how old this process's copy of what is revoked may be before its health check fails.</summary>
    /// <value>More than <see cref="RevocationPollInterval"/>, and a day at most. The default value is 30 seconds.</value>
    /// <remarks>It grows old while the store does not answer. It is never emptied: what was revoked stays revoked.</remarks>
    public TimeSpan MaxStaleness { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>Gets or sets whether access tokens are refused, with 503, while the copy is older than <see cref="MaxStaleness"/>.</summary>
    /// <value>The default value is <see langword="false"/>: they are accepted, and the health check and the log say so.</value>
    public bool RefuseWhenStale { get; set; }

    internal JwtSessionOptions Copy() => (JwtSessionOptions)MemberwiseClone();
}
