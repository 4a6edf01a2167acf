using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace JwtSecurity;

/// <summary>
/// A session's tokens are about to be renewed, and nothing is decided yet: the moment to see whether the subject is still what it was.
/// </summary>
public sealed class JwtSessionRefreshingContext
{
    private readonly JwtSchemeSettings _settings;

    internal JwtSessionRefreshingContext(JwtSession session, JsonElement subject, JwtSchemeSettings settings, IServiceProvider services, CancellationToken cancellationToken)
    {
        _settings = settings;
        Session = session;
        Subject = subject;
        Services = services;
        CancellationToken = cancellationToken;
    }

    /// <summary>Gets the session.</summary>
    public JwtSession Session { get; }

    /// <summary>Gets the subject: as the session's last tokens had it, or as it was replaced.</summary>
    public JsonElement Subject { get; private set; }

    /// <summary>Gets the name of the refresh scheme whose hooks these are.</summary>
    public string SchemeName => _settings.Name;

    /// <summary>Gets services of a scope that lasts as long as the hook.</summary>
    public IServiceProvider Services { get; }

    /// <summary>Gets what is cancelled when the client no longer waits.</summary>
    public CancellationToken CancellationToken { get; }

    internal bool IsRejected { get; private set; }

    /// <summary>Gives the new tokens another subject: a role that changed, a new name. Whose session it is stays as it was at the login.</summary>
    /// <param name="subject">Anything that serializes to a JSON object.</param>
    /// <exception cref="ArgumentNullException"><paramref name="subject"/> is <see langword="null"/>.</exception>
    /// <exception cref="ArgumentException"><paramref name="subject"/> is no JSON object.</exception>
    /// <exception cref="InvalidOperationException">A trimmed application has no type information for <paramref name="subject"/>; the message names both cures.</exception>
    public void ReplaceSubject(object subject)
    {
        ArgumentNullException.ThrowIfNull(subject);
        Subject = SubjectSerializer.ToElement(subject, _settings.SubjectSerializerOptions, nameof(subject));
    }

    /// <summary>The same for a subject with the type information given, whose names count; for trimmed applications.</summary>
    /// <typeparam name="T">The subject's type.</typeparam>
    /// <param name="subject">Anything that serializes to a JSON object.</param>
    /// <param name="jsonTypeInfo">The type information, from a source-generated context.</param>
    /// <exception cref="ArgumentNullException"><paramref name="subject"/> or <paramref name="jsonTypeInfo"/> is <see langword="null"/>.</exception>
    /// <exception cref="ArgumentException"><paramref name="subject"/> is no JSON object.</exception>
    public void ReplaceSubject<T>(T subject, JsonTypeInfo<T> jsonTypeInfo)
    {
        ArgumentNullException.ThrowIfNull(subject);
        ArgumentNullException.ThrowIfNull(jsonTypeInfo);
        Subject = SubjectSerializer.ToElement(subject, jsonTypeInfo, nameof(subject));
    }

    /// <summary>Says that the subject is no longer allowed: the session ends, and the request is refused with 401 and the code <c>token_revoked</c>.</summary>
    public void Reject() => IsRejected = true;
}
