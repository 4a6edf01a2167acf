using System.Net;
using JwtSecurity.Tests.TestKit;

namespace JwtSecurity.Tests.Sessions;

/// <summary>Refresh tokens are replaced, and an honest client is never logged out by it.</summary>
public sealed class RotationTests
{
    [Fact]
    public async Task A_refresh_gives_a_new_pair_of_the_same_session()
    {
        await using var app = await SessionApp.StartAsync();
        var first = await app.LoginAsync();
        app.PassGrace();

        var second = await app.RenewAsync(first);

        (second.SessionId, second.Jti == first.Jti).Should().Be((first.SessionId, false));
        SessionPair.Read(second.Access, "sid").Should().Be(first.SessionId);
        (await app.MeAsync(second)).Should().Be("ada user");
        app.Events.Should().Equal("started");
    }

    [Fact]
    public async Task The_answer_says_when_the_access_token_expires_and_is_stored_nowhere()
    {
        await using var app = await SessionApp.StartAsync();
        var login = await app.App.PostAsync("/login?user=ada");
        app.PassGrace();

        var refresh = await app.RefreshAsync(SessionPair.Of(login).Refresh);

        foreach (var answer in new[] { login, refresh })
        {
            (answer.Json.GetProperty("expires_in").GetInt64(), answer.Json.GetProperty("token_type").GetString(), answer.CacheControl).Should().Be((900, "bearer", "no-store"));
        }
    }

    [Fact]
    public async Task A_lost_response_logs_nobody_out()
    {
        await using var app = await SessionApp.StartAsync();
        var first = await app.LoginAsync();
        app.PassGrace();
        var lost = await app.RenewAsync(first);
        app.Clock.Advance(TimeSpan.FromSeconds(29));

        var again = await app.RenewAsync(first);

        again.Jti.Should().Be(lost.Jti);
        app.PassGrace();
        (await app.RenewAsync(again)).SessionId.Should().Be(first.SessionId);
        app.Events.Should().Equal("started");
    }

    [Fact]
    public async Task The_same_successor_means_the_same_claims()
    {
        await using var app = await SessionApp.StartAsync(map: web => Microsoft.AspNetCore.Builder.EndpointRouteBuilderExtensions.MapPost(web, "/login-with-scope", (JwtSessions sessions) =>
            sessions.StartAsync(new { username = "ada", n = 1.50, nested = new { a = new[] { "ä", "\"" } } }, new JwtSessionDetails
            {
                TokenDetails = new JwtTokenDetails { Claims = new Dictionary<string, object?> { ["scope"] = "a b", ["amr"] = new[] { "pwd" } } },
            })));
        var first = SessionPair.Of(await app.App.PostAsync("/login-with-scope"));
        app.PassGrace();
        var second = await app.RenewAsync(first);
        app.Clock.Advance(TimeSpan.FromSeconds(10));

        var replayed = await app.RenewAsync(first);
        var kept = await app.RenewAsync(second);

        var expected = Tokens.ReadPayload(second.Refresh).GetRawText();
        Tokens.ReadPayload(replayed.Refresh).GetRawText().Should().Be(expected);
        Tokens.ReadPayload(kept.Refresh).GetRawText().Should().Be(expected);
        SessionPair.Read(second.Refresh, "subject").Should().Be(SessionPair.Read(first.Refresh, "subject"));
        (SessionPair.Read(second.Refresh, "scope"), SessionPair.Read(second.Access, "scope"), SessionPair.Read(second.Access, "amr")).Should().Be(("a b", "a b", """["pwd"]"""));
    }

    [Theory]
    [MemberData(nameof(DialectTokens.Names), MemberType = typeof(DialectTokens))]
    public async Task In_every_dialect_a_refresh_token_that_is_given_again_has_the_claims_it_had(string dialect)
    {
        await using var app = await SessionApp.StartAsync(options: o => o.Dialect = DialectTokens.Named(dialect));
        var login = SessionPair.Of(await app.Sessions.StartAsync(DialectTokens.Subject()));
        app.Clock.Advance(TimeSpan.FromSeconds(10));
        var keptLogin = await RenewAsync(login);
        app.PassGrace();
        var second = await RenewAsync(login);
        app.Clock.Advance(TimeSpan.FromSeconds(10));
        var replayed = await RenewAsync(login);
        var kept = await RenewAsync(second);

        Claims(keptLogin.Refresh).Should().Equal(Claims(login.Refresh));
        Claims(replayed.Refresh).Should().Equal(Claims(second.Refresh));
        Claims(kept.Refresh).Should().Equal(Claims(second.Refresh));

        // What is random is drawn for each token, and once.
        string[] random = DialectTokens.Named(dialect).WritesCsrf ? ["jti", "csrf"] : ["jti"];
        foreach (var claim in random)
        {
            new[] { login.Refresh, second.Refresh, login.Access, keptLogin.Access, second.Access, replayed.Access, kept.Access }.Select(token => SessionPair.Read(token, claim)).Should().OnlyHaveUniqueItems();
        }

        async Task<SessionPair> RenewAsync(SessionPair tokens) =>
            SessionPair.Of((await app.Sessions.RefreshAsync(await app.App.Scheme<JwtRefreshBearer>().Accept(tokens.Refresh))).Pair!);

        static IEnumerable<string> Claims(string token) => Tokens.ReadPayload(token).EnumerateObject().Select(claim => claim.ToString());
    }

