namespace JwtSecurity;

/// <summary>
/// What is known of a login beside its subject. Each property left alone changes nothing.
/// </summary>
public sealed class JwtSessionDetails
{
    /// <summary>Gets whose session it is.</summary>
    /// <value>
    /// Between 1 and 256 characters. <see langword="null"/> by default: the member of the subject that <see cref="JwtSessionOptions.SubjectKeyMember"/> names.
    /// </value>
    public string? SubjectKey { get; init; }

    /// <summary>Gets what the client calls itself, for the list of sessions that people are shown: a name of the device, or the <c>User-Agent</c> header.</summary>
    /// <value><see langword="null"/> by default. What goes beyond 256 characters is cut off.</value>
    public string? Client { get; init; }

    /// <summary>Gets the network address the login came from, if it is to be kept: it is personal data in many countries.</summary>
    /// <value><see langword="null"/> by default. What goes beyond 64 characters is cut off.</value>
    public string? Address { get; init; }

    /// <summary>Gets after what time this session ends, however often it is renewed: shorter where nobody ticked "remember me".</summary>
    /// <value>A positive duration, counted in whole seconds. <see langword="null"/> by default: <see cref="JwtSessionOptions.AbsoluteLifetime"/>.</value>
    public TimeSpan? AbsoluteLifetime { get; init; }

    /// <summary>Gets what the session's tokens carry beside the subject. Its claims are kept with the session, and written to every token it gets.</summary>
    /// <value>
    /// <see langword="null"/> by default. Every token says when the user logged in, in <c>auth_time</c>: <see cref="JwtTokenDetails.AuthTime"/>, or else now. <see cref="JwtTokenDetails.Fresh"/> is for the
    /// first access token alone, unless it is <see langword="false"/>: then nobody logged in, a cookie was remembered for example, and no token of the session is fresh.
    /// With a <see cref="JwtTokenDetails.Header"/> or a <see cref="JwtTokenDetails.NotBefore"/> the session is not started.
    /// </value>
    public JwtTokenDetails? TokenDetails { get; init; }
}
