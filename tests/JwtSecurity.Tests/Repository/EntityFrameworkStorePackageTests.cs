using System.Reflection;
using System.Xml.Linq;
using JwtSecurity.EntityFrameworkCore;

namespace JwtSecurity.Tests.Repository;

/// <summary>What is in the package that keeps sessions in a database.</summary>
public sealed class EntityFrameworkStorePackageTests(PackedEntityFrameworkStore package) : IClassFixture<PackedEntityFrameworkStore>
{
    [Fact]
    public void It_holds_the_library_its_documentation_and_a_readme_of_its_own() =>
        package.Files.Should().Equal("README.md", "lib/net10.0/JwtSecurity.EntityFrameworkCore.dll", "lib/net10.0/JwtSecurity.EntityFrameworkCore.xml");

    [Fact]
    public void Symbols_come_in_a_package_of_their_own() =>
        package.SymbolFiles.Should().Equal("lib/net10.0/JwtSecurity.EntityFrameworkCore.pdb");

    [Fact]
    public void It_depends_on_the_core_with_its_analyzer_and_on_no_provider() =>
        Descendants("dependency").Select(each => ((string?)each.Attribute("id"), (string?)each.Attribute("exclude"))).Should()
            .Equal(("JwtSecurity", "Build"), ("Microsoft.EntityFrameworkCore.Relational", "Build,Analyzers"));

    [Fact]
    public void It_does_not_claim_to_be_trimmed_as_the_core_does()
    {
        IsTrimmable(typeof(JwtSecurityScheme).Assembly).Should().BeTrue();
        IsTrimmable(typeof(JwtSecurityDbContext).Assembly).Should().BeFalse();
    }

    [Fact]
    public void The_core_knows_nothing_of_it() =>
        typeof(JwtSecurityScheme).Assembly.GetReferencedAssemblies().Should().NotContain(each => each.Name!.Contains("EntityFrameworkCore"));

    [Theory]
    [InlineData("id", "JwtSecurity.EntityFrameworkCore")]
    [InlineData("license", "MIT")]
    [InlineData("readme", "README.md")]
    [InlineData("authors", "The JwtSecurity authors")]
    public void It_says_what_it_is(string element, string value) =>
        Descendants(element).Should().ContainSingle().Which.Value.Should().Be(value);

    [Fact]
    public void It_can_be_found()
    {
        Descendants("description").Single().Value.Should().Contain("ASP.NET Core").And.Contain("PostgreSQL").And.Contain("SQLite");
        Descendants("tags").Single().Value.Split(' ').Should().Contain(["jwt", "aspnetcore", "entity-framework-core"]);
    }

    private static bool IsTrimmable(Assembly assembly) =>
        assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Any(each => each.Key == "IsTrimmable" && each.Value == "True");

    private IEnumerable<XElement> Descendants(string name) => package.Metadata.Descendants().Where(element => element.Name.LocalName == name);
}
