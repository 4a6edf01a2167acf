namespace JwtSecurity.Tests.EntityFrameworkCore;

/// <summary>The tests that share one <see cref="PostgreSqlServer"/>, one after the other.</summary>
[CollectionDefinition(Name)]
public sealed class SharedPostgreSql : ICollectionFixture<PostgreSqlServer>
{
    public const string Name = "PostgreSQL";
}
