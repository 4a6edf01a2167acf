namespace JwtSecurity.Tests.Repository;

/// <summary>What is in the package for OpenAPI documents.</summary>
public sealed class OpenApiPackageTests(PackedOpenApi package) : LibraryPackageTests(package, "JwtSecurity.OpenApi"), IClassFixture<PackedOpenApi>
{
    [Fact]
    public void It_depends_on_the_core_with_its_analyzer_and_on_one_package_with_all_it_has() =>
        Dependencies.Should().Equal(("JwtSecurity", "Build"), ("Microsoft.AspNetCore.OpenApi", null));

    [Fact]
    public void It_can_be_found() => CanBeFoundBy(["ASP.NET Core", "OpenAPI"], ["jwt", "aspnetcore"]);
}
