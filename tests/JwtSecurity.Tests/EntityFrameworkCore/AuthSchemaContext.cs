using Microsoft.EntityFrameworkCore;

namespace JwtSecurity.Tests.EntityFrameworkCore;

/// <summary>A context that keeps sessions in a schema of their own.</summary>
public sealed class AuthSchemaContext(DbContextOptions<AuthSchemaContext> options) : DbContext(options)
{
    protected override void OnModelCreating(ModelBuilder modelBuilder) => modelBuilder.UseJwtSecurity(schema: "auth");
}
