using BenchmarkDotNet.Attributes;

namespace JwtSecurity.Benchmarks;

/// <summary>Creating tokens.</summary>
[MemoryDiagnoser]
public class CreateBenchmarks
{
    private readonly JwtAccessBearer _scheme = new(new JwtSchemeOptions { SecretKey = Variants.Secret });
    private readonly object _subject = new { username = "johndoe", role = "admin" };

    [Benchmark]
    public string AccessToken() => _scheme.CreateAccessToken(_subject);

    [Benchmark]
    public TokenPair Pair() => _scheme.CreateTokenPair(_subject);
}
