using Microsoft.AspNetCore.Http;

namespace JwtSecurity;

/// <summary>
/// A login that somebody tries.
/// </summary>
public sealed class JwtLoginContext
{
    internal JwtLoginContext(HttpContext httpContext, string username, string password, IReadOnlyDictionary<string, string> fields)
    {
        HttpContext = httpContext;
        Username = username;
        Password = password;
        Fields = fields;
        Scopes = fields.TryGetValue("scope", out var scope) ? ScopeNames.Split([scope]) : [];
        Details = new JwtSessionDetails { Client = httpContext.Request.Headers.UserAgent is [{ Length: > 0 } client] ? client : null };
    }

    /// <summary>Gets the request.</summary>
    public HttpContext HttpContext { get; }

    /// <summary>Gets the request's services.</summary>
    public IServiceProvider Services => HttpContext.RequestServices;

    /// <summary>Gets the user name.</summary>
    /// <value>1 to 256 characters, as they were sent.</value>
    public string Username { get; }

    /// <summary>Gets the password.</summary>
    /// <value>Never empty. Nothing is trimmed or normalized.</value>
    public string Password { get; }

    /// <summary>Gets the scopes that the client asks for (RFC 6749, section 3.3). Nobody has granted them: put those the user may have into <see cref="Details"/>.</summary>
    /// <value>Empty where it asks for none.</value>
    public IReadOnlyList<string> Scopes { get; }

    /// <summary>Gets all texts that the request's body has, by their names: what a login needs beside user name and password, a one-time code for example.</summary>
    public IReadOnlyDictionary<string, string> Fields { get; }

    /// <summary>Gets or sets what the session is to know, and its tokens are to carry, beside the subject.</summary>
    /// <value>By default the client's <c>User-Agent</c>. Without sessions only <see cref="JwtSessionDetails.TokenDetails"/> counts.</value>
    /// <exception cref="ArgumentNullException">It is set to <see langword="null"/>.</exception>
    public JwtSessionDetails Details
    {
        get;
        set
        {
            ArgumentNullException.ThrowIfNull(value);
            field = value;
        }
    }
}
