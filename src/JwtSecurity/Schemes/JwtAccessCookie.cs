using System.Reflection;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http.Metadata;

namespace JwtSecurity;

/// <summary>
/// Accepts access tokens from the access cookie.
/// </summary>
/// <remarks>
/// Registered with <c>AddAccessCookie()</c> it is a singleton of the application's services, an endpoint parameter that creates tokens and
/// sets cookies, and a name for <see cref="SecurityAttribute{TScheme}"/>. Safe for concurrent use.
/// </remarks>
/// <example>
/// <code>
/// builder.Services.AddJwtSecurity(options => options.SecretKey = builder.Configuration["Jwt:SecretKey"])
///     .AddAccessCookie();
///
/// app.MapGet("/users/me", ([Security&lt;JwtAccessCookie&gt;] JwtAuthorizationCredentials credentials) => credentials["username"]);
/// </code>
/// </example>
public sealed class JwtAccessCookie : JwtSecurityScheme, IEndpointParameterMetadataProvider
{
    /// <summary>
    /// Makes a scheme by hand, for a worker, a tool or a test; in a web application <c>AddAccessCookie()</c> does it.
    /// </summary>
    /// <param name="options">The options, copied: later changes to them have no effect.</param>
    /// <exception cref="ArgumentNullException"><paramref name="options"/> is <see langword="null"/>.</exception>
    /// <exception cref="InvalidOperationException">The options are invalid; the message lists every finding and its cure.</exception>
    public JwtAccessCookie(JwtSchemeOptions options)
        : base(JwtSchemeKind.AccessCookie, options)
    {
    }

    internal JwtAccessCookie(JwtSchemeSettings settings)
        : base(settings)
    {
    }

    /// <summary>
    /// Makes a scheme with the options of another one, changed by <paramref name="configure"/>: fastapi-jwt's <c>from_other</c>.
    /// </summary>
    /// <param name="other">Any scheme; its options as they are now are copied, and not the keys that come from sources.</param>
    /// <param name="configure">What is to differ. Every value set here counts, <see langword="false"/> and zero included.</param>
    /// <returns>A new scheme, independent of <paramref name="other"/>.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="other"/> is <see langword="null"/>.</exception>
    /// <exception cref="InvalidOperationException">The changed options are invalid.</exception>
    public static JwtAccessCookie From(JwtSecurityScheme other, Action<JwtSchemeOptions>? configure = null) =>
        new(CopyOptions(other, configure));

    static void IEndpointParameterMetadataProvider.PopulateMetadata(ParameterInfo parameter, EndpointBuilder builder) =>
        SchemeParameter.Declare(parameter, JwtSchemeKind.AccessCookie, builder);
}
