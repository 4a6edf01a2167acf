using System.Globalization;
using JwtSecurity.Benchmarks;

var pipelines = new Dictionary<string, Pipeline>();
foreach (var (name, variant) in Variants.All)
{
    pipelines[name] = await Pipeline.StartAsync(variant.Build, variant.Configure);
}

var good = "Bearer " + Variants.CreateToken();
var forged = "Bearer " + Variants.CreateToken("another secret, as long as the benchmark's own one is");
var rounds = new Rounds(30, 7);
foreach (var (name, pipeline) in pipelines)
{
    if (pipeline.Get("/users/me", good) != 200)
    {
        throw new InvalidOperationException($"{name} does not work.");
    }

    rounds.Add(name, () => pipeline.Get("/users/me", good));
    rounds.Add(name + " forged", () => pipeline.Get("/users/me", forged));
}

var results = rounds.Run();
var baseline = results["unprotected"];
foreach (var (name, (nanoseconds, bytes)) in results)
{
    Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
        $"{name,-32} {Rounds.Median(nanoseconds),8:F0} ns {bytes,8:F0} B   over unprotected: {Rounds.Median(nanoseconds.Zip(baseline.Nanoseconds, (a, b) => a - b)),8:F0} ns {bytes - baseline.Bytes,8:F0} B"));
}
