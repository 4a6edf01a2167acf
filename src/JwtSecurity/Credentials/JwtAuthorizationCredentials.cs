using System.Reflection;
using System.Security.Claims;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Metadata;

namespace JwtSecurity;

/// <summary>
/// What a validated token says: the subject it was created for, and its claims. As a parameter of an endpoint it is the whole
/// declaration of that endpoint's security.
/// </summary>
/// <remarks>
/// Nothing makes one but the validation of a token: it has no public constructor, and no binder or serializer fills one from a request.
/// An endpoint parameter that is not nullable is never <see langword="null"/>; the request is refused before the endpoint,
/// its filters or its body are touched.
/// </remarks>
/// <example>
/// <code>
/// app.MapGet("/users/me", ([Security&lt;JwtAccessBearer&gt;] JwtAuthorizationCredentials credentials) =>
///     new { username = credentials["username"], role = credentials.GetString("role") });
/// </code>
/// </example>
[CredentialsBinding]
[JsonConverter(typeof(CredentialsJsonConverter))]
public sealed class JwtAuthorizationCredentials : IEndpointParameterMetadataProvider, IBindableFromHttpContext<JwtAuthorizationCredentials>
{
    private readonly ValidatedToken _token;
    private readonly JwtSchemeSettings _settings;
    private ClaimsPrincipal? _principal;

    internal JwtAuthorizationCredentials(ValidatedToken token, JwtSchemeSettings settings)
    {
        _token = token;
        _settings = settings;
    }

    /// <summary>Gets the subject: the JSON object the token was created for. It can be passed to <c>CreateAccessToken</c> again.</summary>
    /// <remarks>In a dialect without a claim for it, the object of all claims that are not the token's own (<see cref="JwtDialect.SubjectClaim"/>).</remarks>
    public JsonElement Subject => _token.Subject;

    /// <summary>Gets a member of the subject.</summary>
    /// <param name="key">The member's name, in the case it was written in.</param>
    /// <exception cref="KeyNotFoundException">There is no such member; the message names those there are.</exception>
    /// <exception cref="ArgumentNullException"><paramref name="key"/> is <see langword="null"/>.</exception>
    /// <seealso cref="GetString"/>
    /// <seealso cref="GetValue{T}"/>
    public JsonElement this[string key] => TryGetValue(key, out var value) ? value : throw new KeyNotFoundException(DescribeMissing(key));

    /// <summary>Gets all claims: the token's payload.</summary>
    public JsonElement Claims => _token.Claims;

    /// <summary>Gets the token's identifier (RFC 7519, section 4.1.7).</summary>
    public string Jti => _token.Jti;

    /// <summary>Gets the session the token belongs to, from its <c>sid</c> claim.</summary>
    /// <value><see langword="null"/> for a token that belongs to none.</value>
    public string? SessionId => _token.SessionId ?? Reading?.Session?.SessionId;

    /// <summary>Gets the name of the scheme that accepted the token.</summary>
    public string SchemeName => _settings.Name;

    /// <summary>Gets when the token was created, in UTC, to the second.</summary>
    public DateTimeOffset IssuedAt => _token.IssuedAt;

    /// <summary>Gets when the token ceases to be accepted, in UTC, to the second.</summary>
    public DateTimeOffset ExpiresAt => _token.ExpiresAt;

    /// <summary>Gets when the user logged in, from <c>auth_time</c>, in UTC, to the second (OpenID Connect Core 1.0, section 2).</summary>
    /// <value><see langword="null"/> where the token does not say.</value>
    /// <remarks>A token that takes the place of this one keeps it: <c>details: new JwtTokenDetails { AuthTime = credentials.AuthTime }</c>. Sessions do so by themselves.</remarks>
    public DateTimeOffset? AuthTime => _token.AuthTime;

    /// <summary>Gets whether the token is an access or a refresh token.</summary>
    public JwtTokenType TokenType => _token.TokenType;

    /// <summary>Gets the subject as a principal, for code that works with claims.</summary>
    /// <remarks>
    /// Each member of the subject is a claim of the same name, arrays one claim an item; so are the token's own <c>jti</c>, <c>iat</c>, <c>exp</c>,
    /// <c>iss</c> and <c>sid</c>. Members named like claims that are the token's own, as <c>exp</c> or <c>type</c>, are left out. Roles are in <c>role</c>,
    /// taken from the subject's <c>role</c> and <c>roles</c>. The identity's name is the subject's <c>username</c>, else <c>name</c>, <c>unique_name</c>, <c>sub</c>,
    /// <c>email</c> or <c>id</c>, or else what the dialect names the user by. Where there is no <c>sub</c>, what the dialect names the user by is that, too, or else the name.
    /// </remarks>
    public ClaimsPrincipal Principal => _principal ??= new LazyClaimsPrincipal(this);

    /// <summary>The session of a refresh token, as the store had it when the token was accepted, and the store's time.</summary>
    internal JwtSessionReading? Reading { get; init; }

    internal string? SetName => _settings.SetName;

