using JwtSecurity.Tests.TestKit;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Hosting.Internal;
using Microsoft.Extensions.Logging;

namespace JwtSecurity.Tests.Sessions;

/// <summary>Sessions are set up right, or the application does not start and says what to set.</summary>
public sealed class SessionSetupTests
{
    [Fact]
    public Task Sessions_without_a_store_do_not_start() =>
        FailsAsync(jwt => jwt.AddAccessBearer().AddRefreshBearer().AddSessions(), "*no store to keep them*AddInMemoryStore()*JwtSessionStore*");

    [Fact]
    public Task Sessions_without_a_refresh_scheme_do_not_start() =>
        FailsAsync(jwt => jwt.AddAccessBearer().AddSessions().AddInMemoryStore(), "*no scheme that accepts the refresh tokens*AddRefreshBearer()*");

    [Fact]
    public Task A_named_set_is_named() => FailsAsync(
        jwt => jwt.AddAccessBearer().Services.AddJwtSecurity("admin", o => o.SecretKey = TestApp.OtherSecret).AddAccessBearer().AddSessions(o => o.MaxSessionsPerSubject = 0).AddInMemoryStore(),
        "*In the set 'admin': Sessions.MaxSessionsPerSubject is 0*In the set 'admin': There are sessions, and no scheme*");

    [Theory]
    [InlineData("GracePeriod")]
    [InlineData("AbsoluteLifetime")]
    [InlineData("MaxSessionsPerSubject")]
    [InlineData("LimitPolicy")]
    [InlineData("SubjectKeyMember")]
    [InlineData("RevocationPollInterval")]
    [InlineData("MaxStaleness")]
    public Task An_option_out_of_range_is_named(string option) => FailsAsync(
        jwt => jwt.AddAccessBearer().AddRefreshBearer().AddInMemoryStore().AddSessions(sessions =>
        {
            sessions.GracePeriod = option == "GracePeriod" ? TimeSpan.FromMinutes(11) : sessions.GracePeriod;
            sessions.AbsoluteLifetime = option == "AbsoluteLifetime" ? TimeSpan.Zero : sessions.AbsoluteLifetime;
            sessions.MaxSessionsPerSubject = option == "MaxSessionsPerSubject" ? 0 : null;
            sessions.LimitPolicy = option == "LimitPolicy" ? (JwtSessionLimitPolicy)7 : sessions.LimitPolicy;
            sessions.SubjectKeyMember = option == "SubjectKeyMember" ? "" : null;
            sessions.RevocationPollInterval = option == "RevocationPollInterval" ? TimeSpan.FromMilliseconds(99) : sessions.RevocationPollInterval;
            sessions.MaxStaleness = option == "MaxStaleness" ? TimeSpan.FromSeconds(2) : sessions.MaxStaleness;
        }),
        $"*not configured correctly. Sessions.{option} is*");

    [Fact]
    public Task A_list_that_is_never_too_old_is_named_since_no_reading_of_it_would_ever_be_given_up() => FailsAsync(
        jwt => jwt.AddAccessBearer().AddRefreshBearer().AddInMemoryStore().AddSessions(sessions => sessions.MaxStaleness = TimeSpan.MaxValue),
        "*not configured correctly. Sessions.MaxStaleness is*1.00:00:00 at most*");

    [Fact]
    public async Task An_endpoint_that_takes_sessions_that_there_are_not_is_named()
    {
        var start = () => TestApp.StartAsync(jwt => jwt.AddAccessBearer().AddRefreshBearer(), web =>
        {
            web.MapPost("/login", (JwtSessions sessions) => sessions.StartAsync(new { username = "ada" }));
            web.MapPost("/admin", ([FromKeyedServices("admin")] JwtSessions sessions) => "");
        });

        await start.Should().ThrowAsync<InvalidOperationException>().WithMessage("*'HTTP: POST /login'*parameter 'sessions'*AddSessions()*POST /admin*'admin'*");
    }

