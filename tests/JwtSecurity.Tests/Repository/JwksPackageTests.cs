namespace JwtSecurity.Tests.Repository;

/// <summary>What is in the package that takes keys from elsewhere.</summary>
public sealed class JwksPackageTests(PackedJwks package) : LibraryPackageTests(package, "JwtSecurity.Jwks"), IClassFixture<PackedJwks>
{
    [Fact]
    public void It_depends_on_the_core_with_its_analyzer_and_on_one_package() =>
        Dependencies.Should().Equal(("JwtSecurity", "Build"), ("Microsoft.IdentityModel.Protocols", "Build,Analyzers"));

    [Fact]
    public void It_can_be_found() => CanBeFoundBy(["ASP.NET Core", "JWKS"], ["jwt", "aspnetcore"]);
}
