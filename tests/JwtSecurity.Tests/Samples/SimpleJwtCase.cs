using JwtSecurity.Tests.TestKit;

namespace JwtSecurity.Tests.Samples;

/// <summary>Something that a client of SimpleJWT does, and whose last answer counts.</summary>
internal sealed record SimpleJwtCase(string Name, Func<SimpleJwtClient, Task<Answer>> RunAsync);
