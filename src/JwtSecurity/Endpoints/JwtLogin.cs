using System.Text.Json;

namespace JwtSecurity;

/// <summary>
/// Says who logs in, and whether they still may when their tokens are renewed. Derive from it, and register it with <c>AddLogin</c>.
/// </summary>
/// <remarks>It is made once a request, so it may take scoped services such as a <c>DbContext</c>.</remarks>
/// <example>
/// <code>
/// public sealed class Login(ShopContext shop, IPasswordHasher&lt;User&gt; passwords) : JwtLogin
/// {
///     public override async ValueTask&lt;object?&gt; AuthenticateAsync(JwtLoginContext context, CancellationToken cancellationToken)
///     {
///         // Whoever does not exist takes as long as a wrong password.
///         var user = await shop.Users.SingleOrDefaultAsync(each => each.Name == context.Username, cancellationToken) ?? User.Nobody;
///         return passwords.VerifyHashedPassword(user, user.PasswordHash, context.Password) == PasswordVerificationResult.Failed ? null : new { username = user.Name, role = user.Role };
///     }
/// }
/// </code>
/// </example>
public abstract class JwtLogin
{
    /// <summary>Finds out who logs in.</summary>
    /// <param name="context">The request, with a user name and a password.</param>
    /// <param name="cancellationToken">Is cancelled when the client goes away.</param>
    /// <returns>
    /// The subject of the tokens, anything that serializes to a JSON object; <see langword="null"/> where nobody logs in with these, which is answered with 401 <c>login_failed</c>.
    /// </returns>
    /// <remarks>
    /// An unknown user name should take as long as a wrong password, or the time tells which names there are: verify the password against a hash all the same.
    /// </remarks>
    public abstract ValueTask<object?> AuthenticateAsync(JwtLoginContext context, CancellationToken cancellationToken);

    /// <summary>Finds out whether a subject may have new tokens, when <c>MapJwtRefresh</c> or <see cref="JwtSessions.RefreshAsync"/> renews them.</summary>
    /// <param name="subject">The subject, as its tokens have it.</param>
    /// <param name="cancellationToken">Is cancelled when the client goes away.</param>
    /// <returns>
    /// The subject of the new tokens, changed roles included; <see langword="null"/> where it may have none any more: its session ends, and the answer is 401 <c>token_revoked</c>.
    /// By default the same subject.
    /// </returns>
    public virtual ValueTask<object?> RefreshAsync(JsonElement subject, CancellationToken cancellationToken) => new(subject);
}
