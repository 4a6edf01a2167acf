using System.Diagnostics;
using JwtSecurity.EntityFrameworkCore;
using JwtSecurity.Tests.Sessions;
using JwtSecurity.Tests.TestKit;
using Microsoft.AspNetCore.Builder;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Npgsql;

namespace JwtSecurity.Tests.EntityFrameworkCore;

/// <summary>Two hosts of an application and one PostgreSQL. The hosts' clocks stand still, so that neither polls: what one knows of the other, it was told.</summary>
[Collection(SharedPostgreSql.Name)]
public sealed class PostgreSqlNotificationsTests(PostgreSqlServer server) : IAsyncLifetime
{
    private const string Listeners = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND application_name = 'other' AND query LIKE 'LISTEN%'";
    private const int NotListening = 405;
    private const int ListeningAgain = 407;
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan s_restAfterNews = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan s_firstPause = TimeSpan.FromSeconds(1);

    private readonly TimerClock _clock = new(TimeProvider.System.GetUtcNow());
    private readonly TimerClock _clockOfOther = new(TimeProvider.System.GetUtcNow());
    private string _connectionString = "";

    [PostgreSqlFact]
    public async Task What_one_host_revokes_the_other_refuses_without_a_poll_however_it_was_revoked()
    {
        await using var one = await StartOneAsync();
        await using var other = await StartOtherAsync();
        var sessions = one.Services.GetRequiredService<JwtSessions>();

        await RevokeAsync(login => sessions.RevokeAsync(login.SessionId));
        await RevokeAsync(async login => await sessions.RevokeTokenAsync(await one.Scheme<JwtAccessBearer>().Accept(login.Access)));
        await RevokeAsync(_ => sessions.RevokeAllAsync("ada"));
        await RevokeAsync(async _ => await sessions.RevokeAllAsync("ada", exceptSessionId: (await LoginAsync(one)).SessionId));
        await RevokeAsync(async login =>
        {
            // As if it had been replaced twice.
            await ExecuteAsync($"""UPDATE "JwtSessions" SET "CurrentJti" = 'third', "PreviousJti" = 'second' WHERE "SessionId" = '{login.SessionId}'""");
            (await one.Scheme<JwtRefreshBearer>().ValidateAsync(login.Refresh)).Error!.Code.Should().Be(JwtErrorCodes.TokenReused);
        });
        await RevokeAsync(async _ =>
        {
            await LoginAsync(one);
            await LoginAsync(one);
        });

        async Task RevokeAsync(Func<SessionPair, ValueTask> revoke)
        {
            var login = await LoginAsync(one);
            (await MeAsync(other, login)).Should().Be("in");

            await revoke(login);

            await UntilToldAsync(other, login);
        }
    }

    [PostgreSqlFact]
    public async Task A_connection_that_is_cut_is_made_again_and_what_was_missed_is_read()
    {
        await using var one = await StartOneAsync();
        await using var other = await StartOtherAsync();
        for (var time = 1; time <= 2; time++)
        {
            await UntilToldAsync(other, await LogoutAsync(one));

            await ExecuteAsync(Listeners.Replace("count(*)", "count(pg_terminate_backend(pid))", StringComparison.Ordinal));
            await _clockOfOther.WhenSomebodyWaitsForAsync(s_firstPause);
            var missed = await LogoutAsync(one);
            (await MeAsync(other, missed)).Should().Be("in", "nobody told it, and it does not poll");
            _clockOfOther.Advance(s_firstPause);

            await UntilToldAsync(other, missed);
            await UntilToldAsync(other, await LogoutAsync(one));
            (Count(other, NotListening), Count(other, ListeningAgain)).Should().Be((time, time));
        }
    }

    [PostgreSqlFact]
    public async Task Where_a_pool_on_the_way_keeps_what_is_announced_the_log_says_so_and_the_poll_goes_on()
    {
        await using var one = await StartOneAsync();
        await using var other = await StartOtherAsync(new UnheardNotifications());

        await _clockOfOther.WhenSomebodyWaitsForAsync(s_firstPause);
        var login = await LogoutAsync(one);

        other.Logs.Entries.Should().ContainSingle(entry => entry.Id.Id == NotListening).Which.Text.Should().Contain("pool_mode=transaction");
        (await MeAsync(other, login)).Should().Be("in");
        _clockOfOther.Advance(TimeSpan.FromMinutes(1));
        SpinWait.SpinUntil(() => other.Services.GetRequiredService<JwtSecuritySets>().FindRevocations("")!.Count > 0, s_patience).Should().BeTrue();
        (await MeAsync(other, login)).Should().Be("401 token_revoked");
    }

