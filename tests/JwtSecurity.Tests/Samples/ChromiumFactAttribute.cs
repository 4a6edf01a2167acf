namespace JwtSecurity.Tests.Samples;

/// <summary>A fact about a page in a browser; where there is none, the test says so instead of passing.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class ChromiumFactAttribute : FactAttribute
{
    public ChromiumFactAttribute() => Skip = Chromium.WhyMissing;
}
