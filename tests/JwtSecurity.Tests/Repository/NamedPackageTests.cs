using System.Xml.Linq;

namespace JwtSecurity.Tests.Repository;

/// <summary>What every package beside the core says of itself.</summary>
public abstract class NamedPackageTests(PackedLibrary package, string name)
{
    protected PackedLibrary Package { get; } = package;

    protected string Name { get; } = name;

    [Fact]
    public void It_is_called_what_it_is() => It_says_what_it_is("id", Name);

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

    protected IEnumerable<XElement> Descendants(string element) => Package.Metadata.Descendants().Where(each => each.Name.LocalName == element);
}