    [PostgreSqlFact]
    public async Task A_host_that_stops_stops_listening_and_waits_for_nobody()
    {
        await using var one = await StartOneAsync();
        await using var other = await StartOtherAsync();
        await UntilToldAsync(other, await LogoutAsync(one));
        (await ExecuteAsync(Listeners)).Should().Be(1L);
        var watch = Stopwatch.StartNew();

        await other.Services.GetRequiredService<IHost>().StopAsync();

        watch.Elapsed.Should().BeLessThan(TimeSpan.FromSeconds(5));
        (await ExecuteAsync(Listeners)).Should().Be(0L);
        Count(other, NotListening).Should().Be(0, "nothing failed");
    }

    [PostgreSqlFact]
    public async Task A_notification_says_nothing_of_anybody()
    {
        await using var node = Node.Start(options => options.UseNpgsql(_connectionString));
        await using var connection = new NpgsqlConnection(_connectionString);
        await connection.OpenAsync();
        var heard = new List<(string Channel, string Payload)>();
        connection.Notification += (_, notification) => heard.Add((notification.Channel, notification.Payload));
        await using var listen = new NpgsqlCommand("LISTEN jwtsecurity_revocations", connection);
        await listen.ExecuteNonQueryAsync();

        await node.Store.RevokeTokenAsync("", "jti", TimeProvider.System.GetUtcNow() + s_patience, default);

        (await connection.WaitAsync(s_patience)).Should().BeTrue();
        heard.Should().Equal(("jwtsecurity_revocations", ""));
    }

    [Fact]
    public void A_connection_that_cannot_wait_is_named()
    {
        using var connection = new SqliteConnection();

        var of = () => NotificationWait.Of(connection);

        of.Should().Throw<NotSupportedException>().WithMessage("*SqliteConnection cannot wait*by the poll alone.");
    }

    public async Task InitializeAsync()
    {
        if (PostgreSqlInstallation.WhyMissing is null)
        {
            _connectionString = await server.CreateDatabaseAsync();
            await using var node = Node.Start(options => options.UseNpgsql(_connectionString));
            await node.CreateTablesAsync();
        }
    }

    public Task DisposeAsync()
    {
        NpgsqlConnection.ClearAllPools();
        return Task.CompletedTask;
    }

    private Task<TestApp> StartOneAsync() => StartAsync("one", _clock, []);

    private Task<TestApp> StartOtherAsync(params IInterceptor[] interceptors) => StartAsync("other", _clockOfOther, interceptors);

    private Task<TestApp> StartAsync(string name, TimerClock clock, IInterceptor[] interceptors) => TestApp.StartAsync(
        jwt => jwt.AddAccessBearer().AddRefreshBearer()
            .AddSessions(sessions =>
            {
                sessions.MaxSessionsPerSubject = 2;
                sessions.RevocationPollInterval = TimeSpan.FromMinutes(1);
                sessions.MaxStaleness = TimeSpan.FromMinutes(10);
            })
            .AddEntityFrameworkStore(options => options.UseNpgsql($"{_connectionString};Application Name={name}").AddInterceptors(interceptors)),
        app => app.MapGet("/me", ([Security<JwtAccessBearer>] JwtAuthorizationCredentials credentials) => "in"),
        builder => builder.Services.AddSingleton<TimeProvider>(clock));

    private static async Task<SessionPair> LoginAsync(TestApp host) =>
        SessionPair.Of(await host.Services.GetRequiredService<JwtSessions>().StartAsync(new { username = "ada" }));

    private static async Task<SessionPair> LogoutAsync(TestApp host)
    {
        var login = await LoginAsync(host);
        await host.Services.GetRequiredService<JwtSessions>().RevokeAsync(login.SessionId);
        return login;
    }

    private static async Task<string> MeAsync(TestApp host, SessionPair tokens) => (await host.GetAsync("/me", TokenHeaders.Bearer(tokens.Access))).Summary();

    // It rests after each reading that somebody caused; that it does says that it has read.
    private async Task UntilToldAsync(TestApp other, SessionPair revoked)
    {
        while (await MeAsync(other, revoked) == "in")
        {
            await _clockOfOther.WhenSomebodyWaitsForAsync(s_restAfterNews);
            _clockOfOther.Advance(s_restAfterNews);
        }

        (await MeAsync(other, revoked)).Should().Be("401 token_revoked");
    }

    private static int Count(TestApp host, int log) => host.Logs.Entries.Count(entry => entry.Id.Id == log);

    private async Task<object?> ExecuteAsync(string sql)
    {
        await using var connection = new NpgsqlConnection(_connectionString);
        await connection.OpenAsync();
#pragma warning disable CA2100 // Written here, by this test.
        await using var command = new NpgsqlCommand(sql, connection);
#pragma warning restore CA2100
        return await command.ExecuteScalarAsync();
    }
}
