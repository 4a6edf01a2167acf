namespace JwtSecurity;

/// <summary>
/// A login that an application has written as a function.
/// </summary>
internal sealed class DelegateLogin(Func<JwtLoginContext, ValueTask<object?>> authenticate) : JwtLogin
{
    public override ValueTask<object?> AuthenticateAsync(JwtLoginContext context, CancellationToken cancellationToken) => authenticate(context);
}