    internal ClaimsIdentity CreateIdentity() => _token.IdentityClaims.CreateIdentity(SchemeName);

    internal string IssuedText => _token.IssuedText;

    internal string ExpiresText => _token.ExpiresText;

    internal IReadOnlyDictionary<string, object?>? FurtherClaims => JwtSecurity.FurtherClaims.Of(_token, _settings.Dialect);

    internal string? Csrf => _token.Claims.TryGetProperty("csrf"u8, out var csrf) && csrf.ValueKind == JsonValueKind.String ? csrf.GetString() : null;

    internal bool HasExpired => _token.HasExpired(_settings);

    /// <summary>Whether the user logged in within this time.</summary>
    internal bool IsFresh(TimeSpan maxAge) => Freshness.IsWithin(_token, maxAge, _settings.TimeProvider.GetUtcNow(), _settings.Options.Leeway);

    /// <summary>Gets a member of the subject, if there is one.</summary>
    /// <param name="key">The member's name, in the case it was written in.</param>
    /// <param name="value">The member.</param>
    /// <returns>Whether there is one.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="key"/> is <see langword="null"/>.</exception>
    public bool TryGetValue(string key, out JsonElement value)
    {
        ArgumentNullException.ThrowIfNull(key);
        return Subject.TryGetProperty(key, out value);
    }

    /// <summary>Gets a member of the subject as text.</summary>
    /// <param name="key">The member's name, in the case it was written in.</param>
    /// <returns>The text; <see langword="null"/> if there is no such member, or if it is not a string.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="key"/> is <see langword="null"/>.</exception>
    public string? GetString(string key)
    {
        ArgumentNullException.ThrowIfNull(key);
        return _token.FindText(key);
    }

    /// <summary>Gets a member of the subject as a <typeparamref name="T"/>.</summary>
    /// <typeparam name="T">A type that the scheme's serializer options know.</typeparam>
    /// <param name="key">The member's name, in the case it was written in.</param>
    /// <returns>The value; the default of <typeparamref name="T"/> if there is no such member, or if it is <c>null</c>.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="key"/> is <see langword="null"/>.</exception>
    /// <exception cref="InvalidOperationException">The member is of another type, or <typeparamref name="T"/> is not known to a trimmed application.</exception>
    public T? GetValue<T>(string key) =>
        TryGetValue(key, out var value) && value.ValueKind != JsonValueKind.Null
            ? Deserialize(value, (JsonTypeInfo<T>)SubjectSerializer.GetTypeInfo(typeof(T), _settings.SubjectSerializerOptions), $"The subject's member '{key}'")
            : default;

    /// <summary>Gets the whole subject as a <typeparamref name="T"/>, with the scheme's serializer options.</summary>
    /// <typeparam name="T">The type the subject had when the token was created, or one like it.</typeparam>
    /// <returns>The subject.</returns>
    /// <exception cref="InvalidOperationException">The subject does not fit, or <typeparamref name="T"/> is not known to a trimmed application.</exception>
    public T GetSubject<T>() =>
        GetSubject((JsonTypeInfo<T>)SubjectSerializer.GetTypeInfo(typeof(T), _settings.SubjectSerializerOptions));

    /// <summary>Gets the whole subject as a <typeparamref name="T"/>, with the type information given.</summary>
    /// <typeparam name="T">The type the subject had when the token was created, or one like it.</typeparam>
    /// <param name="jsonTypeInfo">The type information, whose names count.</param>
    /// <returns>The subject.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="jsonTypeInfo"/> is <see langword="null"/>.</exception>
    /// <exception cref="InvalidOperationException">The subject does not fit.</exception>
    public T GetSubject<T>(JsonTypeInfo<T> jsonTypeInfo)
    {
        ArgumentNullException.ThrowIfNull(jsonTypeInfo);
        return Deserialize(Subject, jsonTypeInfo, "The subject")!;
    }

    static void IEndpointParameterMetadataProvider.PopulateMetadata(ParameterInfo parameter, EndpointBuilder builder) =>
        EndpointGuard.GetOrAttach(builder).Add(ParameterDeclaration.Create(parameter, builder));

    static ValueTask<JwtAuthorizationCredentials?> IBindableFromHttpContext<JwtAuthorizationCredentials>.BindAsync(HttpContext context, ParameterInfo parameter) =>
        CredentialsBinder.BindAsync(context, parameter);

    private static T? Deserialize<T>(JsonElement element, JsonTypeInfo<T> jsonTypeInfo, string what)
    {
        try
        {
            return element.Deserialize(jsonTypeInfo);
        }
        catch (Exception exception) when (exception is JsonException or NotSupportedException)
        {
            throw new InvalidOperationException($"{what} cannot be read as {typeof(T)}.", exception);
        }
    }

    private string DescribeMissing(string key)
    {
        var keys = Subject.EnumerateObject().Select(member => $"'{member.Name}'").ToArray();
        return keys.Length == 0
            ? $"The subject has no member '{key}'; it is empty."
            : $"The subject has no member '{key}'. It has: {string.Join(", ", keys)}.";
    }
}
