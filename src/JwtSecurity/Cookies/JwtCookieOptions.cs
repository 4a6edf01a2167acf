using Microsoft.AspNetCore.Http;

namespace JwtSecurity;

/// <summary>
/// The name and attributes of a cookie that carries a token (RFC 6265). Its lifetime is not here: it follows the token's <c>exp</c>.
/// </summary>
public sealed class JwtCookieOptions
{
    /// <summary>Gets or sets the cookie's name.</summary>
    /// <value>
    /// A token of RFC 9110. With the prefix <c>__Host-</c> a browser refuses the cookie of any other host, so prefer
    /// it: it needs <see cref="Secure"/>, the path <c>/</c> and no domain. <c>__Secure-</c> needs <see cref="Secure"/>.
    /// </value>
    public string Name { get; set; } = "";

    /// <summary>Gets or sets the hosts the cookie is sent to.</summary>
    /// <value>The default value is <see langword="null"/>: only the host that set it.</value>
    public string? Domain { get; set; }

    /// <summary>Gets or sets the path the cookie is sent to, and everything below it.</summary>
    /// <value>
    /// An absolute path, as browsers see it. <see langword="null"/> by default: <c>/</c> for the access cookie, and for the refresh cookie the paths of the endpoints that take it where <c>MapJwtRefresh</c> is one of them,
    /// otherwise <c>/</c>, too, as with a name that begins with <c>__Host-</c>.
    /// </value>
    /// <remarks>
    /// A browser keeps one cookie for each path, so where the path changes after cookies were set, change the name as well: two cookies of a name are refused.
    /// </remarks>
    public string? Path { get; set; }

    /// <summary>Gets or sets whether the cookie is hidden from scripts.</summary>
    /// <value>The default value is <see langword="true"/>. With <see langword="false"/>, injected script can steal the token.</value>
    public bool HttpOnly { get; set; } = true;

    /// <summary>Gets or sets whether the cookie is sent over HTTPS only.</summary>
    /// <value>The default value is <see langword="true"/>. Browsers treat <c>http://localhost</c> as secure.</value>
    public bool Secure { get; set; } = true;

    /// <summary>Gets or sets whether the cookie goes along with requests that other sites cause.</summary>
    /// <value>The default value is <see cref="SameSiteMode.Lax"/>. <see cref="SameSiteMode.None"/> needs <see cref="Secure"/>.</value>
    public SameSiteMode SameSite { get; set; } = SameSiteMode.Lax;

    /// <summary>Gets further attributes, as they are to stand in <c>Set-Cookie</c>.</summary>
    /// <value>Empty by default. For example <c>Partitioned</c> or <c>Priority=High</c>.</value>
    public IList<string> Extensions { get; } = [];

    internal void CopyTo(JwtCookieOptions target)
    {
        target.Name = Name;
        target.Domain = Domain;
        target.Path = Path;
        target.HttpOnly = HttpOnly;
        target.Secure = Secure;
        target.SameSite = SameSite;
        target.Extensions.ReplaceWith(Extensions);
    }
}
