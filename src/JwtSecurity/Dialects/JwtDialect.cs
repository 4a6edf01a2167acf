using System.Text;

namespace JwtSecurity;

/// <summary>
/// How tokens look on the wire: the names that are not the RFC's, and the shape of the subject.
/// </summary>
internal sealed class JwtDialect
{
    /// <summary>fastapi-jwt's payload: <c>{"subject": {…}, "type": "access"|"refresh", "exp", "iat", "jti"}</c>.</summary>
    public static readonly JwtDialect FastApiJwt = new("subject", "type", "access", "refresh");

    private readonly byte[] _subjectClaim;
    private readonly byte[] _typeClaim;
    private readonly byte[] _accessType;
    private readonly byte[] _refreshType;

    private JwtDialect(string subjectClaim, string typeClaim, string accessType, string refreshType)
    {
        SubjectClaim = subjectClaim;
        TypeClaim = typeClaim;
        _subjectClaim = Encoding.UTF8.GetBytes(subjectClaim);
        _typeClaim = Encoding.UTF8.GetBytes(typeClaim);
        _accessType = Encoding.UTF8.GetBytes(accessType);
        _refreshType = Encoding.UTF8.GetBytes(refreshType);
    }

    public string SubjectClaim { get; }

    public string TypeClaim { get; }

    public ReadOnlySpan<byte> SubjectClaimUtf8 => _subjectClaim;

    public ReadOnlySpan<byte> TypeClaimUtf8 => _typeClaim;

    public string TypeValue(JwtTokenType tokenType) => Encoding.UTF8.GetString(TypeValueUtf8(tokenType));

    public ReadOnlySpan<byte> TypeValueUtf8(JwtTokenType tokenType) => tokenType == JwtTokenType.Access ? _accessType : _refreshType;
}
