using Microsoft.Extensions.DependencyInjection;

namespace JwtSecurity.Tests.Sessions;

/// <summary>What the application is told of sessions, after it has happened.</summary>
public sealed class SessionEventsTests
{
    [Fact]
    public async Task The_contexts_say_which_session_and_why()
    {
        var told = new List<object>();
        await using var app = await SessionApp.StartAsync(options: o =>
        {
            o.Events.OnSessionStarted = context => Tell(context);
            o.Events.OnSessionEnded = context => Tell(context);
            o.Events.OnReuseDetected = context => Tell(context);
        });
        var tokens = await app.LoginAsync();
        app.PassGrace();
        await app.RenewAsync(tokens);
        app.PassGrace();
        await app.RefreshAsync(tokens.Refresh);

        var started = told[0].Should().BeOfType<JwtSessionStartedContext>().Subject;
        var reused = told[1].Should().BeOfType<JwtReuseDetectedContext>().Subject;
        var ended = told[2].Should().BeOfType<JwtSessionEndedContext>().Subject;
        told.Should().HaveCount(3);
        new[] { started.Session.SessionId, reused.Session.SessionId, ended.Session.SessionId }.Should().AllBe(tokens.SessionId);
        new[] { started.SchemeName, reused.SchemeName, ended.SchemeName }.Should().AllBe("JwtRefreshBearer");
        ended.Reason.Should().Be(JwtSessionEndReason.TokenReused);

        Task Tell(object context)
        {
            told.Add(context);
            return Task.CompletedTask;
        }
    }

    [Fact]
    public async Task A_hook_that_fails_changes_nothing_of_what_happened()
    {
        await using var app = await SessionApp.StartAsync(options: o =>
        {
            o.Events.OnSessionStarted = _ => throw new InvalidOperationException("The mail server is away.");
            o.Events.OnSessionEnded = _ => throw new InvalidOperationException("The mail server is away.");
            o.Events.OnReuseDetected = _ => throw new InvalidOperationException("The mail server is away.");
        });
        var tokens = await app.LoginAsync();
        app.PassGrace();
        await app.RenewAsync(tokens);
        app.PassGrace();

        (await app.RefreshAsync(tokens.Refresh)).Code.Should().Be(JwtErrorCodes.TokenReused);

        (await app.MeAsync(tokens)).Should().Be("401 token_revoked");
        app.App.Logs.Entries.Count(entry => entry.Id.Id == 304).Should().Be(3);
    }

    [Fact]
    public async Task No_access_token_of_an_ended_session_passes_while_a_hook_is_told_of_another()
    {
        var (reached, goOn) = (new TaskCompletionSource(), new TaskCompletionSource());
        await using var app = await SessionApp.StartAsync(options: o => o.Events.OnSessionEnded = _ =>
        {
            reached.TrySetResult();
            return goOn.Task;
        });
        var (one, two, three) = (await app.LoginAsync(), await app.LoginAsync(), await app.LoginAsync());

        var revoking = app.Sessions.RevokeAllAsync("ada").AsTask();
        await reached.Task;

        (await app.MeAsync(one), await app.MeAsync(two), await app.MeAsync(three)).Should().Be(("401 token_revoked", "401 token_revoked", "401 token_revoked"));
        goOn.SetResult();
        await revoking;
    }

    [Fact]
    public async Task No_access_token_of_a_session_that_ended_for_another_passes_while_a_hook_is_told_of_that_one()
    {
        var (reached, goOn) = (new TaskCompletionSource(), new TaskCompletionSource());
        var logins = 0;
        await using var app = await SessionApp.StartAsync(sessions => sessions.MaxSessionsPerSubject = 1, options => options.Events.OnSessionStarted = async _ =>
        {
            if (++logins == 2)
            {
                reached.SetResult();
                await goOn.Task;
            }
        });
        var old = await app.LoginAsync();

        var login = app.LoginAsync();
        await reached.Task;

        (await app.MeAsync(old)).Should().Be("401 token_revoked");
        goOn.SetResult();
        await login;
    }

    [Fact]
    public async Task A_class_of_hooks_is_made_in_a_scope()
    {
        await using var app = await SessionApp.StartAsync(
            options: o => o.EventsType = typeof(Told),
            schemes: jwt =>
            {
                jwt.AddAccessBearer().AddRefreshBearer();
                jwt.Services.AddScoped<Told>().AddSingleton<List<string>>();
            });
        var tokens = await app.LoginAsync();

        await app.Sessions.RevokeAsync(tokens.SessionId);

        app.App.Services.GetRequiredService<List<string>>().Should().Equal("started", "ended Revoked");
    }

    [Fact]
    public async Task No_log_shows_a_token_or_whose_it_is()
    {
        await using var app = await SessionApp.StartAsync();
        var tokens = await app.LoginAsync("somebody");
        app.PassGrace();
        var second = await app.RenewAsync(tokens);
        app.PassGrace();
        await app.RefreshAsync(tokens.Refresh);
        app.Store.Fail();
        await app.RefreshAsync(second.Refresh);

        var log = string.Join('\n', app.App.Logs.Entries.Where(entry => entry.Category == "JwtSecurity").Select(entry => entry.Text));
        log.Should().Contain(tokens.SessionId).And.NotContain(tokens.Jti).And.NotContain("somebody");
        foreach (var token in new[] { tokens.Access, tokens.Refresh, second.Access, second.Refresh })
        {
            log.Should().NotContain(token.Split('.')[2]);
        }
    }

    private sealed class Told(List<string> told) : JwtSecurityEvents
    {
        public override Task SessionStarted(JwtSessionStartedContext context)
        {
            told.Add("started");
            return Task.CompletedTask;
        }

        public override Task SessionEnded(JwtSessionEndedContext context)
        {
            told.Add($"ended {context.Reason}");
            return Task.CompletedTask;
        }
    }
}
