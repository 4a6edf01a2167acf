namespace JwtSecurity.Tests.EntityFrameworkCore;

/// <summary>A theory about PostgreSQL; where it is missing, the test says so instead of passing.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class PostgreSqlTheoryAttribute : TheoryAttribute
{
    public PostgreSqlTheoryAttribute() => Skip = PostgreSqlInstallation.WhyMissing;
}
