using Microsoft.IdentityModel.Tokens;

namespace JwtSecurity.Jwks;

/// <summary>
/// How the keys of another service are taken from its JSON Web Key set, and what of its tokens is not checked.
/// </summary>
public sealed class JwksOptions
{
    /// <summary>Gets or sets whether tokens of any issuer are accepted, as long as one of the keys signed them.</summary>
    /// <value>The default value is <see langword="false"/>: <see cref="JwtSchemeOptions.Issuer"/> must be set, or the application does not start.</value>
    /// <remarks>For issuers that write no <c>iss</c>. An issuer with several tenants signs for all of them with the same keys, and then this accepts the tokens of each (RFC 8725, section 3.8).</remarks>
    public bool AcceptAnyIssuer { get; set; }

    /// <summary>Gets or sets whether tokens for any audience are accepted, those for other services too.</summary>
    /// <value>The default value is <see langword="false"/>: <see cref="JwtSchemeOptions.Audiences"/> must have an entry, or the application does not start.</value>
    /// <remarks>For issuers that write no <c>aud</c>. Where several services trust one issuer, each can use the tokens it gets at the others (RFC 8725, section 3.9).</remarks>
    public bool AcceptAnyAudience { get; set; }

    /// <summary>Gets or sets how long the keys are used before they are fetched again, in the background.</summary>
    /// <value>Between one minute and one day. The default value is 15 minutes.</value>
    /// <remarks>A key that is gone from the set is trusted for so long at most, as long as the issuer can be reached.</remarks>
    public TimeSpan AutomaticRefreshInterval { get; set; } = TimeSpan.FromMinutes(15);

    /// <summary>Gets or sets how long tokens that name an unknown key cause no fetch after one did, and the longest wait between two attempts while the issuer cannot be reached.</summary>
    /// <value>Between one second and one hour. The default value is 30 seconds.</value>
    /// <remarks>Anybody can send such tokens, and this is how often they can make this service call the issuer. A token of a new key that comes within it is refused, unless the key was published before it was used.</remarks>
    public TimeSpan RefreshInterval { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>Gets or sets how long a fetch may take, the body included, and how long a request waits for fetches, all in all.</summary>
    /// <value>Between 100 milliseconds and one minute. The default value is five seconds.</value>
    /// <remarks>Only requests whose token names an unknown key wait for it.</remarks>
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>Gets or sets the client that fetches the keys, for a proxy or a certificate of its own.</summary>
    /// <value>The default value is <see langword="null"/>: one that follows no redirects, and looks names up anew every quarter of an hour.</value>
    /// <remarks>It is used as long as the application runs, and is not disposed. If it follows a redirect to another host or away from HTTPS, the answer is not used.</remarks>
    public HttpClient? HttpClient { get; set; }

    internal void ThrowIfInvalid()
    {
        ThrowIfOutside(AutomaticRefreshInterval, TimeSpan.FromMinutes(1), TimeSpan.FromDays(1), nameof(AutomaticRefreshInterval));
        ThrowIfOutside(RefreshInterval, BaseConfigurationManager.MinimumRefreshInterval, TimeSpan.FromHours(1), nameof(RefreshInterval));
        ThrowIfOutside(Timeout, TimeSpan.FromMilliseconds(100), TimeSpan.FromMinutes(1), nameof(Timeout));
    }

    private static void ThrowIfOutside(TimeSpan value, TimeSpan minimum, TimeSpan maximum, string option)
    {
        if (value < minimum || value > maximum)
        {
            throw new InvalidOperationException($"{option} of AddJwks is {value}. Set it between {minimum} and {maximum}.");
        }
    }
}
