using System.Xml.Linq;

namespace JwtSecurity.Tests.Repository;

/// <summary>What is in the package, and nothing besides.</summary>
public sealed class PackageTests(PackedLibrary package) : IClassFixture<PackedLibrary>
{
    [Fact]
    public void It_holds_the_library_its_documentation_the_analyzer_and_the_readme() =>
        package.Files.Should().Equal(
            "README.md",
            "analyzers/dotnet/cs/JwtSecurity.Analyzers.dll",
            "lib/net10.0/JwtSecurity.dll",
            "lib/net10.0/JwtSecurity.xml");

    [Fact]
    public void Symbols_come_in_a_package_of_their_own() =>
        package.SymbolFiles.Should().Equal("lib/net10.0/JwtSecurity.pdb");

    [Fact]
    public void It_depends_on_one_package_and_on_ASP_NET_Core()
    {
        Descendants("dependency").Select(each => (string?)each.Attribute("id")).Should().Equal("Microsoft.IdentityModel.JsonWebTokens");
        Descendants("frameworkReference").Select(each => (string?)each.Attribute("name")).Should().Equal("Microsoft.AspNetCore.App");
        Descendants("group").Select(each => (string?)each.Attribute("targetFramework")).Should().OnlyContain(framework => framework == "net10.0");
    }

    [Theory]
    [InlineData("id", "JwtSecurity")]
    [InlineData("license", "MIT")]
    [InlineData("readme", "README.md")]
    [InlineData("authors", "The JwtSecurity authors")]
    public void It_says_what_it_is(string element, string value) =>
        Descendants(element).Should().ContainSingle().Which.Value.Should().Be(value);

    [Fact]
    public void It_can_be_found()
    {
        Descendants("description").Single().Value.Should().Contain("ASP.NET Core").And.Contain("JWT");
        Descendants("tags").Single().Value.Split(' ').Should().Contain(["jwt", "aspnetcore", "authentication", "fastapi-jwt"]);
    }

    [Fact]
    public void It_names_the_commit_it_was_built_from() =>
        ((string?)Descendants("repository").Single().Attribute("commit")).Should().MatchRegex("^[0-9a-f]{40}$");

    private IEnumerable<XElement> Descendants(string name) => package.Metadata.Descendants().Where(element => element.Name.LocalName == name);
}
