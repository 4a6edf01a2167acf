using System.Text.Json;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace JwtSecurity.Tests.Repository;

/// <summary>What is in the package with the template. That an application can be made of it, is shown by <c>tests/package/run</c>.</summary>
public sealed partial class TemplatesPackageTests(PackedTemplates package) : NamedPackageTests(package, "JwtSecurity.Templates"), IClassFixture<PackedTemplates>
{
    private const string Folder = "src/JwtSecurity.Templates/";
    private const string Content = "content/jwtapi/";
    private const string TemplateFile = Content + ".template.config/template.json";

    private static readonly string[] s_projects = [.. ContentFiles("*.csproj")];

    [Fact]
    public void It_holds_a_readme_and_every_file_of_the_content() =>
        Package.Files.Should().Equal(ContentFiles("*").Prepend("README.md"))
            .And.Contain([Content + ".gitignore", TemplateFile, Content + "JwtApi.1.slnx", Content + "JwtApi.1.Tests/JwtApi.1.Tests.csproj"]);

    [Fact]
    public void The_files_are_those_of_the_repository()
    {
        foreach (var file in ContentFiles("*").Where(file => file != TemplateFile))
        {
            Package.Read(file).Should().Be(RepositoryFiles.Read(Folder + file), file);
        }
    }

    [Fact]
    public void It_is_a_package_of_templates_and_needs_no_other()
    {
        Descendants("packageType").Should().ContainSingle().Which.Attribute("name")!.Value.Should().Be("Template");
        Dependencies.Should().BeEmpty();
        Package.SymbolFiles.Should().BeEmpty();
    }

    [Fact]
    public void It_can_be_found() => CanBeFoundBy(["ASP.NET Core", "JWT", "dotnet new"], ["jwt", "aspnetcore", "dotnet-new"]);

    [Fact]
    public void The_template_is_found_by_its_short_name()
    {
        var template = Template();

        template.GetProperty("shortName").GetString().Should().Be("jwtapi");
        template.GetProperty("tags").GetProperty("language").GetString().Should().Be("C#");
        template.GetProperty("tags").GetProperty("type").GetString().Should().Be("solution");
        foreach (var required in new[] { "identity", "name", "author", "description", "classifications" })
        {
            template.GetProperty(required).ToString().Should().NotBeEmpty(required);
        }
    }

    // The engine makes a namespace of the one, and a file's name of the other: where both read the same, "my-shop" breaks one of them.
    [Fact]
    public void The_name_in_the_content_reads_differently_as_a_namespace()
    {
        var name = Template().GetProperty("sourceName").GetString()!;
        var asNamespace = name.Replace(".1", "._1", StringComparison.Ordinal);

        asNamespace.Should().NotBe(name);
        foreach (var file in ContentFiles("*.cs"))
        {
            var source = Package.Read(file);
            Namespaces().Matches(source).Select(match => match.Groups["name"].Value).Where(each => !each.StartsWith(asNamespace, StringComparison.Ordinal)).Should().BeEmpty(file);
            Texts().Replace(source, "").Should().NotContain(name, "{0} is code", file);
        }
    }

    [Fact]
    public void Whoever_makes_an_application_gets_the_packages_of_the_same_version()
    {
        var symbol = Template().GetProperty("symbols").GetProperty("packageVersion");
        symbol.GetProperty("parameters").GetProperty("value").GetString().Should().Be(Descendants("version").Single().Value);

        References().Where(each => each.Id.StartsWith("JwtSecurity", StringComparison.Ordinal)).Select(each => each.Version)
            .Should().HaveCount(3).And.OnlyContain(version => version == symbol.GetProperty("replaces").GetString());
    }

    [Fact]
    public void All_other_packages_have_the_versions_of_this_repository()
    {
        var versions = XDocument.Parse(RepositoryFiles.Read("Directory.Packages.props")).Descendants("PackageVersion")
            .ToDictionary(each => (string)each.Attribute("Include")!, each => (string)each.Attribute("Version")!);

        References().Where(each => !each.Id.StartsWith("JwtSecurity", StringComparison.Ordinal))
            .Should().NotBeEmpty().And.OnlyContain(each => versions[each.Id] == each.Version);
    }

    [Fact]
    public void There_is_no_key_but_the_one_that_is_made_for_each_application()
    {
        var key = Template().GetProperty("symbols").GetProperty("developmentKey");
        key.GetProperty("generator").GetString().Should().Be("guid");

        var settings = ContentFiles("appsettings*.json").ToDictionary(file => Path.GetFileName(file)!, file => JsonDocument.Parse(Package.Read(file)).RootElement);
        settings["appsettings.Development.json"].GetProperty("Jwt").GetProperty("SecretKey").GetString().Should().EndWith(" " + key.GetProperty("replaces").GetString());
        settings["appsettings.json"].GetProperty("Jwt").TryGetProperty("SecretKey", out _).Should().BeFalse();
        settings["appsettings.json"].TryGetProperty("FirstUser", out _).Should().BeFalse();
    }

    private JsonElement Template() => JsonDocument.Parse(Package.Read(TemplateFile)).RootElement;

    private IEnumerable<(string Id, string Version)> References() =>
        s_projects.SelectMany(file => XDocument.Parse(Package.Read(file)).Descendants("PackageReference"))
            .Select(each => ((string)each.Attribute("Include")!, (string)each.Attribute("Version")!));

    private static IEnumerable<string> ContentFiles(string pattern) =>
        RepositoryFiles.Under(Folder + "content", pattern).Select(file => file.Replace('\\', '/')[Folder.Length..]).Order(StringComparer.Ordinal);

    [GeneratedRegex(@"^namespace (?<name>[^;]+);", RegexOptions.Multiline)]
    private static partial Regex Namespaces();

    [GeneratedRegex("\"[^\"\n]*\"")]
    private static partial Regex Texts();
}
