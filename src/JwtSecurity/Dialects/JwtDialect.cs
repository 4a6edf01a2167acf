using Microsoft.AspNetCore.Http;

namespace JwtSecurity;

/// <summary>
/// How tokens and answers look on the wire: the names in a payload, the fields of token endpoints, and what a refusal says. Immutable.
/// </summary>
/// <remarks>
/// <para>It changes what things are called, never what is checked: every dialect has the same signatures, lifetimes and strictness.</para>
/// <para>A dialect of your own begins with the one that is nearest to it, and says what differs.</para>
/// </remarks>
/// <example>
/// <code>
/// options.Dialect = JwtDialect.SimpleJwt with
/// {
///     Name = "Billing",
///     IdentityClaim = "account",
///     ErrorAnswer = context => context.Answer with { Body = new JsonObject { ["error"] = context.Code } },
/// };
/// </code>
/// </example>
public sealed record JwtDialect
{
    private readonly Utf8Text? _subjectClaim = new("subject");
    private readonly Utf8Text? _identityClaim;
    private readonly Utf8Text _typeClaim = new("type");
    private readonly Utf8Text _accessType = new("access");
    private readonly Utf8Text _refreshType = new("refresh");

    private JwtDialect()
    {
    }

    /// <summary>Gets the dialect of fastapi-jwt, the default: <c>{"subject": {…}, "type": "access", "exp", "iat", "jti"}</c>, problem details.</summary>
    public static JwtDialect FastApiJwt { get; } = new();

    /// <summary>
    /// Gets the dialect of Django REST framework's SimpleJWT: <c>{"token_type": "access", "exp", "iat", "jti", "user_id"}</c>, pairs of <c>access</c> and
    /// <c>refresh</c>, and refusals as <c>{"detail": "…", "code": "token_not_valid"}</c>.
    /// </summary>
    public static JwtDialect SimpleJwt { get; } = new()
    {
        Name = nameof(SimpleJwt),
        SubjectClaim = null,
        IdentityClaim = "user_id",
        TypeClaim = "token_type",
        JtiFormat = "N",
        Fields = TokenFields.SimpleJwt,
        ErrorAnswer = SimpleJwtErrors.Answer,
        NamesMissingTokens = true,
    };

    /// <summary>
    /// Gets the dialect of Flask-JWT-Extended: <c>{"fresh", "iat", "jti", "type": "access", "sub", "nbf", "csrf", "exp"}</c>, and refusals as <c>{"msg": "…"}</c>.
    /// </summary>
    /// <remarks>
    /// It answers 401 to every bad token (RFC 6750, section 3.1), and to a failed check for cross-site forgery. The original answers 422 to those that are
    /// neither expired nor revoked; where a client depends on that, set <see cref="InvalidTokenStatusCode"/>.
    /// </remarks>
    public static JwtDialect FlaskJwtExtended { get; } = new()
    {
        Name = nameof(FlaskJwtExtended),
        SubjectClaim = null,
        IdentityClaim = "sub",
        WritesNotBefore = true,
        WritesFresh = true,
        WritesCsrf = true,
        ErrorAnswer = FlaskJwtExtendedErrors.Answer,
    };

    /// <summary>Gets the dialect's name, for messages.</summary>
    /// <value>The name of the dialect it was made from, unless set.</value>
    public string Name { get; init; } = nameof(FastApiJwt);

    /// <summary>Gets the claim that holds the subject, a JSON object.</summary>
    /// <value><c>subject</c> by default. With <see langword="null"/> the subject's members are claims themselves, beside the token's own.</value>
    /// <remarks>Without such a claim the subject is every claim that is not the token's own: not <c>exp</c>, <c>iat</c>, <c>jti</c>, the type and the like.</remarks>
    public string? SubjectClaim
    {
        get => _subjectClaim?.Text;
        init => _subjectClaim = value is null ? null : new Utf8Text(value);
    }

    /// <summary>Gets the claim that names the user, in dialects without a <see cref="SubjectClaim"/>.</summary>
    /// <value><see langword="null"/> by default: none is demanded. Otherwise a token without it is refused, and a subject without it is an <see cref="ArgumentException"/>.</value>
    /// <remarks>It is written as text, a number too. A number is accepted, and is text in the subject, so that both read the same.</remarks>
    public string? IdentityClaim
    {
        get => _identityClaim?.Text;
        init => _identityClaim = value is null ? null : new Utf8Text(value);
    }

    /// <summary>Gets the claim that says whether a token is an access or a refresh token. No dialect does without.</summary>
    /// <value><c>type</c> by default.</value>
    /// <exception cref="ArgumentNullException">It is set to <see langword="null"/>.</exception>
    public string TypeClaim
    {
        get => _typeClaim.Text;
        init => _typeClaim = new Utf8Text(value);
    }

    /// <summary>Gets the value of <see cref="TypeClaim"/> in access tokens.</summary>
    /// <value><c>access</c> by default.</value>
    /// <exception cref="ArgumentNullException">It is set to <see langword="null"/>.</exception>
    public string AccessType
    {
        get => _accessType.Text;
        init => _accessType = new Utf8Text(value);
    }

