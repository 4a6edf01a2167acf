using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Microsoft.EntityFrameworkCore.Metadata.Conventions;

namespace JwtSecurity.Tests.EntityFrameworkCore;

/// <summary>A context with the rule, and the words, of <c>UseLazyLoadingProxies</c>.</summary>
public sealed class ProxiedContext(DbContextOptions<ProxiedContext> options) : DbContext(options)
{
    protected override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder) => configurationBuilder.Conventions.Add(_ => new Proxies());

    protected override void OnModelCreating(ModelBuilder modelBuilder) => modelBuilder.UseJwtSecurity();

    private sealed class Proxies : IModelFinalizingConvention
    {
        public void ProcessModelFinalizing(IConventionModelBuilder modelBuilder, IConventionContext<IConventionModelBuilder> context)
        {
            var row = modelBuilder.Metadata.GetEntityTypes().First(entity => entity.ClrType.IsSealed);
            throw new InvalidOperationException($"Entity type '{row.ClrType.Name}' is sealed. UseLazyLoadingProxies requires all entity types to be public, unsealed, have virtual navigation properties, and have a public or protected constructor.");
        }
    }
}
