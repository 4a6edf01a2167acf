using System.Transactions;
using JwtSecurity.EntityFrameworkCore;
using JwtSecurity.Tests.TestKit;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace JwtSecurity.Tests.EntityFrameworkCore;

/// <summary>The store lives in the application's context and leaves alone what the application does with it.</summary>
public sealed class OwnContextTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private string Sqlite => $"Data Source={_folder.Path}/shop.db";

    [Theory]
    [InlineData("AddDbContext")]
    [InlineData("AddDbContextPool")]
    [InlineData("AddDbContextFactory")]
    [InlineData("AddDbContextFactory, scoped")]
    [InlineData("AddPooledDbContextFactory")]
    public async Task However_the_context_is_registered_sessions_are_kept_in_it(string registration)
    {
        await using var node = Node.Start(jwt =>
        {
            Register(jwt.Services, registration);
            jwt.AddEntityFrameworkStore<ShopContext>();
        });
        await using var scope = node.Services.CreateAsyncScope();
        await using var context = await OpenAsync(scope.ServiceProvider);
        await context.Database.EnsureCreatedAsync();

        var session = await Logins.StartAsync(node.Store, "one");
        (await Logins.RefreshAsync(node.Store, session, "first", "second")).Status.Should().Be(JwtRotationStatus.Rotated);

        (await context.Database.SqlQuery<string>($"SELECT CurrentJti AS Value FROM JwtSessions").SingleAsync()).Should().Be("second");
    }

    [Fact]
    public async Task Without_a_context_of_the_applications_there_is_one()
    {
        await using var node = Node.Start(options => options.UseSqlite(Sqlite));
        await node.CreateTablesAsync();

        var session = await Logins.StartAsync(node.Store, "one");

        (await Logins.ReadAsync(node.Store, session)).Should().BeEquivalentTo(session);
        await using var scope = node.Services.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<JwtSecurityDbContext>().Model.GetEntityTypes().Should().HaveCount(2);
    }

    [Fact]
    public async Task The_last_store_that_was_added_counts()
    {
        await using var node = Node.Start(jwt =>
        {
            jwt.AddEntityFrameworkStore(options => options.UseSqlite($"Data Source={_folder.Path}/missing/missing.db"));
            Register(jwt.Services, "AddDbContext");
            jwt.AddEntityFrameworkStore<ShopContext>().AddEntityFrameworkStore<ShopContext>();
        });
        await CreateShopAsync(node);

        await Logins.StartAsync(node.Store, "one");

        node.Services.GetServices<JwtSessionStore>().Should().ContainSingle();
    }

    [Fact]
    public async Task What_a_request_has_pending_stays_pending()
    {
        await using var node = Node.Start(jwt =>
        {
            Register(jwt.Services, "AddDbContext");
            jwt.AddEntityFrameworkStore<ShopContext>();
        });
        await CreateShopAsync(node);
        await using var request = node.Services.CreateAsyncScope();
        var context = request.ServiceProvider.GetRequiredService<ShopContext>();
        var order = context.Orders.Add(new Order { Article = "not ordered yet" });

        var session = await Logins.StartAsync(node.Store, "one", limit: new JwtSessionLimit(1, JwtSessionLimitPolicy.EndOldest));
        await Logins.RefreshAsync(node.Store, session, "first", "second");
        await node.Store.RevokeAllAsync("", "ada", null, JwtSessionEndReason.Revoked, default);

        order.State.Should().Be(EntityState.Added);
        context.ChangeTracker.Entries().Should().ContainSingle();
        (await context.Orders.CountAsync()).Should().Be(0);
    }

    [Fact]
    public async Task A_transaction_scope_around_the_call_is_not_joined()
    {
        await using var node = Node.Start(options => options.UseSqlite(Sqlite));
        await node.CreateTablesAsync();

        using (new TransactionScope(TransactionScopeAsyncFlowOption.Enabled))
        {
            await Logins.StartAsync(node.Store, "one");
            await node.Store.RevokeAsync("", "one", JwtSessionEndReason.Revoked, default);
            Transaction.Current.Should().NotBeNull();
        }

        (await node.Store.FindAsync("", "one", default)).Session!.RevokedAt.Should().NotBeNull();
        (await Logins.ToListAsync(node.Store.ReadRevocationsAsync(default))).Should().ContainSingle();
    }

    [Fact]
    public async Task What_a_model_says_of_all_its_texts_and_rows_says_nothing_of_sessions()
    {
        await using var node = Node.Start(jwt =>
        {
            jwt.Services.AddDbContext<OpinionatedContext>(options => options.UseSqlite(Sqlite));
            jwt.AddEntityFrameworkStore<OpinionatedContext>();
        });
        await using (var scope = node.Services.CreateAsyncScope())
        {
            await scope.ServiceProvider.GetRequiredService<OpinionatedContext>().Database.EnsureCreatedAsync();
        }

        var subject = "ada, whose name is longer than others' ";
        var ada = await Logins.StartAsync(node.Store, "session", subject);
        var other = await Logins.StartAsync(node.Store, "Session", subject.ToUpperInvariant());
        (await node.Store.RevokeAllAsync("", subject, null, JwtSessionEndReason.Revoked, default)).Should().ContainSingle().Which.SubjectKey.Should().Be(subject);
        await node.Store.RevokeTokenAsync("", "jti", ada.ExpiresAt, default);

        (await Logins.ReadAsync(node.Store, ada)).RevokedAt.Should().NotBeNull();
        (await Logins.ReadAsync(node.Store, other)).RevokedAt.Should().BeNull();
        (await node.Store.IsRevokedAsync("", other.SessionId, "JTI", default)).Should().BeFalse();
        (await node.Store.IsRevokedAsync("", other.SessionId, "jti", default)).Should().BeTrue();
        (await Logins.ToListAsync(node.Store.ReadRevocationsAsync(default))).Should().HaveCount(2);
    }

    [Fact]
    public async Task What_is_listed_can_be_revoked_while_it_is_listed()
    {
        await using var node = Node.Start(options => options.UseSqlite(Sqlite));
        await node.CreateTablesAsync();
        for (var i = 0; i < 150; i++)
        {
            await Logins.StartAsync(node.Store, $"session {i}");
        }

        await foreach (var session in node.Store.ListAsync("", "ada", default))
        {
            (await node.Store.RevokeAsync("", session.SessionId, JwtSessionEndReason.Revoked, default)).Should().NotBeNull();
        }

        (await Logins.ToListAsync(node.Store.ListAsync("", "ada", default))).Should().BeEmpty();
    }

    [Fact]
    public async Task A_database_that_does_not_answer_is_an_exception_and_no_verdict()
    {
        await using var node = Node.Start(options => options.UseSqlite($"Data Source={_folder.Path}/missing/missing.db"));
        var session = Logins.Session(DateTimeOffset.UnixEpoch, "one");

        var calls = new Func<Task>[]
        {
            async () => await node.Store.FindAsync("", "one", default),
            async () => await node.Store.CreateAsync(session, null, default),
            async () => await Logins.RefreshAsync(node.Store, session, "first", "second"),
            async () => await node.Store.RevokeAsync("", "one", JwtSessionEndReason.Revoked, default),
            async () => await node.Store.RevokeAllAsync("", "ada", null, JwtSessionEndReason.Revoked, default),
            async () => await node.Store.RevokeTokenAsync("", "jti", session.ExpiresAt, default),
            async () => await node.Store.IsRevokedAsync("", "one", "jti", default),
            async () => await node.Store.DeleteExpiredAsync(10, default),
            async () => await Logins.ToListAsync(node.Store.ListAsync("", "ada", default)),
            async () => await Logins.ToListAsync(node.Store.ReadRevocationsAsync(default)),
        };
        foreach (var call in calls)
        {
            (await call.Should().ThrowAsync<Exception>()).Which.GetBaseException().Should().BeOfType<SqliteException>();
        }
    }

    public void Dispose() => _folder.Dispose();

    private void Register(IServiceCollection services, string registration) => _ = registration switch
    {
        "AddDbContext" => services.AddDbContext<ShopContext>(Configure),
        "AddDbContextPool" => services.AddDbContextPool<ShopContext>(Configure),
        "AddDbContextFactory" => services.AddDbContextFactory<ShopContext>(Configure),
        "AddDbContextFactory, scoped" => services.AddDbContextFactory<ShopContext>(Configure, ServiceLifetime.Scoped),
        _ => services.AddPooledDbContextFactory<ShopContext>(Configure),
    };

    private void Configure(DbContextOptionsBuilder options) => options.UseSqlite(Sqlite);

    private static async Task<ShopContext> OpenAsync(IServiceProvider services) =>
        services.GetService<IDbContextFactory<ShopContext>>() is { } factory ? await factory.CreateDbContextAsync() : services.GetRequiredService<ShopContext>();

    private static async Task CreateShopAsync(Node node)
    {
        await using var scope = node.Services.CreateAsyncScope();
        await scope.ServiceProvider.GetRequiredService<ShopContext>().Database.EnsureCreatedAsync();
    }
}
