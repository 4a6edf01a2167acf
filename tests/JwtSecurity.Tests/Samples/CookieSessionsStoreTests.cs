using JwtSecurity.Tests.EntityFrameworkCore;
using JwtSecurity.Tests.Repository;
using JwtSecurity.Tests.TestKit;
using Npgsql;

namespace JwtSecurity.Tests.Samples;

/// <summary>Where the sample with cookies keeps its sessions, what survives there, and how its times are set.</summary>
[Collection(SharedPostgreSql.Name)]
public sealed class CookieSessionsStoreTests(PostgreSqlServer server)
{
    [Fact]
    public async Task Sessions_survive_a_restart_and_so_does_their_end()
    {
        await using var sample = await CookieSessionsSample.StartAsync();
        using var stays = sample.NewClient();
        using var leaves = sample.NewClient();
        using var thief = sample.NewClient();
        await stays.LogInAsync();
        await leaves.LogInAsync();
        thief.Take(leaves);
        await leaves.SendAsync("POST", "/api/v1/logout");

        await sample.KillAsync();
        await sample.StartAgainAsync();

        stays.Address = thief.Address = sample.Address;
        (await stays.MeAsync()).Should().Be("testuser");
        (await stays.SendAsync("POST", "/api/v1/refresh")).Body.Should().Be("""{"expires_in":3600}""");
        (await stays.SessionsAsync()).Should().ContainSingle();
        (await thief.MeAsync()).Should().Be(JwtErrorCodes.TokenRevoked);
        (await thief.SendAsync("POST", "/api/v1/refresh")).Code.Should().Be(JwtErrorCodes.TokenRevoked);
    }

    [Fact]
    public async Task They_are_in_a_file_beside_the_program_where_nothing_else_is_said()
    {
        using var folder = new TemporaryFolder();
        folder.Write("appsettings.json", RepositoryFiles.Read("samples/CookieSessions/appsettings.json"));
        await using var sample = SampleProcess.Start("CookieSessions", "Production", folder.Path, ("Jwt:SecretKey", TestApp.Secret));
        using var client = new CookieClient { Address = await sample.WaitForAddressAsync() };

        (await client.LogInAsync()).Body.Should().Be("""{"expires_in":3600}""");

        File.Exists(Path.Combine(folder.Path, "sessions.db")).Should().BeTrue();
    }

    [Fact]
    public async Task A_folder_that_is_not_there_is_named()
    {
        using var folder = new TemporaryFolder();
        var missing = Path.Combine(folder.Path, "missing");

        await ShouldNameAsync(missing);
    }

    [UnwritableFolderFact]
    public async Task A_folder_that_may_not_be_written_to_is_named() => await ShouldNameAsync(UnwritableFolderFactAttribute.Folder);

    [Fact]
    public async Task Without_a_key_it_ends_and_says_what_to_set()
    {
        using var folder = new TemporaryFolder();
        await using var sample = SampleProcess.Start("CookieSessions", "Production", settings: ("SessionsFile", Path.Combine(folder.Path, "sessions.db")));

        (await sample.WaitForExitAsync()).Should().NotBe(0);

        sample.Output.Should().Contain("There is no key.").And.Contain("Jwt__SecretKey").And.Contain("openssl rand -base64 48");
    }

    [Fact]
    public async Task Lifetimes_and_periods_come_from_configuration()
    {
        await using var sample = await CookieSessionsSample.StartAsync(
            ("Jwt:AccessExpiresDelta", "00:10:00"), ("Jwt:RefreshExpiresDelta", "2.00:00:00"), ("Jwt:Sessions:AbsoluteLifetime", "1.00:00:00"), ("Jwt:Sessions:GracePeriod", "00:00:00"));
        using var client = sample.NewClient();
        using var thief = sample.NewClient();

        var login = await client.LogInAsync();
        thief.Take(client);
        var refresh = await client.SendAsync("POST", "/api/v1/refresh");

        login.Body.Should().Be("""{"expires_in":600}""");
        CookieClient.LifetimesOf(login).Should().SatisfyRespectively(
            access => access.Should().BeCloseTo(TimeSpan.FromMinutes(10), CookieClient.Slowness),
            cookie => cookie.Should().BeCloseTo(TimeSpan.FromDays(1), CookieClient.Slowness),
            logout => logout.Should().BeCloseTo(TimeSpan.FromDays(1), CookieClient.Slowness));
        refresh.Body.Should().Be("""{"expires_in":600}""");

        // No grace: the token that was replaced is a stolen one.
        (await thief.SendAsync("POST", "/api/v1/refresh")).Code.Should().Be(JwtErrorCodes.TokenReused);
        (await client.MeAsync()).Should().Be(JwtErrorCodes.TokenRevoked);
    }

    [PostgreSqlFact]
    public async Task They_are_in_PostgreSQL_where_the_connection_string_says_so_and_every_node_knows_of_a_logout()
    {
        var database = await server.CreateDatabaseAsync();
        await using var first = await CookieSessionsSample.StartAsync(("ConnectionStrings:Sessions", database));
        await using var second = await CookieSessionsSample.StartAsync(("ConnectionStrings:Sessions", database));
        using var client = first.NewClient();
        using var otherTab = second.NewClient();

        await client.LogInAsync();
        otherTab.Take(client);
        (await otherTab.MeAsync()).Should().Be("testuser");
        (await otherTab.SendAsync("POST", "/api/v1/refresh")).Body.Should().Be("""{"expires_in":3600}""");
        (await CountSessionsAsync(database)).Should().Be(1);
        File.Exists(first.SessionsFile).Should().BeFalse();

        await client.SendAsync("POST", "/api/v1/logout");

        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (await otherTab.MeAsync() != JwtErrorCodes.TokenRevoked)
        {
            patience.Token.ThrowIfCancellationRequested();
        }
    }

    private static async Task ShouldNameAsync(string folder)
    {
        var file = Path.Combine(folder, "sessions.db");
        await using var sample = SampleProcess.Start("CookieSessions", "Development", settings: ("SessionsFile", file));

        (await sample.WaitForExitAsync()).Should().NotBe(0);

        sample.Output.Should().Contain($"Sessions cannot be kept in '{file}': the folder '{folder}' is not there, or may not be written to.")
            .And.Contain("Set SessionsFile").And.Contain("ConnectionStrings:Sessions");
    }

    private static async Task<long> CountSessionsAsync(string database)
    {
        await using var connection = new NpgsqlConnection(database);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand("SELECT count(*) FROM \"JwtSessions\"", connection);
        return (long)(await command.ExecuteScalarAsync())!;
    }
}
