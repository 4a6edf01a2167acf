using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http;

namespace JwtSecurity;

/// <summary>
/// Tells SignalR when the token of a connection expires, as authentication middleware does: for <c>CloseOnAuthenticationExpiration</c>, where a guard let the connection in.
/// </summary>
internal sealed class HubTicket(AuthenticateResult result) : IAuthenticateResultFeature
{
    public AuthenticateResult? AuthenticateResult { get; set; } = result;

    /// <summary>Leaves the one that expires first.</summary>
    public static void Leave(HttpContext context, ActiveGuard guard, JwtSecurityFeature feature)
    {
        var credentials = guard.Requirements.Select(each => feature.Find(each.Scheme)?.Admitted).OfType<JwtAuthorizationCredentials>().MinBy(each => each.ExpiresAt);
        var others = context.Features.Get<IAuthenticateResultFeature>()?.AuthenticateResult?.Properties?.ExpiresUtc;
        if (credentials is not null && !(others <= credentials.ExpiresAt))
        {
            context.Features.Set<IAuthenticateResultFeature>(new HubTicket(AuthenticateResult.Success(TicketItems.CreateTicket(credentials))));
        }
    }
}
