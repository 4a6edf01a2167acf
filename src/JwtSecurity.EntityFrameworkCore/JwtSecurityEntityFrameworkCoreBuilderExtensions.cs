using JwtSecurity;
using JwtSecurity.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>
/// Keeps sessions and revocations in a database, through Entity Framework Core.
/// </summary>
public static class JwtSecurityEntityFrameworkCoreBuilderExtensions
{
    /// <summary>Keeps sessions and revocations in the database of the application's own context.</summary>
    /// <typeparam name="TContext">
    /// The context, whose <c>OnModelCreating</c> calls <c>modelBuilder.UseJwtSecurity()</c>. It is registered by <c>AddDbContext</c>, <c>AddDbContextPool</c>, <c>AddDbContextFactory</c> or
    /// <c>AddPooledDbContextFactory</c>, and uses SQLite or PostgreSQL.
    /// </typeparam>
    /// <param name="builder">A set. The store is the application's, for all its sets.</param>
    /// <returns>The set.</returns>
    /// <remarks>
    /// <para>Each operation has a context of its own: what a request has pending in its context stays pending there, and a transaction of the request's is not joined.</para>
    /// <para>The two tables are made by the application's migrations, or by <c>EnsureCreated</c>. Without <c>UseJwtSecurity</c> in the model the application does not start.</para>
    /// <para>It takes the place of a store that was registered before; calling it again changes nothing.</para>
    /// </remarks>
    /// <exception cref="ArgumentNullException"><paramref name="builder"/> is <see langword="null"/>.</exception>
    /// <example>
    /// <code>
    /// builder.Services.AddDbContext&lt;ShopContext&gt;(options => options.UseNpgsql(connectionString));
    /// builder.Services.AddJwtSecurity(options => options.SecretKey = secretKey)
    ///     .AddAccessBearer()
    ///     .AddRefreshBearer()
    ///     .AddSessions()
    ///     .AddEntityFrameworkStore&lt;ShopContext&gt;();
    /// </code>
    /// </example>
    public static JwtSecurityBuilder AddEntityFrameworkStore<TContext>(this JwtSecurityBuilder builder)
        where TContext : DbContext
    {
        ArgumentNullException.ThrowIfNull(builder);
        var services = builder.Services;
        services.RemoveAll<IContextSource>();
        services.RemoveAll<JwtSessionStore>();
        services.AddSingleton<IContextSource, ContextSource<TContext>>();
        services.AddSingleton<JwtSessionStore, EntityFrameworkSessionStore>();
        services.TryAddSingleton(provider => new StoreOperations(provider.GetRequiredService<IContextSource>(), provider.GetService<TimeProvider>() ?? TimeProvider.System));
        AddModelCheck(services);
        return builder;
    }

    /// <summary>Keeps sessions and revocations in a database by <see cref="JwtSecurityDbContext"/>, for applications that have no context of their own.</summary>
    /// <param name="builder">A set. The store is the application's, for all its sets.</param>
    /// <param name="configure">Chooses the database: SQLite or PostgreSQL.</param>
    /// <returns>The set.</returns>
    /// <remarks>
    /// The tables are made by <c>EnsureCreated</c>, where the database has no others, or by migrations that the application keeps: <c>IDbContextFactory&lt;JwtSecurityDbContext&gt;</c> gives the context.
    /// It takes the place of a store that was registered before.
    /// </remarks>
    /// <exception cref="ArgumentNullException"><paramref name="builder"/> or <paramref name="configure"/> is <see langword="null"/>.</exception>
    /// <example>
    /// <code>
    /// builder.Services.AddJwtSecurity(options => options.SecretKey = secretKey)
    ///     .AddAccessBearer()
    ///     .AddRefreshBearer()
    ///     .AddSessions()
    ///     .AddEntityFrameworkStore(options => options.UseSqlite("Data Source=sessions.db"));
    /// </code>
    /// </example>
    public static JwtSecurityBuilder AddEntityFrameworkStore(this JwtSecurityBuilder builder, Action<DbContextOptionsBuilder> configure)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(configure);
        builder.Services.AddPooledDbContextFactory<JwtSecurityDbContext>(configure);
        return builder.AddEntityFrameworkStore<JwtSecurityDbContext>();
    }

    // First of all services: sessions read what is revoked before anything is served, and the reason why they cannot must come before what they make of it.
    private static void AddModelCheck(IServiceCollection services)
    {
        if (!services.Any(service => service.ImplementationType == typeof(ModelCheck)))
        {
            services.Insert(0, ServiceDescriptor.Singleton<IHostedService, ModelCheck>());
        }
    }
}
