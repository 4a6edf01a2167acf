namespace JwtSecurity.Testing;

/// <summary>
/// Makes credentials for tests of a handler alone, without an application around it.
/// </summary>
public static class JwtTestCredentials
{
    /// <summary>Creates credentials as a guard would hand them over.</summary>
    /// <param name="subject">Whose they are: what the application puts into its tokens, roles and scopes included.</param>
    /// <param name="details">What else their token carries: further claims, when the user logged in.</param>
    /// <param name="tokenType">What kind of token they are of.</param>
    /// <param name="timeProvider">The clock their times are from; by default the machine's.</param>
    /// <returns>The credentials, of <see cref="JwtAccessBearer"/> or <see cref="JwtRefreshBearer"/>. They belong to no session.</returns>
    /// <remarks>
    /// They come from a token that is made and validated as any other, with a key that nobody else has and that is forgotten afterwards: no application would accept it.
    /// Credentials of a session, or in another dialect, are those that a scheme's <see cref="JwtSecurityScheme.ValidateAsync"/> makes of a token by <see cref="JwtTestTokens.CreateJwtAsync"/>.
    /// </remarks>
    /// <exception cref="ArgumentNullException"><paramref name="subject"/> is <see langword="null"/>.</exception>
    /// <exception cref="ArgumentException"><paramref name="subject"/> or <paramref name="details"/> cannot be put into a token, or makes one that is refused.</exception>
    /// <example>
    /// <code>
    /// var greeting = Greetings.Greet(JwtTestCredentials.Create(new { username = "ada" }));
    /// </code>
    /// </example>
    public static JwtAuthorizationCredentials Create(
        object subject, JwtTokenDetails? details = null, JwtTokenType tokenType = JwtTokenType.Access, TimeProvider? timeProvider = null)
    {
        ArgumentNullException.ThrowIfNull(subject);
        var options = new JwtSchemeOptions { SigningKeys = { SigningKey.Generate("HS256") }, TimeProvider = timeProvider };
        JwtSecurityScheme scheme = tokenType == JwtTokenType.Access ? new JwtAccessBearer(options) : new JwtRefreshBearer(options);
        var token = tokenType == JwtTokenType.Access ? scheme.CreateAccessToken(subject, details: details) : scheme.CreateRefreshToken(subject, details: details);

        // A scheme that is in no application asks nobody, so there is nothing to wait for.
        var validation = scheme.ValidateAsync(token).AsTask().GetAwaiter().GetResult();
        return validation.Credentials ?? throw new ArgumentException($"The token would be refused: {validation.Error}.", nameof(details));
    }
}
