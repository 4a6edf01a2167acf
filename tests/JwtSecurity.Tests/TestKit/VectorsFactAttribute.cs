namespace JwtSecurity.Tests.TestKit;

/// <summary>A fact about the public test vectors; where they are missing, the test says so instead of passing.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class VectorsFactAttribute : FactAttribute
{
    public VectorsFactAttribute() => Skip = Vectors.WhyMissing;
}
