namespace JwtSecurity.Tests.Interop;

/// <summary>The tests that share one <see cref="PythonLibraries"/>, one after the other.</summary>
[CollectionDefinition(Name)]
public sealed class SharedPython : ICollectionFixture<PythonLibraries>
{
    public const string Name = "Python";
}
