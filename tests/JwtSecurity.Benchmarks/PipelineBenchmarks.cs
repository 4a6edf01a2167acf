using BenchmarkDotNet.Attributes;

namespace JwtSecurity.Benchmarks;

/// <summary>One request through each pipeline.</summary>
[MemoryDiagnoser]
public class PipelineBenchmarks
{
    private readonly string _authorization = "Bearer " + Variants.CreateToken();
    private Pipeline _pipeline = null!;

    [Params("unprotected", "jwtsecurity-guard-only", "jwtsecurity", "jwtsecurity-authorize", "jwtbearer")]
    public string Variant { get; set; } = "";

    [GlobalSetup]
    public async Task StartAsync() => _pipeline = await Pipeline.StartAsync(Variants.All[Variant].Build, Variants.All[Variant].Configure);

    [GlobalCleanup]
    public async Task StopAsync() => await _pipeline.DisposeAsync();

    [Benchmark]
    public int Get() => _pipeline.Get("/users/me", _authorization);
}