    [Fact]
    public async Task A_replay_is_rebuilt_from_the_row_and_not_from_the_token_presented()
    {
        // The hook gives the successor another role; whoever asks again must get that one.
        var role = "user";
        await using var app = await SessionApp.StartAsync(options: o => o.Events.OnSessionRefreshing = context =>
        {
            context.ReplaceSubject(new { username = "ada", role });
            return Task.CompletedTask;
        });
        var first = await app.LoginAsync();
        app.PassGrace();
        role = "admin";
        await app.RenewAsync(first);
        role = "later";

        var replayed = await app.RenewAsync(first);

        SessionPair.Read(replayed.Refresh, "subject").Should().Be("""{"username":"ada","role":"admin"}""");
        SessionPair.Read(replayed.Access, "subject").Should().Be("""{"username":"ada","role":"later"}""", "what the hook says holds for every new access token");
    }

    [Fact]
    public async Task At_most_one_rotation_per_grace_period_so_the_other_tabs_token_stays_the_previous_one()
    {
        await using var app = await SessionApp.StartAsync();
        var login = await app.LoginAsync();
        app.PassGrace();

        // Tab A refreshes twice, at once and once more; tab B comes with the first token.
        var a1 = await app.RenewAsync(login);
        app.Clock.Advance(TimeSpan.FromSeconds(5));
        var a2 = await app.RenewAsync(a1);
        app.Clock.Advance(TimeSpan.FromSeconds(20));
        var b = await app.RenewAsync(login);

        (a2.Jti, b.Jti).Should().Be((a1.Jti, a1.Jti));
        (await app.MeAsync(b)).Should().Be("ada user");
        app.Events.Should().Equal("started");
    }

    [Fact]
    public async Task A_replay_extends_nothing()
    {
        await using var app = await SessionApp.StartAsync();
        var login = await app.LoginAsync();
        app.PassGrace();
        var successor = await app.RenewAsync(login);
        app.Clock.Advance(TimeSpan.FromSeconds(20));
        var replayed = await app.RenewAsync(login);
        SessionPair.Read(replayed.Refresh, "exp").Should().Be(SessionPair.Read(successor.Refresh, "exp"));
        app.Clock.Advance(TimeSpan.FromSeconds(10));

        (await app.RefreshAsync(login.Refresh)).Code.Should().Be(JwtErrorCodes.TokenReused);
    }

    [Fact]
    public async Task Every_answer_has_an_access_token_of_its_own()
    {
        await using var app = await SessionApp.StartAsync();
        var login = await app.LoginAsync();

        var (one, two) = (await app.RenewAsync(login), await app.RenewAsync(login));

        (one.Refresh, two.Refresh).Should().Be((login.Refresh, login.Refresh));
        new[] { login.Access, one.Access, two.Access }.Select(token => SessionPair.Read(token, "jti")).Should().OnlyHaveUniqueItems();
    }

    [Fact]
    public async Task Without_a_grace_period_every_refresh_rotates_and_the_old_token_is_theft_at_once()
    {
        await using var app = await SessionApp.StartAsync(sessions => sessions.GracePeriod = TimeSpan.Zero);
        var login = await app.LoginAsync();

        (await app.RenewAsync(login)).Jti.Should().NotBe(login.Jti);
        (await app.RefreshAsync(login.Refresh)).Code.Should().Be(JwtErrorCodes.TokenReused);
    }

    [Fact]
    public async Task A_clock_set_back_logs_nobody_out()
    {
        await using var app = await SessionApp.StartAsync();
        var login = await app.LoginAsync();
        app.Clock.Advance(TimeSpan.FromHours(2));
        var second = await app.RenewAsync(login);

        app.Clock.SetUtcNow(app.Clock.GetUtcNow() - TimeSpan.FromHours(1));

        (await app.RenewAsync(login)).Jti.Should().Be(second.Jti);
        var third = await app.RenewAsync(second);
        app.PassGrace();
        (await app.RenewAsync(third)).SessionId.Should().Be(login.SessionId);
        app.Events.Should().Equal("started");
    }

