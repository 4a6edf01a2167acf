using System.Diagnostics.CodeAnalysis;

namespace JwtSecurity;

/// <summary>
/// What tells the six schemes apart: the kind of token, and where it is read from. All else they share.
/// </summary>
internal sealed class JwtSchemeKind
{
    public static readonly JwtSchemeKind AccessBearer = new(typeof(JwtAccessBearer), JwtTokenType.Access, readsHeader: true, readsCookie: false, s => new JwtAccessBearer(s));
    public static readonly JwtSchemeKind AccessCookie = new(typeof(JwtAccessCookie), JwtTokenType.Access, readsHeader: false, readsCookie: true, s => new JwtAccessCookie(s));
    public static readonly JwtSchemeKind AccessBearerCookie = new(typeof(JwtAccessBearerCookie), JwtTokenType.Access, readsHeader: true, readsCookie: true, s => new JwtAccessBearerCookie(s));
    public static readonly JwtSchemeKind RefreshBearer = new(typeof(JwtRefreshBearer), JwtTokenType.Refresh, readsHeader: true, readsCookie: false, s => new JwtRefreshBearer(s));
    public static readonly JwtSchemeKind RefreshCookie = new(typeof(JwtRefreshCookie), JwtTokenType.Refresh, readsHeader: false, readsCookie: true, s => new JwtRefreshCookie(s));
    public static readonly JwtSchemeKind RefreshBearerCookie = new(typeof(JwtRefreshBearerCookie), JwtTokenType.Refresh, readsHeader: true, readsCookie: true, s => new JwtRefreshBearerCookie(s));

    public static readonly IReadOnlyList<JwtSchemeKind> All = [AccessBearer, AccessCookie, AccessBearerCookie, RefreshBearer, RefreshCookie, RefreshBearerCookie];

    private JwtSchemeKind(Type schemeType, JwtTokenType tokenType, bool readsHeader, bool readsCookie, Func<JwtSchemeSettings, JwtSecurityScheme> create)
    {
        SchemeType = schemeType;
        TokenType = tokenType;
        ReadsHeader = readsHeader;
        ReadsCookie = readsCookie;
        Create = create;
    }

    public Type SchemeType { get; }

    public JwtTokenType TokenType { get; }

    public bool ReadsHeader { get; }

    public bool ReadsCookie { get; }

    public Func<JwtSchemeSettings, JwtSecurityScheme> Create { get; }

    /// <summary>The method of the builder that registers this kind, for error texts.</summary>
    public string AddMethod => "Add" + SchemeType.Name["Jwt".Length..] + "()";

    public static bool TryGet(Type? schemeType, [NotNullWhen(true)] out JwtSchemeKind? kind)
    {
        kind = All.FirstOrDefault(candidate => candidate.SchemeType == schemeType);
        return kind is not null;
    }

    /// <exception cref="InvalidOperationException"><paramref name="schemeType"/> is none of the six.</exception>
    public static JwtSchemeKind Get(Type schemeType) => TryGet(schemeType, out var kind)
        ? kind
        : throw new InvalidOperationException(DescribeUnknown(schemeType));

    public static string DescribeUnknown(Type schemeType) =>
        $"{schemeType} is no scheme. Name one of {string.Join(", ", All.Select(each => each.SchemeType.Name))}.";

    /// <summary>The name of the ASP.NET Core authentication scheme: the class's name, after the set's where the set has one.</summary>
    public string NameIn(string? setName) => setName is null ? SchemeType.Name : $"{setName}.{SchemeType.Name}";
}
