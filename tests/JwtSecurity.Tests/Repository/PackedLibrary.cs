using System.IO.Compression;
using System.Reflection;
using System.Xml.Linq;

namespace JwtSecurity.Tests.Repository;

/// <summary>A package as <c>dotnet pack</c> makes it, from what the tests themselves were built with.</summary>
public class PackedLibrary : IAsyncLifetime
{
    private readonly string _name;
    private readonly string _folder = Directory.CreateTempSubdirectory("JwtSecurity.Tests.").FullName;

    public PackedLibrary()
        : this("JwtSecurity")
    {
    }

    protected PackedLibrary(string name) => _name = name;

    public IReadOnlyList<string> Files { get; private set; } = [];

    public IReadOnlyList<string> SymbolFiles { get; private set; } = [];

    /// <summary>The element <c>metadata</c> of the nuspec.</summary>
    public XElement Metadata { get; private set; } = new("metadata");

    public async Task InitializeAsync()
    {
        var configuration = typeof(JwtSecurityScheme).Assembly.GetCustomAttribute<AssemblyConfigurationAttribute>()!.Configuration;
        await DotnetCommand.RunAsync("pack", $"src/{_name}", "--no-build", "--configuration", configuration, "--output", _folder);

        using var package = Open();
        Files = ContentOf(package);
        using var nuspec = package.GetEntry($"{_name}.nuspec")!.Open();
        Metadata = XDocument.Load(nuspec).Root!.Elements().Single();

        if (Directory.GetFiles(_folder, "*.snupkg").SingleOrDefault() is { } file)
        {
            using var symbols = ZipFile.OpenRead(file);
            SymbolFiles = ContentOf(symbols);
        }
    }

    /// <summary>Reads a text file of the package.</summary>
    public string Read(string file)
    {
        using var package = Open();
        using var reader = new StreamReader(package.GetEntry(file)!.Open());
        return reader.ReadToEnd();
    }

    public Task DisposeAsync()
    {
        Directory.Delete(_folder, recursive: true);
        return Task.CompletedTask;
    }

    private ZipArchive Open() => ZipFile.OpenRead(Directory.GetFiles(_folder, "*.nupkg").Single());

    // Without the files every package of this format has.
    private List<string> ContentOf(ZipArchive package) =>
        [.. package.Entries.Select(entry => entry.FullName)
            .Where(name => !name.StartsWith("_rels/", StringComparison.Ordinal) && !name.StartsWith("package/", StringComparison.Ordinal)
                && name is not "[Content_Types].xml" && name != $"{_name}.nuspec")
            .Order(StringComparer.Ordinal)];
}
