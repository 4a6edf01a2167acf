using System.Security.Claims;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace JwtSecurity.Tests.TestKit;

/// <summary>Somebody else's authentication scheme: whoever the header <c>X-User</c> names.</summary>
internal sealed class ByHeaderAuthentication(IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory logger, UrlEncoder encoder)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, logger, encoder)
{
    protected override Task<AuthenticateResult> HandleAuthenticateAsync() => Task.FromResult(
        Request.Headers["X-User"] is [{ } name]
            ? AuthenticateResult.Success(new AuthenticationTicket(new ClaimsPrincipal(new ClaimsIdentity([new Claim(ClaimTypes.Name, name)], Scheme.Name)), Scheme.Name))
            : AuthenticateResult.NoResult());
}

/// <summary>Registers <see cref="ByHeaderAuthentication"/>.</summary>
internal static class ByHeaderAuthenticationExtensions
{
    public static AuthenticationBuilder AddByHeader(this AuthenticationBuilder builder, string name = "ByHeader") =>
        builder.AddScheme<AuthenticationSchemeOptions, ByHeaderAuthentication>(name, configureOptions: null);
}
