using System.Xml.Linq;

namespace JwtSecurity.Tests.Repository;

/// <summary>What is in the package for those who test their applications.</summary>
public sealed class TestingPackageTests(PackedTesting package) : IClassFixture<PackedTesting>
{
    [Fact]
    public void It_holds_the_library_its_documentation_and_a_readme_of_its_own() =>
        package.Files.Should().Equal("README.md", "lib/net10.0/JwtSecurity.Testing.dll", "lib/net10.0/JwtSecurity.Testing.xml");

    [Fact]
    public void Symbols_come_in_a_package_of_their_own() =>
        package.SymbolFiles.Should().Equal("lib/net10.0/JwtSecurity.Testing.pdb");

    [Fact]
    public void It_depends_on_the_core_with_its_analyzer_and_on_nothing_else() =>
        Descendants("dependency").Select(each => ((string?)each.Attribute("id"), (string?)each.Attribute("exclude"))).Should()
            .Equal(("JwtSecurity", "Build"));

    [Theory]
    [InlineData("id", "JwtSecurity.Testing")]
    [InlineData("license", "MIT")]
    [InlineData("readme", "README.md")]
    [InlineData("authors", "The JwtSecurity authors")]
    public void It_says_what_it_is(string element, string value) =>
        Descendants(element).Should().ContainSingle().Which.Value.Should().Be(value);

    [Fact]
    public void It_can_be_found()
    {
        Descendants("description").Single().Value.Should().Contain("ASP.NET Core").And.Contain("JWT");
        Descendants("tags").Single().Value.Split(' ').Should().Contain(["jwt", "aspnetcore", "testing"]);
    }

    private IEnumerable<XElement> Descendants(string name) => package.Metadata.Descendants().Where(element => element.Name.LocalName == name);
}
