using JwtSecurity;
using JwtSecurity.Jwks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>
/// Makes a set accept the tokens of another service.
/// </summary>
public static class JwtSecurityJwksBuilderExtensions
{
    /// <summary>Adds the keys that another service publishes as a JSON Web Key set (RFC 7517), for a service that accepts tokens and issues none.</summary>
    /// <param name="builder">The set. Its tokens are those of the other service, so both have the same dialect.</param>
    /// <param name="address">Where the keys are, as <c>https://login.example.com/.well-known/jwks.json</c>. HTTPS, except on this machine itself.</param>
    /// <param name="configure">How often they are fetched, and what is not checked.</param>
    /// <returns>The set.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="builder"/> or <paramref name="address"/> is <see langword="null"/>.</exception>
    /// <exception cref="ArgumentException"><paramref name="address"/> is no absolute address, or one without HTTPS.</exception>
    /// <exception cref="InvalidOperationException">An option is out of its range.</exception>
    /// <remarks>
    /// <para>The set needs an <see cref="JwtSchemeOptions.Issuer"/> and an entry in <see cref="JwtSchemeOptions.Audiences"/>, or the application does not start; <see cref="JwksOptions.AcceptAnyIssuer"/>
    /// and <see cref="JwksOptions.AcceptAnyAudience"/> lift that. Creating tokens throws.</para>
    /// <para>These are the only keys of the set: with keys of its own, with an <c>AddSigningKeySource</c> or a second <c>AddJwks</c> beside them the application does not start. A key is not bound to
    /// an issuer, so whoever has one could sign tokens in the name of the others (RFC 8725, section 3.8). Put each into a set of its own, with an <c>Issuer</c> or <c>Audiences</c> of its own.
    /// Nor does <c>MapJwks</c> publish them.</para>
    /// <para>Keys are fetched in the background, from the start on. Until the first answer, tokens are refused with <c>key_unknown</c>; while the issuer cannot be reached, the
    /// application starts and runs all the same, with the last keys it had, and recovers by itself. A token that names an unknown key causes a fetch at most once in a
    /// <see cref="JwksOptions.RefreshInterval"/>, which its request waits for, a <see cref="JwksOptions.Timeout"/> at most, and others share; requests with known keys never wait.</para>
    /// <para>Taken are public RSA and EC keys for signatures, 64 at most. Whatever else is in the set is left out and logged; an answer without any usable key changes nothing.</para>
    /// </remarks>
    /// <example>
    /// <code>
    /// builder.Services.AddJwtSecurity(options =&gt;
    ///     {
    ///         options.Issuer = "https://login.example.com";
    ///         options.Audiences.Add("https://orders.example.com");
    ///     })
    ///     .AddJwks("https://login.example.com/.well-known/jwks.json")
    ///     .AddAccessBearer();
    /// </code>
    /// </example>
    public static JwtSecurityBuilder AddJwks(this JwtSecurityBuilder builder, string address, Action<JwksOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(address);
        var uri = JwksAddress.Parse(address);
        var options = new JwksOptions();
        configure?.Invoke(options);
        options.ThrowIfInvalid();

        // One object in two roles, under a key that nobody else has: each set may take the keys of another service.
        var key = new object();
        builder.Services.AddKeyedSingleton(key, (services, _) => new JwksKeySource(
            uri, options, services.GetService<TimeProvider>() ?? TimeProvider.System, services.GetRequiredService<ILoggerFactory>().CreateLogger("JwtSecurity")));
        builder.Services.AddSingleton<IHostedService>(services => services.GetRequiredKeyedService<JwksKeySource>(key));
        return builder.AddSigningKeySource(services => services.GetRequiredKeyedService<JwksKeySource>(key));
    }
}
