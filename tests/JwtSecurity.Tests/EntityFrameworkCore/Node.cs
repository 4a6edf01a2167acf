using JwtSecurity.EntityFrameworkCore;
using JwtSecurity.Tests.TestKit;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace JwtSecurity.Tests.EntityFrameworkCore;

/// <summary>One of the application's processes: services of its own, and with them a store and its connections.</summary>
internal sealed class Node : IAsyncDisposable
{
    private readonly ServiceProvider _services;

    private Node(ServiceProvider services)
    {
        _services = services;
        Store = services.GetRequiredService<JwtSessionStore>();
    }

    public JwtSessionStore Store { get; }

    public IServiceProvider Services => _services;

    /// <summary>With the library's own context.</summary>
    public static Node Start(Action<DbContextOptionsBuilder> database, TimeProvider? clock = null) =>
        Start(jwt => jwt.AddEntityFrameworkStore(database), clock);

    public static Node Start(Action<JwtSecurityBuilder> store, TimeProvider? clock = null)
    {
        var services = new ServiceCollection();
        services.AddSingleton(clock ?? TimeProvider.System);
        store(services.AddJwtSecurity(options => options.SecretKey = TestApp.Secret).AddAccessBearer());
        return new Node(services.BuildServiceProvider(validateScopes: true));
    }

    public async Task<JwtSecurityDbContext> OpenContextAsync() =>
        await Services.GetRequiredService<IDbContextFactory<JwtSecurityDbContext>>().CreateDbContextAsync();

    public async Task CreateTablesAsync()
    {
        await using var context = await OpenContextAsync();
        await context.Database.EnsureCreatedAsync();
    }

    public ValueTask DisposeAsync() => _services.DisposeAsync();
}
