using Microsoft.EntityFrameworkCore;

namespace JwtSecurity.Tests.EntityFrameworkCore;

/// <summary>An application's own context, which keeps sessions beside its orders.</summary>
public class ShopContext(DbContextOptions<ShopContext> options) : DbContext(options)
{
    public DbSet<Order> Orders => Set<Order>();

    protected override void OnModelCreating(ModelBuilder modelBuilder) => modelBuilder.UseJwtSecurity();
}
