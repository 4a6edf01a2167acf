using Microsoft.EntityFrameworkCore;

namespace JwtSecurity.EntityFrameworkCore;

/// <summary>
/// A context of the tables of sessions and revocations and nothing else, for applications that have no context of their own.
/// </summary>
/// <remarks>
/// <c>AddEntityFrameworkStore(options => ...)</c> registers <c>IDbContextFactory&lt;JwtSecurityDbContext&gt;</c>. What is in the tables belongs to the library; use it to make them.
/// </remarks>
/// <param name="options">Its options.</param>
/// <example>
/// <code>
/// await using (var context = await app.Services.GetRequiredService&lt;IDbContextFactory&lt;JwtSecurityDbContext&gt;&gt;().CreateDbContextAsync())
/// {
///     await context.Database.EnsureCreatedAsync();
/// }
/// </code>
/// </example>
public sealed class JwtSecurityDbContext(DbContextOptions<JwtSecurityDbContext> options) : DbContext(options)
{
    /// <inheritdoc/>
    protected override void OnModelCreating(ModelBuilder modelBuilder) => modelBuilder.UseJwtSecurity();
}