    [Fact]
    public async Task Asking_services_for_sessions_that_there_are_not_says_what_to_call()
    {
        await using var app = await TestApp.StartAsync(jwt => jwt.AddAccessBearer(), _ => { });

        app.Services.Invoking(services => services.GetRequiredService<JwtSessions>()).Should().Throw<InvalidOperationException>().WithMessage("*AddSessions()*");
    }

    [Fact]
    public async Task Every_option_comes_from_configuration()
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Jwt:SecretKey"] = TestApp.Secret,
            ["Jwt:Sessions:GracePeriod"] = "00:00:10",
            ["Jwt:Sessions:AbsoluteLifetime"] = "7.00:00:00",
            ["Jwt:Sessions:MaxSessionsPerSubject"] = "5",
            ["Jwt:Sessions:LimitPolicy"] = "refuse",
            ["Jwt:Sessions:SubjectKeyMember"] = "tenant",
            ["Jwt:Sessions:AdoptTokensWithoutSession"] = "true",
            ["Jwt:Sessions:AskStoreOnEveryRequest"] = "true",
            ["Jwt:Sessions:RevocationPollInterval"] = "00:00:05",
            ["Jwt:Sessions:MaxStaleness"] = "00:01:00",
            ["Jwt:Sessions:RefuseWhenStale"] = "true",
        }).Build();
        await using var app = await TestApp.StartRawAsync(
            builder => builder.Services.AddJwtSecurity(configuration.GetSection("Jwt")).AddRefreshBearer().AddSessions().AddInMemoryStore(), _ => { });

        var options = app.Scheme<JwtRefreshBearer>().Settings.Sessions!.Options;

        options.Should().BeEquivalentTo(new JwtSessionOptions
        {
            GracePeriod = TimeSpan.FromSeconds(10),
            AbsoluteLifetime = TimeSpan.FromDays(7),
            MaxSessionsPerSubject = 5,
            LimitPolicy = JwtSessionLimitPolicy.Refuse,
            SubjectKeyMember = "tenant",
            AdoptTokensWithoutSession = true,
            AskStoreOnEveryRequest = true,
            RevocationPollInterval = TimeSpan.FromSeconds(5),
            MaxStaleness = TimeSpan.FromMinutes(1),
            RefuseWhenStale = true,
        });
        var defaults = new JwtSessionOptions();
        typeof(JwtSessionOptions).GetProperties().Where(property => Equals(property.GetValue(options), property.GetValue(defaults))).Should().BeEmpty("a value that equals the default shows nothing");
    }

    [Theory]
    [InlineData("GracePeriods", "00:00:10", "*'Jwt:Sessions:GracePeriods' is no option*Did you mean 'GracePeriod'?*")]
    [InlineData("GracePeriod", "10", "*'Jwt:Sessions:GracePeriod' is '10', which is no TimeSpan*")]
    [InlineData("LimitPolicy", "7", "*'Jwt:Sessions:LimitPolicy' is '7'*EndOldest*Refuse*")]
    public async Task What_configuration_misspells_is_named(string key, string value, string message)
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection([new("Jwt:SecretKey", TestApp.Secret), new("Jwt:Sessions:" + key, value)]).Build();
        var start = () => TestApp.StartRawAsync(
            builder => builder.Services.AddJwtSecurity(configuration.GetSection("Jwt")).AddRefreshBearer().AddSessions().AddInMemoryStore(), _ => { });

        await start.Should().ThrowAsync<InvalidOperationException>().WithMessage(message);
    }

    [Fact]
    public async Task A_reload_changes_the_options_and_forgets_no_revocation()
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection([new("Jwt:SecretKey", TestApp.Secret)]).Build();
        await using var app = await TestApp.StartRawAsync(
            builder => builder.Services.AddJwtSecurity(configuration.GetSection("Jwt")).AddAccessBearer().AddRefreshBearer().AddSessions().AddInMemoryStore(),
            web => web.MapGet("/", ([Security<JwtAccessBearer>] JwtAuthorizationCredentials credentials) => "in"));
        var sessions = app.Services.GetRequiredService<JwtSessions>();
        var (pair, revoked) = (await sessions.StartAsync(new { username = "ada" }), await sessions.StartAsync(new { username = "ada" }));
        await sessions.RevokeAsync(SessionPair.Of(revoked).SessionId);
        var refresh = app.Scheme<JwtRefreshBearer>();
        app.Clock.Advance(TimeSpan.FromSeconds(30));
        await sessions.RefreshAsync(await refresh.Accept(pair.RefreshToken));
        app.Clock.Advance(TimeSpan.FromSeconds(10));
        await refresh.Accept(pair.RefreshToken);

        configuration["Jwt:Sessions:GracePeriod"] = "00:00:05";
        configuration.Reload();

        (await app.GetAsync("/", TokenHeaders.Bearer(revoked.AccessToken))).Code.Should().Be(JwtErrorCodes.TokenRevoked);
        (await refresh.ValidateAsync(pair.RefreshToken)).Error!.Code.Should().Be(JwtErrorCodes.TokenReused);
        configuration["Jwt:Sessions:GracePeriod"] = "01:00:00";
        configuration.Reload();
        app.Logs.Entries.Should().ContainSingle(entry => entry.Id.Id == 902);
        refresh.Settings.Sessions!.Options.GracePeriod.Should().Be(TimeSpan.FromSeconds(5));
    }

    [Theory]
    [InlineData("Production", 1)]
    [InlineData("Development", 0)]
    public async Task Memory_as_a_store_is_warned_about_outside_development(string environment, int warnings)
    {
        await using var app = await TestApp.StartAsync(
            jwt => jwt.AddRefreshBearer().AddSessions().AddInMemoryStore(), _ => { }, builder =>
                builder.Services.AddSingleton<IHostEnvironment>(new HostingEnvironment { EnvironmentName = environment }));

        app.Logs.Entries.Count(entry => entry.Id.Id == 903 && entry.Level == LogLevel.Warning).Should().Be(warnings);
    }

    [Fact]
    public async Task A_store_of_ones_own_stays_whatever_is_added_later()
    {
        var store = new ScriptedStore(new ManualTimeProvider());
        await using var app = await TestApp.StartAsync(
            jwt =>
            {
                jwt.Services.AddSingleton<JwtSessionStore>(store);
                jwt.AddRefreshBearer().AddSessions().AddSessions().AddInMemoryStore();
            },
            _ => { });

        app.Scheme<JwtRefreshBearer>().Settings.Sessions!.Store.Should().BeSameAs(store);
    }

    [Fact]
    public async Task Without_sessions_nothing_changes()
    {
        await using var app = await TestApp.StartAsync(jwt => jwt.AddAccessBearer().AddRefreshBearer(), _ => { });
        var pair = app.Scheme<JwtRefreshBearer>().CreateTokenPair(new { username = "ada" });

        (await app.Scheme<JwtRefreshBearer>().Accept(pair.RefreshToken)).SessionId.Should().BeNull();
    }

    [Fact]
    public async Task Controllers_take_them_too()
    {
        await using var app = await TestApp.StartAsync(
            jwt => jwt.AddRefreshBearer().AddSessions(sessions => (sessions.MaxSessionsPerSubject, sessions.LimitPolicy) = (1, JwtSessionLimitPolicy.Refuse)).AddInMemoryStore(),
            web => web.MapControllers(),
            builder => builder.Services.AddControllers().AddOnly(typeof(LoginController)));

        var login = await app.PostAsync("/controller/login");

        (login.Json.GetProperty("token_type").GetString(), login.CacheControl).Should().Be(("bearer", "no-store"));
        (await app.PostAsync("/controller/login")).Code.Should().Be(JwtErrorCodes.SessionLimitReached);
    }

    private static async Task FailsAsync(Action<JwtSecurityBuilder> schemes, string message)
    {
        var start = () => TestApp.StartAsync(schemes, _ => { });

        await start.Should().ThrowAsync<InvalidOperationException>().WithMessage(message);
    }
}

[Microsoft.AspNetCore.Mvc.Route("controller")]
public sealed class LoginController : Microsoft.AspNetCore.Mvc.Controller
{
    [Microsoft.AspNetCore.Mvc.HttpPost("login")]
    public ValueTask<TokenPair> Login(JwtSessions sessions) => sessions.StartAsync(new { username = "ada" });
}
