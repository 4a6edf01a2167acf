namespace JwtSecurity.Tests.Repository;

/// <summary>The package for those who test their applications, packed.</summary>
public sealed class PackedTesting() : PackedLibrary("JwtSecurity.Testing");
