namespace JwtSecurity.Tests.EntityFrameworkCore;

/// <summary>A fact about PostgreSQL; where it is missing, the test says so instead of passing.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class PostgreSqlFactAttribute : FactAttribute
{
    public PostgreSqlFactAttribute() => Skip = PostgreSqlInstallation.WhyMissing;
}
