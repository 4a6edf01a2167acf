using Microsoft.EntityFrameworkCore;

namespace JwtSecurity.Tests.EntityFrameworkCore;

/// <summary>A context without <c>UseJwtSecurity</c>.</summary>
public sealed class ForgetfulContext(DbContextOptions<ForgetfulContext> options) : DbContext(options)
{
    public DbSet<Order> Orders => Set<Order>();
}
