using System.Net;
using JwtSecurity.Tests.TestKit;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection;

namespace JwtSecurity.Tests.Endpoints;

/// <summary>The users of ASP.NET Core Identity log in with Identity's own services, and its rules hold.</summary>
public sealed class IdentityLoginTests
{
    [Theory]
    [InlineData("ada")]
    [InlineData("ADA")]
    public async Task The_right_password_logs_in_and_the_subject_says_who_it_is(string name)
    {
        await using var app = await IdentityApp.StartAsync();
        app.Ada.Roles.Add("admin");
        app.Ada.Roles.Add("editor");

        var credentials = await app.AcceptAsync(await app.LoginAsync(name));

        credentials.Subject.GetRawText().Should().Be("""{"id":"7","username":"ada","roles":["admin","editor"]}""");
        credentials.Principal.IsInRole("editor").Should().BeTrue();
    }

    [Theory]
    [InlineData("ada", "wrong")]
    [InlineData("nobody", IdentityApp.Password)]
    [InlineData("locked", IdentityApp.Password)]
    [InlineData("locked", "wrong")]
    [InlineData("unconfirmed", IdentityApp.Password)]
    [InlineData("passwordless", IdentityApp.Password)]
    public async Task Whoever_does_not_log_in_is_answered_the_same_and_costs_one_password(string name, string password)
    {
        await using var app = await IdentityApp.StartAsync(identity: o => o.SignIn.RequireConfirmedAccount = true);
        var (locked, unconfirmed, passwordless) = (IdentityApp.Create("locked", app.Hasher), IdentityApp.Create("unconfirmed", app.Hasher), IdentityApp.Create("passwordless", app.Hasher));
        locked.LockoutEnd = DateTimeOffset.MaxValue;
        unconfirmed.EmailConfirmed = false;
        passwordless.PasswordHash = null;
        app.Users.All.AddRange([locked, unconfirmed, passwordless]);

        var answer = await app.LoginAsync(name, password);

        (answer.Status, answer.Code, answer.Detail).Should().Be((HttpStatusCode.Unauthorized, JwtErrorCodes.LoginFailed, "Incorrect username or password"));
        app.Hasher.Verified.Should().Be(1);
    }

