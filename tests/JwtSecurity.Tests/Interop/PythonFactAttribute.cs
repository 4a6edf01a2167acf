namespace JwtSecurity.Tests.Interop;

/// <summary>A fact about libraries of Python; where they are missing, the test says so instead of passing.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class PythonFactAttribute : FactAttribute
{
    public PythonFactAttribute() => Skip = PythonInstallation.WhyMissing;
}
