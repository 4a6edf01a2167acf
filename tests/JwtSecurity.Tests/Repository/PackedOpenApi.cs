namespace JwtSecurity.Tests.Repository;

/// <summary>The package for OpenAPI documents, packed.</summary>
public sealed class PackedOpenApi() : PackedLibrary("JwtSecurity.OpenApi");
