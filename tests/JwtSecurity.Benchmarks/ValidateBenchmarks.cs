using System.Text;
using BenchmarkDotNet.Attributes;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace JwtSecurity.Benchmarks;

/// <summary>Validating one token, without a pipeline: good, cached, and each way to be refused.</summary>
[MemoryDiagnoser]
public class ValidateBenchmarks
{
    private readonly JwtSchemeSettings _settings = new JwtAccessBearer(new JwtSchemeOptions { SecretKey = Variants.Secret }).Settings;
    private readonly TokenCache _cache = new(10_000, 16 * 1024 * 1024);
    private readonly JsonWebTokenHandler _handler = new() { MapInboundClaims = false };
    private readonly TokenValidationParameters _parameters = new()
    {
        IssuerSigningKey = new SymmetricSecurityKey(Encoding.UTF8.GetBytes(Variants.Secret)),
        ValidAlgorithms = ["HS256"],
        ValidateIssuer = false,
        ValidateAudience = false,
    };

    private readonly string _good = Variants.CreateToken();
    private readonly string _forged = Variants.CreateToken(secret: "another secret, as long as the benchmark's own one is");
    private readonly string _refresh = new JwtRefreshBearer(new JwtSchemeOptions { SecretKey = Variants.Secret }).CreateRefreshToken(new { username = "johndoe" });

    [GlobalSetup]
    public void FillCache()
    {
        JwtValidator.Validate(_good, _settings, out var token);
        _cache.Add(new TokenText(_good, 0, _good.Length), token!, DateTimeOffset.UtcNow);
    }

    [Benchmark(Baseline = true)]
    public Task<TokenValidationResult> JsonWebTokenHandler() => _handler.ValidateTokenAsync(_good, _parameters);

    [Benchmark]
    public object? Good() => JwtValidator.Validate(_good, _settings, out _);

    [Benchmark]
    public object? Cached() => _cache.Find(_good);

    [Benchmark]
    public object? Forged() => JwtValidator.Validate(_forged, _settings, out _);

    [Benchmark]
    public object? WrongType() => JwtValidator.Validate(_refresh, _settings, out _);

    [Benchmark]
    public object? Malformed() => JwtValidator.Validate("not-a-token", _settings, out _);
}
