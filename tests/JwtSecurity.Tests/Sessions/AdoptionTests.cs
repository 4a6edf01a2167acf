using JwtSecurity.Tests.TestKit;

namespace JwtSecurity.Tests.Sessions;

/// <summary>Refresh tokens from before there were sessions: taken in once, then treated like any other.</summary>
public sealed class AdoptionTests
{
    [Fact]
    public async Task An_old_token_is_taken_in_once_and_nobody_logs_in_again()
    {
        await using var app = await StartAsync();
        var old = new SessionPair("", Old(app, ("scope", "a b")));

        var first = await app.RenewAsync(old);

        first.Jti.Should().NotBe("old");
        (SessionPair.Read(first.Refresh, "subject"), SessionPair.Read(first.Refresh, "scope")).Should().Be(("""{"username":"ada","role":"user"}""", "a b"));
        (await app.MeAsync(first)).Should().Be("ada user");
        app.PassGrace();
        (await app.RenewAsync(first)).SessionId.Should().Be(first.SessionId);
        app.Events.Should().Equal("started");
    }

    [Fact]
    public async Task A_lost_response_logs_nobody_out_and_a_second_use_is_theft()
    {
        await using var app = await StartAsync();
        var old = new SessionPair("", Old(app));
        var lost = await app.RenewAsync(old);
        (await app.RenewAsync(old)).Jti.Should().Be(lost.Jti);
        app.PassGrace();

        (await app.RefreshAsync(old.Refresh)).Code.Should().Be(JwtErrorCodes.TokenReused);

        (await app.RefreshAsync(lost.Refresh)).Code.Should().Be(JwtErrorCodes.TokenRevoked);
        app.Events.Should().Equal("started", "reused", "ended TokenReused");
    }

    [Fact]
    public async Task Many_at_once_are_taken_into_one_session()
    {
        await using var app = await StartAsync();
        var old = new SessionPair("", Old(app));

        var renewed = await Task.WhenAll(Enumerable.Range(0, 32).Select(_ => Task.Run(() => app.RenewAsync(old))));

        renewed.Select(each => each.Refresh).Distinct().Should().ContainSingle();
        app.Events.Should().Equal("started");
    }

    [Fact]
    public async Task It_is_not_taken_in_again_when_its_session_has_expired()
    {
        await using var app = await StartAsync(sessions => sessions.AbsoluteLifetime = TimeSpan.FromHours(1));
        var old = new SessionPair("", Old(app));
        await app.RenewAsync(old);
        app.Clock.Advance(TimeSpan.FromHours(2));

        await app.CleanUpAsync();

        app.Store.Calls.Should().Contain("DeleteExpiredAsync");
        (await app.RefreshAsync(old.Refresh)).Code.Should().Be(JwtErrorCodes.SessionExpired);
    }

    [Fact]
    public async Task It_can_be_taken_back_and_its_session_is_named()
    {
        await using var app = await StartAsync();
        var old = new SessionPair("", Old(app));
        var credentials = await app.App.Scheme<JwtRefreshBearer>().Accept(old.Refresh);
        credentials.SessionId.Should().NotBeNull();

        await app.Sessions.RevokeTokenAsync(credentials);

        (await app.OwnAsync(old)).Should().Be("401 token_revoked");
    }

    [Fact]
    public async Task Its_long_identifier_fits()
    {
        await using var app = await StartAsync();
        var old = new SessionPair("", Old(app, ("jti", new string('j', 200))));

        (await app.RenewAsync(old)).Jti.Should().Be((await app.RenewAsync(old)).Jti);
    }

    [Fact]
    public async Task One_that_was_stolen_before_the_password_was_changed_can_be_rejected_when_it_is_first_used()
    {
        DateTimeOffset? passwordChangedAt = null;
        await using var app = await StartAsync(options: o => o.Events.OnSessionRefreshing = context =>
        {
            if (context.Session.CreatedAt < passwordChangedAt)
            {
                context.Reject();
            }

            return Task.CompletedTask;
        });
        var stolen = Old(app);
        await app.Sessions.RevokeAllAsync("ada");
        passwordChangedAt = app.Clock.GetUtcNow();
        app.PassGrace();

        (await app.RefreshAsync(stolen)).Code.Should().Be(JwtErrorCodes.TokenRevoked);

        await app.RenewAsync(await app.LoginAsync());
    }

    [Fact]
    public async Task What_no_database_takes_for_text_is_kept_of_its_identifier_as_a_hash()
    {
        await using var app = await StartAsync();

        var renewed = await app.RenewAsync(new SessionPair("", Old(app, ("jti", "o\0ld"))));

        var stored = (await app.Store.FindAsync("", renewed.SessionId, default)).Session!;
        stored.PreviousJti.Should().MatchRegex("^[0-9a-f]{64}$");
    }

    [Fact]
    public async Task One_that_is_young_is_given_again_with_the_claims_it_had_and_its_session()
    {
        await using var app = await StartAsync(options: o => o.Dialect = JwtDialect.FlaskJwtExtended);
        var issued = app.Clock.GetUtcNow() - TimeSpan.FromSeconds(10);
        var old = Tokens.Sign(DialectTokens.Payload("FlaskJwtExtended", issued, "refresh", ("scope", "a b")));

        var kept = await app.RenewAsync(new SessionPair("", old));

        Claims(kept.Refresh).Should().BeEquivalentTo([.. Claims(old), $"\"sid\":\"{kept.SessionId}\""]);

        static IEnumerable<string> Claims(string token) => Tokens.ReadPayload(token).EnumerateObject().Select(claim => claim.ToString());
    }

    [Fact]
    public async Task One_that_does_not_say_whose_it_is_is_refused()
    {
        await using var app = await StartAsync();

        (await app.RefreshAsync(Old(app, ("subject", new { nickname = "ada" })))).Code.Should().Be(JwtErrorCodes.SessionExpired);
    }

    [Fact]
    public async Task One_that_has_expired_is_refused()
    {
        await using var app = await StartAsync();
        var old = Old(app);
        app.Clock.Advance(TimeSpan.FromDays(1));

        (await app.RefreshAsync(old)).Code.Should().Be(JwtErrorCodes.TokenExpired);
    }

    private static Task<SessionApp> StartAsync(Action<JwtSessionOptions>? sessions = null, Action<JwtSecurityOptions>? options = null) => SessionApp.StartAsync(
        each =>
        {
            each.AdoptTokensWithoutSession = true;
            sessions?.Invoke(each);
        },
        options);

    // An hour old, and good for the rest of the day.
    private static string Old(SessionApp app, params (string Name, object? Value)[] changes)
    {
        var issued = app.Clock.GetUtcNow() - TimeSpan.FromHours(1);
        return Tokens.Sign(Tokens.Payload(issued, "refresh",
            [("jti", "old"), ("exp", issued.AddDays(1).ToUnixTimeSeconds()), ("subject", new { username = "ada", role = "user" }), .. changes]));
    }
}
