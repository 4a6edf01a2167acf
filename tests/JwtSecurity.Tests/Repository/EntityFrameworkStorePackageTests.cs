using System.Reflection;
using JwtSecurity.EntityFrameworkCore;

namespace JwtSecurity.Tests.Repository;

/// <summary>What is in the package that keeps sessions in a database.</summary>
public sealed class EntityFrameworkStorePackageTests(PackedEntityFrameworkStore package) : LibraryPackageTests(package, "JwtSecurity.EntityFrameworkCore"), IClassFixture<PackedEntityFrameworkStore>
{
    [Fact]
    public void It_depends_on_the_core_with_its_analyzer_and_on_no_provider() =>
        Dependencies.Should().Equal(("JwtSecurity", "Build"), ("Microsoft.EntityFrameworkCore.Relational", "Build,Analyzers"));

    [Fact]
    public void It_does_not_claim_to_be_trimmed_as_the_core_does()
    {
        IsTrimmable(typeof(JwtSecurityScheme).Assembly).Should().BeTrue();
        IsTrimmable(typeof(JwtSecurityDbContext).Assembly).Should().BeFalse();
    }

    [Fact]
    public void The_core_knows_nothing_of_it() =>
        typeof(JwtSecurityScheme).Assembly.GetReferencedAssemblies().Should().NotContain(each => each.Name!.Contains("EntityFrameworkCore"));

    [Fact]
    public void It_can_be_found() => CanBeFoundBy(["ASP.NET Core", "PostgreSQL", "SQLite"], ["jwt", "aspnetcore", "entity-framework-core"]);

    private static bool IsTrimmable(Assembly assembly) =>
        assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Any(each => each.Key == "IsTrimmable" && each.Value == "True");
}