    [Fact]
    public async Task The_stores_clock_decides_and_not_the_nodes()
    {
        // A node whose clock is minutes ahead of the store's.
        var storeClock = new ManualTimeProvider();
        var store = new ScriptedStore(storeClock);
        await using var app = await SessionApp.StartAsync(store: store);
        app.Clock.Advance(TimeSpan.FromMinutes(5));
        var login = await app.LoginAsync();
        storeClock.Advance(TimeSpan.FromSeconds(30));
        var second = await app.RenewAsync(login);

        app.Clock.Advance(TimeSpan.FromMinutes(1));
        (await app.RenewAsync(login)).Jti.Should().Be(second.Jti, "the node's minute is not the store's");
        storeClock.Advance(TimeSpan.FromSeconds(30));
        (await app.RefreshAsync(login.Refresh)).Code.Should().Be(JwtErrorCodes.TokenReused);
    }

    [Fact]
    public async Task No_token_outlives_the_absolute_expiry()
    {
        await using var app = await SessionApp.StartAsync(sessions => sessions.AbsoluteLifetime = TimeSpan.FromMinutes(40));
        var begun = app.Clock.GetUtcNow().ToUnixTimeSeconds();
        var tokens = await app.LoginAsync();
        SessionPair.Read(tokens.Refresh, "exp").Should().Be($"{begun + (40 * 60)}");

        for (var minutes = 10; minutes < 40; minutes += 10)
        {
            app.Clock.Advance(TimeSpan.FromMinutes(10));
            tokens = await app.RenewAsync(tokens);
            SessionPair.Read(tokens.Refresh, "exp").Should().Be($"{begun + (40 * 60)}");
        }

        SessionPair.Read(tokens.Access, "exp").Should().Be($"{begun + (40 * 60)}", "fifteen minutes would be more than there are");
        app.Clock.Advance(TimeSpan.FromMinutes(10));
        (await app.RefreshAsync(tokens.Refresh)).Code.Should().Be(JwtErrorCodes.TokenExpired);
        (await app.MeAsync(tokens)).Should().Be("401 token_expired");
    }

    [Fact]
    public async Task A_session_that_is_not_renewed_ends()
    {
        await using var app = await SessionApp.StartAsync(options: o => o.RefreshExpiresDelta = TimeSpan.FromHours(1));
        var tokens = await app.LoginAsync();
        app.Clock.Advance(TimeSpan.FromMinutes(59));
        tokens = await app.RenewAsync(tokens);
        app.Clock.Advance(TimeSpan.FromMinutes(59));
        tokens = await app.RenewAsync(tokens);

        app.Clock.Advance(TimeSpan.FromHours(1));

        (await app.RefreshAsync(tokens.Refresh)).Code.Should().Be(JwtErrorCodes.TokenExpired);
        (await ToListAsync(app.Sessions.ListAsync("ada"))).Should().BeEmpty();
    }

    [Fact]
    public async Task What_the_store_calls_expired_is_refused_where_the_nodes_clock_is_behind()
    {
        var storeClock = new ManualTimeProvider();
        await using var app = await SessionApp.StartAsync(store: new ScriptedStore(storeClock));
        var tokens = await app.LoginAsync();

        storeClock.Advance(TimeSpan.FromDays(31));

        (await app.RefreshAsync(tokens.Refresh)).Code.Should().Be(JwtErrorCodes.SessionExpired);
    }

    [Fact]
    public async Task A_session_of_shorter_life_can_be_asked_for()
    {
        await using var app = await SessionApp.StartAsync();

        var pair = await app.Sessions.StartAsync(new { username = "ada" }, new JwtSessionDetails { AbsoluteLifetime = TimeSpan.FromMinutes(5) });

        (Lifetime(pair.AccessToken), Lifetime(pair.RefreshToken), pair.ExpiresIn).Should().Be((300, 300, 300));
    }

    [Fact]
    public async Task A_store_that_lost_its_sessions_sends_everybody_to_the_login()
    {
        await using var app = await SessionApp.StartAsync();
        var tokens = await app.LoginAsync();
        await using var restarted = await SessionApp.StartAsync();

        var answer = await restarted.RefreshAsync(tokens.Refresh);

        (answer.Status, answer.Code).Should().Be((HttpStatusCode.Unauthorized, JwtErrorCodes.SessionExpired));
    }

    private static long Lifetime(string token) => long.Parse(SessionPair.Read(token, "exp"), null) - long.Parse(SessionPair.Read(token, "iat"), null);

    private static async Task<List<JwtSession>> ToListAsync(IAsyncEnumerable<JwtSession> sessions)
    {
        var list = new List<JwtSession>();
        await foreach (var session in sessions)
        {
            list.Add(session);
        }

        return list;
    }
}
