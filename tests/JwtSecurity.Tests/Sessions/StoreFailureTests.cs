using System.Net;
using JwtSecurity.Tests.TestKit;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace JwtSecurity.Tests.Sessions;

/// <summary>A database that is away logs nobody out, and an answer that is lost costs nothing.</summary>
public sealed class StoreFailureTests
{
    [Theory]
    [InlineData("FindAsync")]
    [InlineData("RotateAsync")]
    public async Task A_store_error_before_the_commit_is_503_and_changes_nothing(string operation)
    {
        await using var app = await StartWithCookiesAsync();
        var login = await app.LoginAsync();
        app.PassGrace();
        app.Store.Fail(operation);

        var answer = await app.RefreshAsync(login.Refresh);

        (answer.Status, answer.Code, answer.Challenge, answer.CacheControl).Should().Be((HttpStatusCode.ServiceUnavailable, JwtErrorCodes.SessionsUnavailable, "", "no-store"));
        (answer.Headers["Set-Cookie"].Any(), answer.Body.Contains("database", StringComparison.Ordinal)).Should().Be((false, false));
        app.Store.Recover();
        var second = await app.RenewAsync(login);
        second.Jti.Should().NotBe(login.Jti);
        (await app.MeAsync(second)).Should().Be("ada user");
        app.Events.Should().Equal("started");
        app.App.Logs.Entries.Should().Contain(entry => entry.Id.Id == 303);
    }

    [Fact]
    public async Task A_store_error_after_the_commit_is_503_and_the_next_try_gets_what_was_committed()
    {
        await using var app = await StartWithCookiesAsync();
        var login = await app.LoginAsync();
        app.PassGrace();
        app.Store.After = (operation, _) => operation == "RotateAsync" ? throw new IOException("The connection broke.") : Task.CompletedTask;

        (await app.RefreshAsync(login.Refresh)).Code.Should().Be(JwtErrorCodes.SessionsUnavailable);

        app.Store.Recover();
        var again = await app.RenewAsync(login);
        again.Jti.Should().NotBe(login.Jti);
        app.PassGrace();
        (await app.RenewAsync(again)).SessionId.Should().Be(login.SessionId);
        app.Events.Should().Equal("started");
    }

    [Theory]
    [InlineData("/guard", false)]
    [InlineData("/guard", true)]
    [InlineData("/authorize", false)]
    [InlineData("/authorize", true)]
    [InlineData("/guard-refresh", false)]
    [InlineData("/authorize-refresh", false)]
    public async Task A_store_that_does_not_answer_rejects_no_token(string path, bool isRefusedAsStale)
    {
        var calls = new List<string>();
        var isRefresh = path.EndsWith("refresh", StringComparison.Ordinal);
        await using var app = await SessionApp.StartAsync(
            sessions => (sessions.RefuseWhenStale, sessions.AskStoreOnEveryRequest) = (isRefusedAsStale, !isRefusedAsStale),
            options =>
            {
                options.Events.OnTokenRejected = context => Note(context.SchemeName, $"rejected {context.Error.Code}");
                options.Events.OnChallenge = context => Note(context.SchemeName, $"challenge {context.Error.Code}");
            },
            jwt =>
            {
                jwt.AddAccessBearer().AddRefreshBearer();
                jwt.Services.AddAuthorization();
            },
            web =>
            {
                web.MapGet("/guard", ([Security<JwtAccessBearer>] JwtAuthorizationCredentials credentials) => "in");
                web.MapGet("/authorize", [Security<JwtAccessBearer>] () => "in");
                web.MapGet("/guard-refresh", ([Security<JwtRefreshBearer>] JwtAuthorizationCredentials credentials) => "in");
                web.MapGet("/authorize-refresh", [Security<JwtRefreshBearer>] () => "in");
            },
            isShared: true);
        var login = await app.LoginAsync();
        var token = TokenHeaders.Bearer(isRefresh ? login.Refresh : login.Access);
        app.Store.Fail();
        app.Clock.Advance(TimeSpan.FromMinutes(1));

        (await app.App.GetAsync(path, token)).Summary().Should().Be("503 sessions_unavailable");

        calls.Should().Equal("challenge sessions_unavailable");
        app.App.Logs.Entries.Should().NotContain(entry => entry.Id.Id == 101 && entry.Text.Contains(JwtErrorCodes.SessionsUnavailable));
        app.Store.Recover();
        await app.Sessions.RevokeAsync(login.SessionId);
        await app.App.GetAsync(path, token);
        calls.Should().Equal("challenge sessions_unavailable", "rejected token_revoked", "challenge token_revoked");

        // The access scheme is the default one, and sees refresh tokens, too.
        Task Note(string schemeName, string call)
        {
            if (schemeName == (isRefresh ? "JwtRefreshBearer" : "JwtAccessBearer"))
            {
                calls.Add(call);
            }

            return Task.CompletedTask;
        }
    }

