using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;

namespace JwtSecurity.Tests.EntityFrameworkCore;

/// <summary>A context that says something of all its columns after sessions have theirs.</summary>
internal sealed class LateOpinionContext(DbContextOptions<LateOpinionContext> options, Action<IMutableProperty> opinion) : DbContext(options)
{
    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.UseJwtSecurity();
        foreach (var property in modelBuilder.Model.GetEntityTypes().SelectMany(entity => entity.GetProperties()))
        {
            opinion(property);
        }
    }
}