    /// <summary>Gets the value of <see cref="TypeClaim"/> in refresh tokens.</summary>
    /// <value><c>refresh</c> by default.</value>
    /// <exception cref="ArgumentNullException">It is set to <see langword="null"/>.</exception>
    public string RefreshType
    {
        get => _refreshType.Text;
        init => _refreshType = new Utf8Text(value);
    }

    /// <summary>Gets how the random UUID in <c>jti</c> is written. Any text is accepted.</summary>
    /// <value><c>D</c> by default, with dashes; <c>N</c> for 32 hexadecimal digits.</value>
    public string JtiFormat { get; init; } = "D";

    /// <summary>Gets whether every token says from when it is valid, in <c>nbf</c>: its <c>iat</c>, unless <see cref="JwtTokenDetails.NotBefore"/> is set.</summary>
    /// <value>The default value is <see langword="false"/>: a node whose clock is a second behind would refuse what another has just issued.</value>
    public bool WritesNotBefore { get; init; }

    /// <summary>Gets whether every token says whether it is fresh: <c>false</c>, unless <see cref="JwtTokenDetails.Fresh"/> is set.</summary>
    /// <value>The default value is <see langword="false"/>.</value>
    public bool WritesFresh { get; init; }

    /// <summary>Gets whether every token has a random <c>csrf</c> claim, for double submit, which is on then unless <see cref="JwtCsrfOptions.DoubleSubmit"/> says otherwise.</summary>
    /// <value>The default value is <see langword="false"/>.</value>
    public bool WritesCsrf { get; init; }

    /// <summary>Gets what the access token of a <see cref="TokenPair"/> is called as JSON.</summary>
    /// <value><c>access_token</c> by default (RFC 6749, section 5.1).</value>
    public string AccessTokenField
    {
        get => Fields.Access;
        init => Fields = Fields with { Access = value };
    }

    /// <summary>Gets what the refresh token of a <see cref="TokenPair"/> is called as JSON.</summary>
    /// <value><c>refresh_token</c> by default (RFC 6749, section 5.1).</value>
    public string RefreshTokenField
    {
        get => Fields.Refresh;
        init => Fields = Fields with { Refresh = value };
    }

    /// <summary>Gets what <see cref="TokenPair.TokenType"/> is called as JSON.</summary>
    /// <value><c>token_type</c> by default (RFC 6749, section 5.1); <see langword="null"/> leaves it out.</value>
    public string? TokenTypeField
    {
        get => Fields.TokenType;
        init => Fields = Fields with { TokenType = value };
    }

    /// <summary>Gets what <see cref="TokenPair.ExpiresIn"/> is called as JSON.</summary>
    /// <value><c>expires_in</c> by default (RFC 6749, section 5.1); <see langword="null"/> leaves it out.</value>
    public string? ExpiresInField
    {
        get => Fields.ExpiresIn;
        init => Fields = Fields with { ExpiresIn = value };
    }

    /// <summary>
    /// Gets the status that answers an invalid token: malformed, forged, of another type, issuer or audience, with a claim missing, or not valid yet.
    /// </summary>
    /// <value>
    /// 401 by default (RFC 6750, section 3.1), otherwise 400 to 499. A missing, an expired and a revoked token are 401 whatever this says.
    /// </value>
    public int InvalidTokenStatusCode { get; init; } = StatusCodes.Status401Unauthorized;

    /// <summary>Gets what makes the answer to a refused request: status, <c>WWW-Authenticate</c>, text and body.</summary>
    /// <value>
    /// <see langword="null"/> by default: problem details (RFC 9457) and the challenge of RFC 6750. The function changes what it finds in
    /// <see cref="JwtErrorContext.Answer"/>. It is asked for each error of a scheme, not for each request, so the answer is the same for all; but for
    /// requests with missing or wrong fields (<see cref="JwtErrorContext.Fields"/>), where it is asked each time.
    /// </value>
    public Func<JwtErrorContext, JwtErrorAnswer>? ErrorAnswer { get; init; }

    /// <summary>Those with a name that configuration knows.</summary>
    internal static IReadOnlyList<JwtDialect> BuiltIn => [FastApiJwt, SimpleJwt, FlaskJwtExtended];

    internal TokenFields Fields { get; private init; } = TokenFields.OAuth;

    /// <summary>Whether to a token endpoint a request without a token lacks a field, 400, even if it has no body at all, and not credentials, 401.</summary>
    internal bool NamesMissingTokens { get; private init; }

    internal ReadOnlySpan<byte> SubjectClaimUtf8 => _subjectClaim is null ? default : _subjectClaim.Utf8;

    internal ReadOnlySpan<byte> IdentityClaimUtf8 => _identityClaim is null ? default : _identityClaim.Utf8;

    internal ReadOnlySpan<byte> TypeClaimUtf8 => _typeClaim.Utf8;

    /// <summary>Whether the subject's members are claims themselves.</summary>
    internal bool HasFlatSubject => _subjectClaim is null;

    internal bool HasIdentityClaim => _identityClaim is not null;

    /// <summary>Describes the dialect by its name.</summary>
    /// <returns>The name.</returns>
    public override string ToString() => Name;

    internal string TypeValue(JwtTokenType tokenType) => tokenType == JwtTokenType.Access ? AccessType : RefreshType;

    internal ReadOnlySpan<byte> TypeValueUtf8(JwtTokenType tokenType) => (tokenType == JwtTokenType.Access ? _accessType : _refreshType).Utf8;
}
