namespace JwtSecurity;

/// <summary>
/// Names the scheme that secures a parameter, a method or a class.
/// </summary>
/// <typeparam name="TScheme">One of the six scheme classes.</typeparam>
/// <param name="name">The set the scheme is of; <see langword="null"/> for the default set.</param>
/// <example>
/// <code>
/// // On a parameter: the guard refuses bad requests before anything of the endpoint runs.
/// app.MapGet("/users/me", ([Security&lt;JwtAccessBearer&gt;] JwtAuthorizationCredentials credentials) => credentials["username"]);
///
/// // On a method or class: like [Authorize], and needs AddAuthorization().
/// [Security&lt;JwtAccessBearer&gt;(Roles = "admin")]
/// public sealed class AdminController : ControllerBase;
/// </code>
/// </example>
public sealed class SecurityAttribute<TScheme>(string? name = null) : JwtSecurityAttribute(typeof(TScheme), name)
    where TScheme : JwtSecurityScheme;
