namespace JwtSecurity.Testing;

/// <summary>
/// Makes tokens for tests, with the keys, the clock and the sessions of the application that is to read them.
/// </summary>
public static class JwtTestTokens
{
    /// <summary>Creates a token that a scheme of the application accepts or, with a flaw, one that it refuses.</summary>
    /// <typeparam name="TScheme">The scheme: a refresh scheme has a refresh token made.</typeparam>
    /// <param name="services">The services of the running application, such as <c>factory.Services</c>.</param>
    /// <param name="subject">Whom it is for: what the application puts into its own tokens, roles and scopes included.</param>
    /// <param name="details">What else it carries: further claims, when the user logged in.</param>
    /// <param name="flaw">What is wrong with it; by default nothing.</param>
    /// <param name="name">The set's name; by default the default set.</param>
    /// <param name="cancellationToken">Cancels the start of a session.</param>
    /// <returns>The token, in compact form.</returns>
    /// <remarks>
    /// Where the set has sessions, a real one is started for each token, as at a login; its events are raised. Only tokens that are refused before anybody asks for their session have none.
    /// </remarks>
    /// <exception cref="ArgumentNullException"><paramref name="services"/> or <paramref name="subject"/> is <see langword="null"/>.</exception>
    /// <exception cref="ArgumentException"><paramref name="subject"/> or <paramref name="details"/> cannot be put into a token.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="flaw"/> is none that there is.</exception>
    /// <exception cref="InvalidOperationException">The scheme was not added; it has no key that can sign; or the application would accept a token with this flaw, having no sessions, issuer or audiences.</exception>
    /// <example>
    /// <code>
    /// var token = await factory.Services.CreateJwtAsync&lt;JwtAccessBearer&gt;(new { username = "ada", role = "admin" });
    /// </code>
    /// </example>
    public static async ValueTask<string> CreateJwtAsync<TScheme>(
        this IServiceProvider services,
        object subject,
        JwtTokenDetails? details = null,
        JwtTokenFlaw flaw = JwtTokenFlaw.None,
        string? name = null,
        CancellationToken cancellationToken = default)
        where TScheme : JwtSecurityScheme
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(subject);
        var scheme = services.Of<TScheme>(name);
        var tokenType = scheme.TokenType;
        return flaw switch
        {
            JwtTokenFlaw.None => await IssueAsync(services, scheme, tokenType, subject, details, name, cancellationToken),
            JwtTokenFlaw.WrongType => await IssueAsync(services, scheme, Other(tokenType), subject, details, name, cancellationToken),
            JwtTokenFlaw.Revoked => await RevokeAsync(services, scheme, tokenType, subject, details, name, cancellationToken),
            _ => FlawedToken.Create(scheme, services.SigningKeySources(name), tokenType, subject, details, flaw),
        };
    }

    // As the application would at a login.
    private static async ValueTask<string> IssueAsync(
        IServiceProvider services, JwtSecurityScheme scheme, JwtTokenType tokenType, object subject, JwtTokenDetails? details, string? name, CancellationToken cancellationToken)
    {
        if (scheme.HasSessions)
        {
            var pair = await services.Of<JwtSessions>(name).StartAsync(subject, new JwtSessionDetails { TokenDetails = details }, cancellationToken);
            return tokenType == JwtTokenType.Access ? pair.AccessToken : pair.RefreshToken;
        }

        return tokenType == JwtTokenType.Access ? scheme.CreateAccessToken(subject, details: details) : scheme.CreateRefreshToken(subject, details: details);
    }

    private static async ValueTask<string> RevokeAsync(
        IServiceProvider services, JwtSecurityScheme scheme, JwtTokenType tokenType, object subject, JwtTokenDetails? details, string? name, CancellationToken cancellationToken)
    {
        // Where there are no sessions, this says what to call.
        var sessions = services.Of<JwtSessions>(name);
        var token = await IssueAsync(services, scheme, tokenType, subject, details, name, cancellationToken);
        var validation = await scheme.ValidateAsync(token, cancellationToken);
        if (!validation.Succeeded)
        {
            throw new InvalidOperationException($"{scheme.Name} refuses the token before it is revoked: {validation.Error}.");
        }

        await sessions.RevokeAsync(validation.Credentials, cancellationToken);
        return token;
    }

    private static JwtTokenType Other(JwtTokenType tokenType) => tokenType == JwtTokenType.Access ? JwtTokenType.Refresh : JwtTokenType.Access;
}
