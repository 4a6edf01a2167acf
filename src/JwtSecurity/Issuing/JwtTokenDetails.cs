namespace JwtSecurity;

/// <summary>
/// What a token carries beside its subject. Each property left alone changes nothing.
/// </summary>
/// <example>
/// <code>
/// var token = access.CreateAccessToken(subject, details: new JwtTokenDetails
/// {
///     Claims = new Dictionary&lt;string, object?&gt; { ["scope"] = "reports:read" },
///     NotBefore = opening,
/// });
/// </code>
/// </example>
public sealed class JwtTokenDetails
{
    /// <summary>Gets further claims, written at the top level of the payload.</summary>
    /// <value>
    /// <see langword="null"/> by default. Values are whatever serializes to JSON. Names that mean something to a validator,
    /// such as <c>exp</c> or <c>type</c>, are refused when the token is created; so are, where the subject's members are claims themselves, names that the subject has.
    /// </value>
    public IReadOnlyDictionary<string, object?>? Claims { get; init; }

    /// <summary>Gets further members of the JOSE header (RFC 7515, section 4).</summary>
    /// <value>
    /// <see langword="null"/> by default. Values are whatever serializes to JSON. <c>typ</c> replaces <c>JWT</c> and is text, for validators that ask for a type, such as
    /// <c>at+jwt</c> (RFC 8725, section 3.11). Names that say how a token is checked or encrypted, such as <c>alg</c>, <c>kid</c>, <c>crit</c> or <c>jwk</c>, are refused when the token is created.
    /// </value>
    /// <remarks>It is signed, but nothing in it is looked at when the token is validated: what an endpoint is to believe belongs into <see cref="Claims"/>.</remarks>
    public IReadOnlyDictionary<string, object?>? Header { get; init; }

    /// <summary>Gets from when the token is accepted: written to <c>nbf</c> (RFC 7519, section 4.1.5), a part of a second as a whole one.</summary>
    /// <value>
    /// <see langword="null"/> by default: no <c>nbf</c>, unless the dialect writes one. It must be before the token expires; the lifetime counts from when the token is created.
    /// </value>
    public DateTimeOffset? NotBefore { get; init; }

    /// <summary>Gets when the user logged in: written to <c>auth_time</c> (OpenID Connect Core 1.0, section 2), for endpoints with <c>RequireFresh</c>.</summary>
    /// <value>
    /// <see langword="null"/> by default: no <c>auth_time</c>, and the token opens no endpoint that asks for a recent login. Set it at a login, to now; where a token is renewed, to the
    /// <see cref="JwtAuthorizationCredentials.AuthTime"/> of the credentials it is renewed with. With sessions it is set by itself:
    /// <see cref="JwtSessions.StartAsync(object, JwtSessionDetails?, CancellationToken)"/> is the login, and the session's tokens keep its time.
    /// </value>
    public DateTimeOffset? AuthTime { get; init; }

    /// <summary>Gets whether an access token is fresh, its user having just logged in: written to <c>fresh</c>.</summary>
    /// <value>
    /// <see langword="null"/> by default: no <c>fresh</c>, unless the dialect writes one. A refresh token is never fresh, whatever this says. <see langword="true"/> without an
    /// <see cref="AuthTime"/> means a login at the moment the token is created. At the start of a session <see langword="false"/> says that nobody logged in, and none of the session's tokens is fresh.
    /// </value>
    public bool? Fresh { get; init; }
}
