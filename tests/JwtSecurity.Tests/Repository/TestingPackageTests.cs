namespace JwtSecurity.Tests.Repository;

/// <summary>What is in the package for those who test their applications.</summary>
public sealed class TestingPackageTests(PackedTesting package) : LibraryPackageTests(package, "JwtSecurity.Testing"), IClassFixture<PackedTesting>
{
    [Fact]
    public void It_depends_on_the_core_with_its_analyzer_and_on_nothing_else() =>
        Dependencies.Should().Equal(("JwtSecurity", "Build"));

    [Fact]
    public void It_can_be_found() => CanBeFoundBy(["ASP.NET Core", "JWT"], ["jwt", "aspnetcore", "testing"]);
}
