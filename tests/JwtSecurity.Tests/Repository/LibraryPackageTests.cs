using System.Xml.Linq;

namespace JwtSecurity.Tests.Repository;

/// <summary>What every package beside the core has, and says of itself.</summary>
public abstract class LibraryPackageTests(PackedLibrary package, string name)
{
    [Fact]
    public void It_holds_the_library_its_documentation_and_a_readme_of_its_own() =>
        package.Files.Should().Equal("README.md", $"lib/net10.0/{name}.dll", $"lib/net10.0/{name}.xml");

    [Fact]
    public void Symbols_come_in_a_package_of_their_own() =>
        package.SymbolFiles.Should().Equal($"lib/net10.0/{name}.pdb");

    [Fact]
    public void It_is_called_what_it_is() => It_says_what_it_is("id", name);

    [Theory]
    [InlineData("license", "MIT")]
    [InlineData("readme", "README.md")]
    [InlineData("authors", "The JwtSecurity authors")]
    public void It_says_what_it_is(string element, string value) =>
        Descendants(element).Should().ContainSingle().Which.Value.Should().Be(value);

    protected void CanBeFoundBy(string[] words, string[] tags)
    {
        var description = Descendants("description").Single().Value;
        foreach (var word in words)
        {
            description.Should().Contain(word);
        }

        Descendants("tags").Single().Value.Split(' ').Should().Contain(tags);
    }

    protected IEnumerable<(string? Id, string? Exclude)> Dependencies =>
        Descendants("dependency").Select(each => ((string?)each.Attribute("id"), (string?)each.Attribute("exclude")));

    private IEnumerable<XElement> Descendants(string element) => package.Metadata.Descendants().Where(each => each.Name.LocalName == element);
}
