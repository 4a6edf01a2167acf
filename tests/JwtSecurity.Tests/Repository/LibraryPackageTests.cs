namespace JwtSecurity.Tests.Repository;

/// <summary>What every package with a library beside the core has.</summary>
public abstract class LibraryPackageTests(PackedLibrary package, string name) : NamedPackageTests(package, name)
{
    [Fact]
    public void It_holds_the_library_its_documentation_and_a_readme_of_its_own() =>
        Package.Files.Should().Equal("README.md", $"lib/net10.0/{Name}.dll", $"lib/net10.0/{Name}.xml");

    [Fact]
    public void Symbols_come_in_a_package_of_their_own() =>
        Package.SymbolFiles.Should().Equal($"lib/net10.0/{Name}.pdb");
}
