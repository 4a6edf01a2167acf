using Microsoft.AspNetCore.Http;

namespace JwtSecurity;

/// <summary>
/// Reads the credentials of a request where there is no parameter to take them: in filters, middleware and services.
/// </summary>
public static class JwtHttpContextExtensions
{
    /// <summary>Gets the credentials that a guard or ASP.NET Core authorization accepted for this request. It does not authenticate.</summary>
    /// <param name="context">The request.</param>
    /// <returns>
    /// The credentials of the scheme that the endpoint names; of several an access token's before a refresh token's. Where the endpoint names none, those that
    /// <c>UseJwtSecurity</c> let in, or else those that authentication found. <see langword="null"/> if none were asked for, or none were good.
    /// </returns>
    /// <exception cref="ArgumentNullException"><paramref name="context"/> is <see langword="null"/>.</exception>
    public static JwtAuthorizationCredentials? GetJwtCredentials(this HttpContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        return JwtSecurityFeature.Get(context)?.FindAdmitted(context.GetEndpoint());
    }

    /// <summary>Gets the credentials that one scheme accepted for this request. It does not authenticate.</summary>
    /// <typeparam name="TScheme">One of the six scheme classes.</typeparam>
    /// <param name="context">The request.</param>
    /// <param name="name">The set the scheme is of; by default the default set.</param>
    /// <returns>The credentials; <see langword="null"/> if the scheme was not asked, or found none that were good.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="context"/> is <see langword="null"/>.</exception>
    public static JwtAuthorizationCredentials? GetJwtCredentials<TScheme>(this HttpContext context, string? name = null)
        where TScheme : JwtSecurityScheme
    {
        ArgumentNullException.ThrowIfNull(context);
        return JwtSecurityFeature.Get(context)?.Find(JwtSchemeKind.Get(typeof(TScheme)), name)?.Admitted;
    }
}
