using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace JwtSecurity.Tests.EntityFrameworkCore;

/// <summary>A context that says of all its texts what sessions must not be subject to, and hides what is not its tenant's.</summary>
public sealed class OpinionatedContext(DbContextOptions<OpinionatedContext> options) : DbContext(options)
{
    protected override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder) =>
        configurationBuilder.Properties<string>().UseCollation("NOCASE").HaveColumnType("TEXT COLLATE NOCASE").HaveMaxLength(10).HaveConversion<Trimmed>();

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.UseJwtSecurity();
        foreach (var entity in modelBuilder.Model.GetEntityTypes())
        {
            var row = System.Linq.Expressions.Expression.Parameter(entity.ClrType);
            entity.SetQueryFilter(System.Linq.Expressions.Expression.Lambda(System.Linq.Expressions.Expression.Constant(false), row));
        }
    }

    private sealed class Trimmed() : ValueConverter<string, string>(text => text.Trim(), text => text);
}