    [Fact]
    public async Task An_optional_parameter_is_not_taken_for_anonymous()
    {
        await using var app = await StartWithCookiesAsync(o => o.AutoError = false);
        var login = await app.LoginAsync();
        app.Store.Fail("FindAsync");

        var answer = await app.App.PostAsync("/optional", TokenHeaders.Bearer(login.Refresh));

        (answer.Status, answer.Code).Should().Be((HttpStatusCode.ServiceUnavailable, JwtErrorCodes.SessionsUnavailable));
        (await app.App.PostAsync("/optional", TokenHeaders.Bearer("bad"))).Body.Should().Be("anonymous");
    }

    [Theory]
    [InlineData("GetUtcNowAsync")]
    [InlineData("CreateAsync")]
    public async Task A_login_is_answered_with_503_too(string operation)
    {
        await using var app = await StartWithCookiesAsync();
        app.Store.Fail(operation);

        var answer = await app.App.PostAsync("/login?user=ada");

        (answer.Status, answer.Code).Should().Be((HttpStatusCode.ServiceUnavailable, JwtErrorCodes.SessionsUnavailable));
        app.Events.Should().BeEmpty();
    }

    [Fact]
    public async Task A_logout_that_could_not_be_written_does_not_look_like_one()
    {
        await using var app = await StartWithCookiesAsync();
        var login = await app.LoginAsync();
        app.Store.Fail("RevokeAsync");

        var answer = await app.App.PostAsync("/logout", TokenHeaders.Bearer(login.Access));

        (answer.Status, answer.Code).Should().Be((HttpStatusCode.ServiceUnavailable, JwtErrorCodes.SessionsUnavailable));
        app.Store.Recover();
        (await app.MeAsync(login)).Should().Be("ada user");
    }

    [Fact]
    public async Task Theft_that_could_not_be_written_is_no_success_either()
    {
        await using var app = await StartWithCookiesAsync();
        var login = await app.LoginAsync();
        app.PassGrace();
        await app.RenewAsync(login);
        app.PassGrace();
        app.Store.Fail("RevokeAsync");

        (await app.OwnAsync(login)).Should().Be("503 sessions_unavailable");
        app.Store.Recover();
        (await app.OwnAsync(login)).Should().Be("401 token_reused");
        app.Events.Should().Equal("started", "reused", "ended TokenReused");
    }

    [Fact]
    public async Task Every_method_says_503_by_itself()
    {
        await using var app = await StartWithCookiesAsync();
        var access = await app.App.Scheme<JwtAccessBearer>().Accept((await app.LoginAsync()).Access);
        app.Store.Fail();
        var calls = new Func<Task>[]
        {
            () => app.Sessions.StartAsync(new { username = "ada" }).AsTask(),
            () => app.Sessions.RevokeAsync("any").AsTask(),
            () => app.Sessions.RevokeTokenAsync(access).AsTask(),
            () => app.Sessions.RevokeAllAsync("ada").AsTask(),
            async () => await app.Sessions.ListAsync("ada").GetAsyncEnumerator().MoveNextAsync(),
        };

        foreach (var call in calls)
        {
            (await call.Should().ThrowAsync<BadHttpRequestException>()).Which.StatusCode.Should().Be(503);
        }
    }

