namespace JwtSecurity.Tests.Repository;

/// <summary>The package that keeps sessions in a database, packed.</summary>
public sealed class PackedEntityFrameworkStore() : PackedLibrary("JwtSecurity.EntityFrameworkCore");
