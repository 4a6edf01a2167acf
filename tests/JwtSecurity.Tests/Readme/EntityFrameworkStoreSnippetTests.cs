using JwtSecurity.EntityFrameworkCore;
using JwtSecurity.Tests.EntityFrameworkCore;
using JwtSecurity.Tests.TestKit;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.TestHost;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace JwtSecurity.Tests.Readme;

/// <summary>The snippets of the page beside the package for databases, each used the way its text says.</summary>
[Collection(SharedPostgreSql.Name)]
public sealed class EntityFrameworkStoreSnippetTests(PostgreSqlServer server)
{
    [PostgreSqlFact]
    public async Task In_the_applications_own_context()
    {
        var builder = Builder(("ConnectionStrings:Shop", await server.CreateDatabaseAsync()));

        builder.Services.AddDbContext<ShopContext>(options => options.UseNpgsql(builder.Configuration.GetConnectionString("Shop")));

        builder.Services.AddJwtSecurity(options => options.SecretKey = builder.Configuration["Jwt:SecretKey"])
            .AddAccessBearer()
            .AddRefreshBearer()
            .AddSessions()
            .AddEntityFrameworkStore<ShopContext>();

        await using var app = builder.Build();
        await using var scope = app.Services.CreateAsyncScope();
        await scope.ServiceProvider.GetRequiredService<ShopContext>().Database.EnsureCreatedAsync();
        await app.StartAsync();

        await ShouldKeepSessionsAsync(app.Services);
    }

    [Fact]
    public async Task In_a_context_that_comes_with_the_package()
    {
        using var folder = new TemporaryFolder();
        var builder = Builder(("ConnectionStrings:Sessions", $"Data Source={folder.Path}/sessions.db"));

        builder.Services.AddJwtSecurity(options => options.SecretKey = builder.Configuration["Jwt:SecretKey"])
            .AddAccessBearer()
            .AddRefreshBearer()
            .AddSessions()
            .AddEntityFrameworkStore(options => options.UseSqlite(builder.Configuration.GetConnectionString("Sessions")));

        await using var app = builder.Build();

        await using (var context = await app.Services.GetRequiredService<IDbContextFactory<JwtSecurityDbContext>>().CreateDbContextAsync())
        {
            await context.Database.EnsureCreatedAsync();
        }

        await app.StartAsync();

        await ShouldKeepSessionsAsync(app.Services);
    }

    // A login, a refresh, the same token again as from a second tab, a logout: through the database, and seen by the list in memory.
    private static async Task ShouldKeepSessionsAsync(IServiceProvider services)
    {
        var sessions = services.GetRequiredService<JwtSessions>();
        var (access, refresh) = (services.GetRequiredService<JwtAccessBearer>(), services.GetRequiredService<JwtRefreshBearer>());
        var first = await sessions.StartAsync(new { username = "ada" });

        var credentials = (await refresh.ValidateAsync(first.RefreshToken)).Credentials!;
        var renewed = (await sessions.RefreshAsync(credentials)).Pair!;
        (await refresh.ValidateAsync(renewed.RefreshToken)).Succeeded.Should().BeTrue();
        (await access.ValidateAsync(renewed.AccessToken)).Succeeded.Should().BeTrue();

        await sessions.RevokeAsync(credentials.SessionId!);
        (await access.ValidateAsync(renewed.AccessToken)).Error!.Code.Should().Be(JwtErrorCodes.TokenRevoked);
        (await refresh.ValidateAsync(renewed.RefreshToken)).Error!.Code.Should().Be(JwtErrorCodes.TokenRevoked);
    }

    private static WebApplicationBuilder Builder((string Key, string Value) setting)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseTestServer();
        builder.Configuration.AddInMemoryCollection([new("Jwt:SecretKey", TestApp.Secret), new(setting.Key, setting.Value)]);
        return builder;
    }

    public sealed class Order
    {
        public int Id { get; init; }
    }

    public sealed class ShopContext(DbContextOptions<ShopContext> options) : DbContext(options)
    {
        public DbSet<Order> Orders => Set<Order>();

        protected override void OnModelCreating(ModelBuilder modelBuilder) => modelBuilder.UseJwtSecurity();
    }
}
