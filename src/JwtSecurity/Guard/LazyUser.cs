using System.Security.Claims;
using Microsoft.AspNetCore.Http.Features.Authentication;

namespace JwtSecurity;

/// <summary>
/// <c>HttpContext.User</c> of a guarded request: made from the credentials if somebody asks.
/// </summary>
internal sealed class LazyUser(JwtAuthorizationCredentials credentials) : IHttpAuthenticationFeature
{
    private ClaimsPrincipal? _assigned;

    public ClaimsPrincipal? User
    {
        get => _assigned ?? credentials.Principal;
        set => _assigned = value;
    }

    /// <summary>Whether nobody assigned another user since.</summary>
    public bool IsOf(JwtAuthorizationCredentials others) => _assigned is null && ReferenceEquals(credentials, others);
}
