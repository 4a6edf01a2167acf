using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace JwtSecurity.EntityFrameworkCore;

/// <summary>
/// The table of sessions. None of its indexes has a column that a rotation changes.
/// </summary>
internal sealed class SessionRowConfiguration(string? schema) : IEntityTypeConfiguration<SessionRow>
{
    public void Configure(EntityTypeBuilder<SessionRow> builder)
    {
        builder.ToTable("JwtSessions", schema, table => table.HasComment("Sessions of JwtSecurity, one row a login. Times are microseconds since 1970-01-01T00:00:00Z."));
        builder.HasKey(row => new { row.SetName, row.SessionId });

        // Whose sessions: listing, the limit, logging out everywhere.
        builder.HasIndex(row => new { row.SetName, row.SubjectKey });

        // Clean-up; and the revocations that every node reads again and again.
        builder.HasIndex(row => row.ExpiresAt);
        builder.HasIndex(row => row.RevocationEndsAt);

        builder.Property(row => row.SetName).IsExactText(256);
        builder.Property(row => row.SessionId).IsExactText(64);
        builder.Property(row => row.SubjectKey).IsExactText(256);
        builder.Property(row => row.CurrentJti).IsExactText(64);
        builder.Property(row => row.Subject).IsExactText();
        builder.Property(row => row.Claims).IsExactText();
        builder.Property(row => row.Csrf).IsExactText();
        builder.Property(row => row.PreviousJti).IsExactText(64);
        builder.Property(row => row.Client).IsExactText(256);
        builder.Property(row => row.Address).IsExactText(64);
    }
}
