using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace JwtSecurity.EntityFrameworkCore;

/// <summary>
/// The table of access tokens that were revoked one by one.
/// </summary>
internal sealed class RevokedTokenRowConfiguration(string? schema) : IEntityTypeConfiguration<RevokedTokenRow>
{
    public void Configure(EntityTypeBuilder<RevokedTokenRow> builder)
    {
        builder.ToTable("JwtRevokedTokens", schema, table => table.HasComment("Access tokens that JwtSecurity refuses before their time. Times are microseconds since 1970-01-01T00:00:00Z."));
        builder.HasKey(row => new { row.SetName, row.Jti });

        // Clean-up, and the revocations that every node reads again and again.
        builder.HasIndex(row => row.EndsAt);

        builder.Property(row => row.SetName).IsExactText(256);
        builder.Property(row => row.Jti).IsExactText(64);
    }
}
