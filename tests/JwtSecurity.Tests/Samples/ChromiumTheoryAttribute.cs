namespace JwtSecurity.Tests.Samples;

/// <summary>A theory about a page in a browser; where there is none, the test says so instead of passing.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class ChromiumTheoryAttribute : TheoryAttribute
{
    public ChromiumTheoryAttribute() => Skip = Chromium.WhyMissing;
}
