using Microsoft.EntityFrameworkCore;

namespace JwtApi._1;

internal sealed class AppDbContext(DbContextOptions<AppDbContext> options) : DbContext(options)
{
    public DbSet<User> Users => Set<User>();

    // The tables of the sessions.
    protected override void OnModelCreating(ModelBuilder modelBuilder) => modelBuilder.UseJwtSecurity();
}
