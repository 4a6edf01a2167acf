using Microsoft.Extensions.DependencyInjection;

namespace JwtSecurity.Tests.Sessions;

/// <summary>A refresh asks the application whether the subject is still what it was.</summary>
public sealed class RefreshHookTests
{
    [Fact]
    public async Task A_changed_role_takes_effect_at_the_next_refresh_and_stays()
    {
        var role = "user";
        await using var app = await StartAsync(context => context.ReplaceSubject(new { username = context.Subject.GetProperty("username").GetString(), role }));
        var tokens = await app.LoginAsync();
        role = "admin";
        app.PassGrace();

        tokens = await app.RenewAsync(tokens);

        (await app.MeAsync(tokens)).Should().Be("ada admin");
        SessionPair.Read(tokens.Refresh, "subject").Should().Be("""{"username":"ada","role":"admin"}""");
    }

    [Fact]
    public async Task The_hook_gets_the_subject_as_it_was_replaced_last()
    {
        var seen = new List<string>();
        await using var app = await StartAsync(context =>
        {
            seen.Add(context.Subject.GetRawText());
            context.ReplaceSubject(new { username = "ada", n = seen.Count });
        });
        var tokens = await app.LoginAsync();
        for (var i = 0; i < 2; i++)
        {
            app.PassGrace();
            tokens = await app.RenewAsync(tokens);
        }

        seen.Should().Equal("""{"username":"ada","role":"user"}""", """{"username":"ada","n":1}""");
    }

    [Theory]
    [InlineData(0)]
    [InlineData(60)]
    public async Task A_subject_that_is_no_longer_allowed_ends_the_session_within_the_grace_period_too(int seconds)
    {
        var isDisabled = false;
        await using var app = await StartAsync(context =>
        {
            if (isDisabled)
            {
                context.Reject();
            }
        });
        var tokens = await app.LoginAsync();
        isDisabled = true;
        app.Clock.Advance(TimeSpan.FromSeconds(seconds));

        (await app.RefreshAsync(tokens.Refresh)).Code.Should().Be(JwtErrorCodes.TokenRevoked);

        (await app.MeAsync(tokens)).Should().Be("401 token_revoked");
        isDisabled = false;
        (await app.RefreshAsync(tokens.Refresh)).Code.Should().Be(JwtErrorCodes.TokenRevoked);
        app.Events.Should().Equal("started", "ended SubjectRefused");
    }

    [Fact]
    public async Task A_session_stays_whose_it_was()
    {
        await using var app = await StartAsync(context => context.ReplaceSubject(new { username = "renamed" }));
        var tokens = await app.LoginAsync();
        app.PassGrace();
        tokens = await app.RenewAsync(tokens);

        await app.Sessions.RevokeAllAsync("ada");

        (await app.RefreshAsync(tokens.Refresh)).Code.Should().Be(JwtErrorCodes.TokenRevoked);
    }

    [Fact]
    public async Task A_subject_that_is_no_object_is_a_mistake_that_commits_nothing()
    {
        await using var app = await StartAsync(context => context.ReplaceSubject("ada"));
        var tokens = await app.LoginAsync();
        app.PassGrace();

        await app.Awaiting(each => each.RefreshAsync(tokens.Refresh)).Should().ThrowAsync<ArgumentException>().WithMessage("*must serialize to a JSON object*");

        app.Store.Calls.Should().NotContain("RotateAsync");
    }

    [Fact]
    public async Task The_hook_has_services_of_its_own_and_knows_the_session()
    {
        JwtSessionRefreshingContext? seen = null;
        await using var app = await SessionApp.StartAsync(
            options: o => o.EventsType = typeof(ScopedEvents),
            schemes: jwt =>
            {
                jwt.AddAccessBearer().AddRefreshBearer();
                jwt.Services.AddScoped<ScopedEvents>().AddSingleton<Action<JwtSessionRefreshingContext>>(context => seen = context);
            });
        var tokens = await app.LoginAsync();

        await app.RenewAsync(tokens);

        (seen!.Session.SessionId, seen.Session.SubjectKey, seen.SchemeName).Should().Be((tokens.SessionId, "ada", "JwtRefreshBearer"));
        seen.Invoking(context => context.Services.GetService<ScopedEvents>()).Should().Throw<ObjectDisposedException>("its scope ends with the hook");
    }

    private static Task<SessionApp> StartAsync(Action<JwtSessionRefreshingContext> hook) => SessionApp.StartAsync(options: o => o.Events.OnSessionRefreshing = context =>
    {
        hook(context);
        return Task.CompletedTask;
    });

    private sealed class ScopedEvents(Action<JwtSessionRefreshingContext> seen) : JwtSecurityEvents
    {
        public override Task SessionRefreshing(JwtSessionRefreshingContext context)
        {
            seen(context);
            return Task.CompletedTask;
        }
    }
}
