namespace JwtSecurity;

/// <summary>
/// How tokens look on the wire: the names that are not the RFC's, and the shape of the subject.
/// </summary>
internal sealed class JwtDialect
{
    /// <summary>fastapi-jwt's payload: <c>{"subject": {…}, "type": "access"|"refresh", "exp", "iat", "jti"}</c>.</summary>
    public static readonly JwtDialect FastApiJwt = new();

    private JwtDialect()
    {
    }

    public string SubjectClaim { get; } = "subject";

    public string TypeClaim { get; } = "type";

    private string AccessType { get; } = "access";

    private string RefreshType { get; } = "refresh";

    public string TypeValue(JwtTokenType tokenType) => tokenType == JwtTokenType.Access ? AccessType : RefreshType;
}