    [Fact]
    public async Task A_hook_that_throws_has_committed_nothing()
    {
        var throws = false;
        await using var app = await StartWithCookiesAsync(o => o.Events.OnSessionRefreshing = _ => throws ? throw new TimeoutException() : Task.CompletedTask);
        var login = await app.LoginAsync();
        app.PassGrace();
        throws = true;

        await app.Awaiting(each => each.RefreshAsync(login.Refresh)).Should().ThrowAsync<TimeoutException>();

        app.Store.Calls.Should().NotContain("RotateAsync");
        throws = false;
        (await app.RenewAsync(login)).SessionId.Should().Be(login.SessionId);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_cookie_that_is_too_large_is_found_before_the_commit(bool isReplaced)
    {
        var subject = (object)new { username = "ada" };
        await using var app = await StartWithCookiesAsync(o => o.Events.OnSessionRefreshing = context =>
        {
            context.ReplaceSubject(subject);
            return Task.CompletedTask;
        });
        var login = SessionPair.Of(await app.Sessions.StartAsync(subject));
        app.PassGrace();
        var large = new { username = "ada", text = new string('x', 3500) };
        app.Store.Calls.Clear();

        if (isReplaced)
        {
            subject = large;
            await app.Awaiting(each => each.RefreshAsync(login.Refresh)).Should().ThrowAsync<InvalidOperationException>().WithMessage("*'refresh_token_cookie' would take*");
            app.Store.Calls.Should().Equal("FindAsync");
            subject = new { username = "ada" };
            (await app.RenewAsync(login)).SessionId.Should().Be(login.SessionId);
        }
        else
        {
            await app.Awaiting(each => each.Sessions.StartAsync(large).AsTask()).Should().ThrowAsync<InvalidOperationException>().WithMessage("*would take*");
            app.Store.Calls.Should().Equal("GetUtcNowAsync");
        }
    }

    [Fact]
    public async Task A_clients_abort_before_the_commit_changes_nothing()
    {
        using var abort = new CancellationTokenSource();
        await using var app = await StartWithCookiesAsync(o => o.Events.OnSessionRefreshing = async _ => await abort.CancelAsync());
        var login = await app.LoginAsync();
        app.PassGrace();
        var credentials = await app.App.Scheme<JwtRefreshBearer>().Accept(login.Refresh);

        await app.Awaiting(each => each.Sessions.RefreshAsync(credentials, abort.Token).AsTask()).Should().ThrowAsync<OperationCanceledException>();

        app.Store.Calls.Should().NotContain("RotateAsync");
        app.App.Logs.Entries.Should().NotContain(entry => entry.Id.Id == 303);
    }

    [Theory]
    [InlineData("RotateAsync")]
    [InlineData("CreateAsync")]
    [InlineData("RevokeAsync")]
    [InlineData("RevokeAllAsync")]
    [InlineData("RevokeTokenAsync")]
    public async Task A_clients_abort_does_not_cancel_a_commit_that_has_begun(string commit)
    {
        using var abort = new CancellationTokenSource();
        await using var app = await StartWithCookiesAsync();
        var login = await app.LoginAsync();
        var refresh = await app.App.Scheme<JwtRefreshBearer>().Accept(login.Refresh);
        var access = await app.App.Scheme<JwtAccessBearer>().Accept(login.Access);
        app.PassGrace();
        var (asked, wasCancellable) = (0, false);
        app.Store.Before = async (operation, cancellationToken) =>
        {
            if (operation == commit)
            {
                await abort.CancelAsync();
                asked++;
                wasCancellable = cancellationToken.IsCancellationRequested;
            }
        };

        await (commit switch
        {
            "RotateAsync" => app.Sessions.RefreshAsync(refresh, abort.Token).AsTask(),
            "CreateAsync" => app.Sessions.StartAsync(new { username = "ada" }, cancellationToken: abort.Token).AsTask(),
            "RevokeAsync" => app.Sessions.RevokeAsync(login.SessionId, abort.Token).AsTask(),
            "RevokeAllAsync" => app.Sessions.RevokeAllAsync("ada", cancellationToken: abort.Token).AsTask(),
            _ => app.Sessions.RevokeTokenAsync(access, abort.Token).AsTask(),
        });

        (asked, wasCancellable).Should().Be((1, false));
        app.Store.Recover();
        var expected = commit is "RotateAsync" or "CreateAsync" ? "ada user" : "401 token_revoked";
        (await app.MeAsync(login)).Should().Be(expected);
    }

    [Fact]
    public async Task A_request_that_was_aborted_while_the_store_was_read_is_no_failure_of_the_store()
    {
        using var abort = new CancellationTokenSource();
        await using var app = await StartWithCookiesAsync();
        var login = await app.LoginAsync();
        app.Store.Before = async (_, cancellationToken) =>
        {
            await abort.CancelAsync();
            cancellationToken.ThrowIfCancellationRequested();
        };

        await app.App.Scheme<JwtRefreshBearer>().Awaiting(scheme => scheme.ValidateAsync(login.Refresh, abort.Token).AsTask()).Should().ThrowAsync<OperationCanceledException>();

        app.App.Logs.Entries.Should().NotContain(entry => entry.Id.Id == 303);
    }

    private static Task<SessionApp> StartWithCookiesAsync(Action<JwtSecurityOptions>? options = null) => SessionApp.StartAsync(
        options: options,
        schemes: jwt => jwt.AddAccessBearer().AddRefreshBearer().AddRefreshCookie(),
        map: web => web.MapPost("/optional", ([Security<JwtRefreshBearer>] JwtAuthorizationCredentials? credentials) => credentials is null ? "anonymous" : "in"));
}
