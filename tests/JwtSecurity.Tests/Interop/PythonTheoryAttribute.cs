namespace JwtSecurity.Tests.Interop;

/// <summary>A theory about libraries of Python; where they are missing, the test says so instead of passing.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class PythonTheoryAttribute : TheoryAttribute
{
    public PythonTheoryAttribute() => Skip = PythonInstallation.WhyMissing;
}
