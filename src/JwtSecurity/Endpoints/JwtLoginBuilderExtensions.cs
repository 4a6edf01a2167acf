using System.Diagnostics.CodeAnalysis;
using JwtSecurity;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>
/// Says who may log in at a set's login endpoint.
/// </summary>
public static class JwtLoginBuilderExtensions
{
    /// <summary>Lets a class of the application's own say who logs in. It is made once a request. What was said before for the set is replaced.</summary>
    /// <typeparam name="TLogin">The class.</typeparam>
    /// <param name="builder">The set.</param>
    /// <returns>The set.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="builder"/> is <see langword="null"/>.</exception>
    public static JwtSecurityBuilder AddLogin<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] TLogin>(this JwtSecurityBuilder builder)
        where TLogin : JwtLogin
    {
        ArgumentNullException.ThrowIfNull(builder);
        return builder.Add(builder.Name is { } name ? ServiceDescriptor.KeyedScoped<JwtLogin, TLogin>(name) : ServiceDescriptor.Scoped<JwtLogin, TLogin>());
    }

    /// <summary>Lets a function say who logs in. What was said before for the set is replaced.</summary>
    /// <param name="builder">The set.</param>
    /// <param name="authenticate">
    /// Returns the subject of the tokens, anything that serializes to a JSON object, or <see langword="null"/> where nobody logs in with these. See <see cref="JwtLogin.AuthenticateAsync"/>.
    /// </param>
    /// <returns>The set.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="builder"/> or <paramref name="authenticate"/> is <see langword="null"/>.</exception>
    /// <example>
    /// <code>
    /// builder.Services.AddJwtSecurity(builder.Configuration.GetSection("Jwt"))
    ///     .AddAccessBearer()
    ///     .AddLogin(async login =>
    ///     {
    ///         var users = login.Services.GetRequiredService&lt;IUsers&gt;();
    ///         return await users.FindAsync(login.Username, login.Password);
    ///     });
    /// </code>
    /// </example>
    public static JwtSecurityBuilder AddLogin(this JwtSecurityBuilder builder, Func<JwtLoginContext, ValueTask<object?>> authenticate)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(authenticate);
        var login = new DelegateLogin(authenticate);
        return builder.Add(builder.Name is { } name ? ServiceDescriptor.KeyedSingleton<JwtLogin>(name, login) : ServiceDescriptor.Singleton<JwtLogin>(login));
    }

    /// <summary>Lets the users of ASP.NET Core Identity log in. What was said before for the set is replaced.</summary>
    /// <typeparam name="TUser">The user's class. One is made for the names that nobody has.</typeparam>
    /// <param name="builder">The set. The application calls <c>AddIdentityCore&lt;TUser&gt;().AddSignInManager()</c> or <c>AddIdentity</c> beside it, with a store of users; the start says what is missing.</param>
    /// <returns>The set.</returns>
    /// <remarks>
    /// <para>Lockout, confirmed accounts and two factors count as Identity has them. A user with two factors sends <c>two_factor_code</c>, that of an authenticator app, or <c>two_factor_recovery_code</c>, beside
    /// user name and password; Identity checks them with what <c>AddDefaultTokenProviders()</c> brings, which needs <c>AddDataProtection()</c>.</para>
    /// <para>The subject is <c>{"id", "username", "roles"}</c>; in a dialect that names the user in a claim, <c>id</c> has its name there. A refresh reads it again, and is refused where the user is gone,
    /// may not sign in, or is locked out for longer than wrong passwords do: those come from whoever knows the name, and end nobody's session. When a password is changed, call <see cref="JwtSessions.RevokeAllAsync"/> with the user's id.</para>
    /// <para>An unknown user takes as long as a wrong password, but for the store's time: Identity writes down that a known user failed.</para>
    /// </remarks>
    /// <exception cref="ArgumentNullException"><paramref name="builder"/> is <see langword="null"/>.</exception>
    /// <example>
    /// <code>
    /// builder.Services.AddIdentityCore&lt;User&gt;().AddRoles&lt;Role&gt;().AddEntityFrameworkStores&lt;ShopContext&gt;().AddSignInManager();
    /// builder.Services.AddJwtSecurity(builder.Configuration.GetSection("Jwt")).AddAccessBearer().AddRefreshBearer().AddIdentityLogin&lt;User&gt;();
    /// </code>
    /// </example>
    public static JwtSecurityBuilder AddIdentityLogin<TUser>(this JwtSecurityBuilder builder)
        where TUser : class, new()
    {
        ArgumentNullException.ThrowIfNull(builder);
        var (set, nobody) = (builder.Name, new NobodysPassword<TUser>());
        return builder.Add(
            set is null ? ServiceDescriptor.Scoped<JwtLogin>(Create) : ServiceDescriptor.KeyedScoped<JwtLogin>(set, (services, _) => Create(services)),
            IdentityServicesCheck.Check<TUser>);

        IdentityLogin<TUser> Create(IServiceProvider services) => new(services.GetRequiredService<SignInManager<TUser>>(), nobody, IdMemberOf(services, set));
    }

    private static JwtSecurityBuilder Add(this JwtSecurityBuilder builder, ServiceDescriptor login, Action<IServiceProvider, StartupFindings>? check = null)
    {
        var registration = JwtSecurityServices.RegistryOf(builder.Services).GetOrAdd(builder.Name);
        (registration.HasLogin, registration.CheckLogin) = (true, check);
        builder.Services.RemoveAllKeyed<JwtLogin>(builder.Name);
        builder.Services.Add(login);
        return builder;
    }

    // The dialect's name for it, where it has one: a token without that would be nobody's.
    private static string IdMemberOf(IServiceProvider services, string? setName) =>
        services.GetRequiredService<JwtSecuritySets>().SettingsOf(setName).First().Dialect.IdentityClaim ?? "id";
}
