namespace JwtSecurity.Tests.Repository;

/// <summary>The package that takes keys from elsewhere, packed.</summary>
public sealed class PackedJwks() : PackedLibrary("JwtSecurity.Jwks");
