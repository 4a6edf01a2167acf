namespace JwtSecurity.Tests.EntityFrameworkCore;

// Apart from the rest, which programs without a test framework start too.
public sealed partial class PostgreSqlServer : IAsyncLifetime;
