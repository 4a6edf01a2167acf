namespace JwtSecurity.Tests.Repository;

/// <summary>The package with the template, packed.</summary>
public sealed class PackedTemplates() : PackedLibrary("JwtSecurity.Templates");