    [Fact]
    public async Task Too_many_wrong_passwords_lock_the_user_out_until_the_lockouts_end()
    {
        await using var app = await IdentityApp.StartAsync();
        for (var i = 0; i < 3; i++)
        {
            (await app.LoginAsync(password: "wrong")).Code.Should().Be(JwtErrorCodes.LoginFailed);
        }

        (await app.LoginAsync()).Code.Should().Be(JwtErrorCodes.LoginFailed);

        app.Ada.LockoutEnd = DateTimeOffset.UtcNow.AddSeconds(-1);
        (await app.LoginAsync()).Status.Should().Be(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_login_forgets_the_failures_before_it()
    {
        await using var app = await IdentityApp.StartAsync();
        for (var i = 0; i < 4; i++)
        {
            await app.LoginAsync(password: "wrong");
            (await app.LoginAsync()).Status.Should().Be(HttpStatusCode.OK);
        }
    }

    [Fact]
    public async Task A_name_that_identity_cannot_normalize_is_no_error_of_the_servers()
    {
        await using var app = await IdentityApp.StartAsync();

        (await app.LoginAsync("a\ufffeda")).Status.Should().Be(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task With_two_factors_the_code_has_to_come_along()
    {
        await using var app = await WithTwoFactorsAsync();

        var missing = await app.LoginAsync();
        var wrong = await app.LoginAsync(further: ("two_factor_code", OneTimeCode.Wrong()));
        var right = await app.LoginAsync(further: ("two_factor_code", OneTimeCode.Now()));

        (missing.Status, missing.Code).Should().Be((HttpStatusCode.Unauthorized, JwtErrorCodes.LoginFailed));
        (wrong.Status, wrong.Code).Should().Be((HttpStatusCode.Unauthorized, JwtErrorCodes.LoginFailed));
        (await app.AcceptAsync(right)).GetString("username").Should().Be("ada");
    }

    [Fact]
    public async Task A_code_without_the_password_is_nothing()
    {
        await using var app = await WithTwoFactorsAsync();

        (await app.LoginAsync(password: "wrong", further: ("two_factor_code", OneTimeCode.Now()))).Code.Should().Be(JwtErrorCodes.LoginFailed);
    }

    [Fact]
    public async Task Wrong_codes_count_towards_the_lockout_and_a_missing_one_does_not()
    {
        await using var app = await WithTwoFactorsAsync();
        await app.LoginAsync();
        await app.LoginAsync(further: ("two_factor_code", ""));
        app.Ada.AccessFailedCount.Should().Be(0);

        for (var i = 0; i < 3; i++)
        {
            await app.LoginAsync(further: ("two_factor_code", OneTimeCode.Wrong()));
        }

        (await app.LoginAsync(further: ("two_factor_code", OneTimeCode.Now()))).Code.Should().Be(JwtErrorCodes.LoginFailed);
        app.Ada.LockoutEnd = DateTimeOffset.UtcNow.AddSeconds(-1);
        (await app.LoginAsync(further: ("two_factor_code", OneTimeCode.Now()))).Status.Should().Be(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_password_alone_does_not_forget_wrong_codes_and_both_factors_do()
    {
        await using var app = await WithTwoFactorsAsync();
        await app.LoginAsync(further: ("two_factor_code", OneTimeCode.Wrong()));
        await app.LoginAsync(further: ("two_factor_code", OneTimeCode.Wrong()));

        await app.LoginAsync();
        app.Ada.AccessFailedCount.Should().Be(2);

        (await app.LoginAsync(further: ("two_factor_code", OneTimeCode.Now()))).Status.Should().Be(HttpStatusCode.OK);
        app.Ada.AccessFailedCount.Should().Be(0);
    }

    [Fact]
    public async Task A_recovery_code_works_once_also_beside_an_empty_code()
    {
        await using var app = await WithTwoFactorsAsync();

        (await app.LoginAsync(further: [("two_factor_code", ""), ("two_factor_recovery_code", "abcde-12345")])).Status.Should().Be(HttpStatusCode.OK);

        (await app.LoginAsync(further: ("two_factor_recovery_code", "abcde-12345"))).Code.Should().Be(JwtErrorCodes.LoginFailed);
        (await app.LoginAsync(further: ("two_factor_recovery_code", "fghij-67890"))).Status.Should().Be(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Two_factors_that_nothing_can_check_let_nobody_in()
    {
        await using var app = await WithTwoFactorsAsync(o => o.Tokens.ProviderMap.Clear());

        var login = () => app.LoginAsync();

        (await login.Should().ThrowAsync<InvalidOperationException>()).WithMessage("*'Authenticator'*AddDefaultTokenProviders()*");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_refresh_reads_the_user_again(bool sessions)
    {
        await using var app = await IdentityApp.StartAsync(sessions);
        var refresh = await app.LogInAsync();
        app.Ada.Roles.Add("admin");
        app.Ada.UserName = "ada.lovelace";

        var credentials = await app.AcceptAsync(await app.RefreshAsync(refresh));

        credentials.Subject.GetRawText().Should().Be("""{"id":"7","username":"ada.lovelace","roles":["admin"]}""");
    }

    [Theory]
    [InlineData("deleted", true)]
    [InlineData("deleted", false)]
    [InlineData("locked out", true)]
    [InlineData("locked out", false)]
    [InlineData("unconfirmed", true)]
    [InlineData("unconfirmed", false)]
    public async Task A_refresh_is_refused_to_a_user_who_may_no_longer_log_in(string why, bool sessions)
    {
        await using var app = await IdentityApp.StartAsync(sessions, o => o.SignIn.RequireConfirmedAccount = true);
        var refresh = await app.LogInAsync();
        switch (why)
        {
            case "deleted":
                app.Users.All.Clear();
                break;
            case "locked out":
                app.Ada.LockoutEnd = DateTimeOffset.MaxValue;
                break;
            default:
                app.Ada.EmailConfirmed = false;
                break;
        }

        var answer = await app.RefreshAsync(refresh);

        (answer.Status, answer.Code).Should().Be((HttpStatusCode.Unauthorized, JwtErrorCodes.TokenRevoked));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_lockout_by_wrong_passwords_ends_nobodys_session(bool sessions)
    {
        await using var app = await IdentityApp.StartAsync(sessions);
        var refresh = await app.LogInAsync();
        app.Ada.LockoutEnd = TimeProvider.System.GetUtcNow() + new Microsoft.AspNetCore.Identity.LockoutOptions().DefaultLockoutTimeSpan;

        (await app.LoginAsync()).Code.Should().Be(JwtErrorCodes.LoginFailed);
        (await app.RefreshAsync(refresh)).Status.Should().Be(HttpStatusCode.OK);
    }

    [Fact]
    public async Task All_sessions_of_a_user_end_by_the_users_id()
    {
        await using var app = await IdentityApp.StartAsync();
        var refresh = await app.LogInAsync();

        await app.App.Services.GetRequiredService<JwtSessions>().RevokeAllAsync("7");

        (await app.RefreshAsync(refresh)).Code.Should().Be(JwtErrorCodes.TokenRevoked);
    }

    [Theory]
    [InlineData(nameof(JwtDialect.SimpleJwt), "user_id", true)]
    [InlineData(nameof(JwtDialect.FlaskJwtExtended), "sub", true)]
    [InlineData(nameof(JwtDialect.FlaskJwtExtended), "sub", false)]
    public async Task In_a_dialect_the_users_id_has_its_name_there(string dialect, string member, bool sessions)
    {
        await using var app = await IdentityApp.StartAsync(sessions, options: o => o.Dialect = dialect == nameof(JwtDialect.SimpleJwt) ? JwtDialect.SimpleJwt : JwtDialect.FlaskJwtExtended);
        var (access, refresh) = dialect == nameof(JwtDialect.SimpleJwt) ? ("access", "refresh") : ("access_token", "refresh_token");

        var login = await app.LoginAsync();
        login.Status.Should().Be(HttpStatusCode.OK, login.Body);
        var credentials = await app.App.Scheme<JwtAccessBearer>().Accept(login.Json.GetProperty(access).GetString()!);

        (credentials.GetString(member), credentials.GetString("username")).Should().Be(("7", "ada"));
        app.App.Clock.Advance(TimeSpan.FromMinutes(1));
        (await app.RefreshAsync(login.Json.GetProperty(refresh).GetString()!)).Status.Should().Be(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Another_set_has_users_of_its_own()
    {
        var admins = new IdentityAccountStore<Admin>();
        var root = new Admin { UserName = "root", NormalizedUserName = "ROOT" };
        root.PasswordHash = new PasswordHasher<Admin>().HashPassword(root, IdentityApp.Password);
        admins.All.Add(root);
        await using var app = await TestApp.StartAsync(
            jwt =>
            {
                jwt.AddAccessBearer();
                jwt.Services.AddJwtSecurity("admin", o => o.SecretKey = TestApp.OtherSecret).AddAccessBearer().AddIdentityLogin<Admin>();
            },
            web => web.MapJwtSecurity("/admin", "admin"),
            builder => IdentityApp.AddIdentity(builder.Services, admins));

        var answer = await app.SendAsync(HttpMethod.Post, "/admin/login", [], EndpointApp.Credentials("root", IdentityApp.Password));

        (await app.Scheme<JwtAccessBearer>("admin").Accept(answer.Json.GetProperty("access_token").GetString()!)).GetString("username").Should().Be("root");
    }

    [Fact]
    public async Task With_roles_and_identitys_default_token_providers_it_is_the_same()
    {
        var users = new IdentityAccountStore<IdentityAccount>();
        users.All.Add(IdentityApp.Create("ada", new PasswordHasher<IdentityAccount>()));
        await using var app = await TestApp.StartAsync(
            jwt => jwt.AddAccessBearer().AddIdentityLogin<IdentityAccount>(),
            web => web.MapJwtSecurity(),
            builder =>
            {
                builder.Services.AddDataProtection();
                builder.Services.AddSingleton<IRoleStore<IdentityRole>, NoRoles>();
                IdentityApp.AddIdentity(builder.Services, users).AddRoles<IdentityRole>().AddDefaultTokenProviders();
            });

        (await app.SendAsync(HttpMethod.Post, "/auth/login", [], EndpointApp.Credentials("ada", IdentityApp.Password))).Status.Should().Be(HttpStatusCode.OK);
    }

    [Fact]
    public Task Without_identity_the_start_says_what_to_call() => FailsAsync(
        _ => { }, "AddIdentityLogin<IdentityAccount>() needs SignInManager<IdentityAccount>. Call builder.Services.AddIdentityCore<IdentityAccount>().AddSignInManager()*");

    [Fact]
    public Task Without_a_store_of_users_too() => FailsAsync(
        services => services.AddIdentityCore<IdentityAccount>().AddSignInManager(), "*needs IUserStore<IdentityAccount>. Call AddEntityFrameworkStores<TContext>() or AddUserStore<TStore>()*");

    [Fact]
    public Task Without_authentication_schemes_identity_lacks_its_own() => FailsAsync(
        services => IdentityApp.AddIdentity(services, new IdentityAccountStore<IdentityAccount>()), "*needs IAuthenticationSchemeProvider. Call builder.Services.AddAuthenticationCore()*", registerSchemes: false);

    [Fact]
    public Task Token_providers_want_data_protection() => FailsAsync(
        services => IdentityApp.AddIdentity(services, new IdentityAccountStore<IdentityAccount>()).AddDefaultTokenProviders(), "*needs IDataProtectionProvider. Call builder.Services.AddDataProtection()*");

    [Fact]
    public async Task A_login_that_another_replaced_needs_nothing()
    {
        await using var app = await TestApp.StartAsync(jwt => jwt.AddAccessBearer().AddIdentityLogin<IdentityAccount>().AddLogin(EndpointApp.LogIn), web => web.MapJwtSecurity());

        (await app.SendAsync(HttpMethod.Post, "/auth/login", [], EndpointApp.Credentials())).Status.Should().Be(HttpStatusCode.OK);
    }

    private static async Task<IdentityApp> WithTwoFactorsAsync(Action<IdentityOptions>? identity = null)
    {
        var app = await IdentityApp.StartAsync(services: services => services.PostConfigure(identity ?? (_ => { })));
        (app.Ada.TwoFactorEnabled, app.Ada.AuthenticatorKey, app.Ada.RecoveryCodes) = (true, OneTimeCode.StoredKey, ["abcde-12345", "fghij-67890"]);
        return app;
    }

    private static async Task FailsAsync(Action<IServiceCollection> identity, string message, bool registerSchemes = true)
    {
        var start = async () => await (await TestApp.StartAsync(
            jwt => jwt.AddAccessBearer().AddIdentityLogin<IdentityAccount>(),
            web => web.MapJwtSecurity(),
            builder => identity(builder.Services),
            o => o.RegisterAuthenticationSchemes = registerSchemes)).DisposeAsync();

        (await start.Should().ThrowAsync<InvalidOperationException>()).WithMessage($"*{message}");
    }

    private sealed class Admin : IdentityAccount;

    private sealed class NoRoles : IRoleStore<IdentityRole>
    {
        public Task<IdentityResult> CreateAsync(IdentityRole role, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task<IdentityResult> UpdateAsync(IdentityRole role, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task<IdentityResult> DeleteAsync(IdentityRole role, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task<string> GetRoleIdAsync(IdentityRole role, CancellationToken cancellationToken) => Task.FromResult(role.Id);

        public Task<string?> GetRoleNameAsync(IdentityRole role, CancellationToken cancellationToken) => Task.FromResult(role.Name);

        public Task SetRoleNameAsync(IdentityRole role, string? roleName, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task<string?> GetNormalizedRoleNameAsync(IdentityRole role, CancellationToken cancellationToken) => Task.FromResult(role.NormalizedName);

        public Task SetNormalizedRoleNameAsync(IdentityRole role, string? normalizedName, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task<IdentityRole?> FindByIdAsync(string roleId, CancellationToken cancellationToken) => Task.FromResult<IdentityRole?>(null);

        public Task<IdentityRole?> FindByNameAsync(string normalizedRoleName, CancellationToken cancellationToken) => Task.FromResult<IdentityRole?>(null);

        public void Dispose()
        {
        }
    }
}
