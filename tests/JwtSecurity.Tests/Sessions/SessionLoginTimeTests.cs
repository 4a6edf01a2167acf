using JwtSecurity.Tests.TestKit;
using Microsoft.AspNetCore.Builder;

namespace JwtSecurity.Tests.Sessions;

/// <summary>All tokens of a session say when its user logged in; renewing them is no login.</summary>
public sealed class SessionLoginTimeTests
{
    private static readonly TimeSpan s_fourMinutes = TimeSpan.FromMinutes(4);

    [Fact]
    public async Task Every_token_of_a_session_has_the_time_of_its_login()
    {
        await using var app = await StartAsync();
        var login = await app.LoginAsync();
        var loggedInAt = app.Clock.GetUtcNow().ToUnixTimeSeconds().ToString();

        (AuthTime(login.Access), AuthTime(login.Refresh)).Should().Be((loggedInAt, loggedInAt));
        (await FreshAsync(app, login)).Should().Be("in");
        app.Clock.Advance(s_fourMinutes);
        var renewed = await app.RenewAsync(login);
        var replayed = await app.RenewAsync(login);
        (AuthTime(renewed.Access), AuthTime(renewed.Refresh), AuthTime(replayed.Access), AuthTime(replayed.Refresh)).Should().Be((loggedInAt, loggedInAt, loggedInAt, loggedInAt));
        (await FreshAsync(app, renewed)).Should().Be("in");

        app.Clock.Advance(s_fourMinutes);
        (await FreshAsync(app, await app.RenewAsync(renewed))).Should().Be("401 fresh_token_required");
        (await FreshAsync(app, await app.LoginAsync())).Should().Be("in");
    }

    [Fact]
    public async Task The_caller_may_know_better_when_the_user_logged_in()
    {
        await using var app = await StartAsync();
        var details = new JwtSessionDetails { TokenDetails = new JwtTokenDetails { AuthTime = app.Clock.GetUtcNow().AddMinutes(-3), Claims = new Dictionary<string, object?> { ["tenant"] = "t" } } };

        var login = SessionPair.Of(await app.Sessions.StartAsync(new { username = "ada" }, details));

        AuthTime(login.Access).Should().Be("1780315020");
        (await FreshAsync(app, login)).Should().Be("in");
        app.Clock.Advance(s_fourMinutes);
        var renewed = await app.RenewAsync(login);
        (SessionPair.Read(renewed.Access, "tenant"), AuthTime(renewed.Refresh)).Should().Be(("t", "1780315020"));
        (await FreshAsync(app, renewed)).Should().Be("401 fresh_token_required");
    }

    [Fact]
    public async Task A_session_without_a_login_is_never_fresh_however_often_it_is_renewed()
    {
        await using var app = await StartAsync();

        var tokens = SessionPair.Of(await app.Sessions.StartAsync(new { username = "ada" }, new JwtSessionDetails { TokenDetails = new JwtTokenDetails { Fresh = false } }));

        Tokens.ReadPayload(tokens.Access).TryGetProperty("auth_time", out _).Should().BeFalse();
        (await FreshAsync(app, tokens)).Should().Be("401 fresh_token_required");
        var renewed = await app.RenewAsync(tokens);
        SessionPair.Read(renewed.Access, "fresh").Should().Be("False");
        (await FreshAsync(app, renewed)).Should().Be("401 fresh_token_required");
    }

    [Fact]
    public async Task Tokens_of_the_Flask_dialect_are_fresh_at_the_login_and_never_after_a_refresh()
    {
        await using var app = await StartAsync(JwtDialect.FlaskJwtExtended);

        var login = await LoginAsync();
        Fresh(login).Should().Be("True False");
        (await FreshAsync(app, login)).Should().Be("in");
        var renewed = await app.RenewAsync(login);
        Fresh(renewed).Should().Be("False False");
        (await FreshAsync(app, renewed)).Should().Be("401 ");
        var noLogin = SessionPair.Of(await app.Sessions.StartAsync(new { sub = "ada" }, new JwtSessionDetails { TokenDetails = new JwtTokenDetails { Fresh = false } }));
        (await FreshAsync(app, noLogin)).Should().Be("401 ");

        async Task<SessionPair> LoginAsync() => SessionPair.Of(await app.Sessions.StartAsync(new { sub = "ada" }));
        static string Fresh(SessionPair pair) => $"{SessionPair.Read(pair.Access, "fresh")} {SessionPair.Read(pair.Refresh, "fresh")}";
    }

    [Theory]
    [InlineData("FastApiJwt")]
    [InlineData("SimpleJwt")]
    public async Task To_be_taken_into_a_session_is_no_login(string dialect)
    {
        await using var app = await StartAsync(
            DialectTokens.Named(dialect) with { AccessTokenField = "access_token", RefreshTokenField = "refresh_token" },
            sessions => sessions.AdoptTokensWithoutSession = true);
        var now = app.Clock.GetUtcNow();
        var refresh = DialectTokens.Payload(dialect, now, "refresh");
        var withTime = DialectTokens.Payload(dialect, now, "refresh", ("auth_time", now.AddMinutes(-3).ToUnixTimeSeconds()), ("jti", "another"));

        var unknown = await app.RenewAsync(new SessionPair("", Tokens.Sign(refresh)));
        var known = await app.RenewAsync(new SessionPair("", Tokens.Sign(withTime)));

        (await FreshAsync(app, unknown)).Should().StartWith("401");
        Tokens.ReadPayload(unknown.Refresh).TryGetProperty("auth_time", out _).Should().BeFalse();
        (await FreshAsync(app, known)).Should().Be("in");
        AuthTime(known.Refresh).Should().Be("1780315020");
    }

    [Theory]
    [InlineData("auth_time")]
    [InlineData("fresh")]
    public async Task Nobody_forges_the_time_with_a_claim_of_their_own(string name)
    {
        await using var app = await StartAsync();
        var details = new JwtSessionDetails { TokenDetails = new JwtTokenDetails { Claims = new Dictionary<string, object?> { [name] = 1 } } };

        var start = async () => await app.Sessions.StartAsync(new { username = "ada" }, details);

        await start.Should().ThrowAsync<ArgumentException>().WithParameterName("details").WithMessage($"The claim '{name}' is reserved*");
    }

    [Fact]
    public async Task An_access_token_beside_the_session_is_fresh_where_its_maker_says_so()
    {
        await using var app = await StartAsync();
        var access = app.App.Scheme<JwtAccessBearer>();

        (await FreshAsync(app, new SessionPair(access.CreateAccessToken(new { username = "ada" }), ""))).Should().Be("401 fresh_token_required");
        (await FreshAsync(app, new SessionPair(access.CreateAccessToken(new { username = "ada" }, details: new() { AuthTime = app.Clock.GetUtcNow() }), ""))).Should().Be("in");
    }

    private static Task<SessionApp> StartAsync(JwtDialect? dialect = null, Action<JwtSessionOptions>? sessions = null) => SessionApp.StartAsync(
        sessions,
        options => options.Dialect = dialect ?? JwtDialect.FastApiJwt,
        map: web => web.MapGet("/fresh", () => "in").RequireJwt<JwtAccessBearer>().RequireFresh(TimeSpan.FromMinutes(5)));

    private static string AuthTime(string token) => SessionPair.Read(token, "auth_time");

    private static async Task<string> FreshAsync(SessionApp app, SessionPair tokens) => (await app.App.GetAsync("/fresh", TokenHeaders.Bearer(tokens.Access))).Summary();
}
