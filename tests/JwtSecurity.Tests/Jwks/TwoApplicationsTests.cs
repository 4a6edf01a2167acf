using JwtSecurity.Tests.TestKit;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace JwtSecurity.Tests.Jwks;

/// <summary>One application issues and publishes, another accepts: end to end, through rotations.</summary>
public sealed class TwoApplicationsTests
{
    [Fact]
    public async Task Keys_rotate_while_requests_run_and_none_fails()
    {
        var keys = new SigningKeySource(SigningKey.Generate("RS256", "1"));
        await using var issuer = await StartIssuerAsync(keys);
        await using var consumer = await Consumer.StartWithKeysAsync(new Uri(issuer.Address, KeyServer.Path).AbsoluteUri);
        using var client = new HttpClient { BaseAddress = issuer.Address };
        using var stop = new CancellationTokenSource();
        var kinds = new HashSet<string>();
        var done = new SemaphoreSlim(0);

        var workers = Enumerable.Range(0, 4).Select(_ => Task.Run(async () =>
        {
            var last = "";
            while (!stop.IsCancellationRequested)
            {
                var token = await (await client.PostAsync(new Uri("/auth", UriKind.Relative), content: null)).Content.ReadAsStringAsync();
                (await consumer.GetAsync(token)).Should().Be("ada");

                // One of before the rotation, perhaps.
                (await consumer.GetAsync(last.Length > 0 ? last : token)).Should().Be("ada");
                last = token;
                lock (kinds)
                {
                    kinds.Add($"{Tokens.ReadHeader(token).GetProperty("alg")} {Tokens.ReadHeader(token).GetProperty("kid")}");
                }

                done.Release();
            }
        })).ToArray();

        await WaitAsync(done, workers, () => Kinds().Contains("RS256 1"));
        foreach (var (algorithm, keyId) in new[] { ("ES256", "2"), ("RS256", "3"), ("PS512", "4"), ("ES512", "5") })
        {
            // Without any time ahead: the next token is signed with a key that the other application has never seen.
            keys.Replace([.. keys.Keys, SigningKey.Generate(algorithm, keyId)]);
            await WaitAsync(done, workers, () => Kinds().Contains($"{algorithm} {keyId}"));
            consumer.Clock.Advance(TimeSpan.FromSeconds(31));
        }

        await stop.CancelAsync();
        await Task.WhenAll(workers);
        Kinds().Should().BeEquivalentTo("RS256 1", "ES256 2", "RS256 3", "PS512 4", "ES512 5");
        consumer.Logged(652).Should().BeEmpty();

        string[] Kinds()
        {
            lock (kinds)
            {
                return [.. kinds];
            }
        }
    }

    [Fact]
    public async Task A_key_that_is_published_ahead_is_known_before_it_signs()
    {
        var keys = new SigningKeySource(SigningKey.Generate("RS256", "now"));
        await using var issuer = await StartIssuerAsync(keys);
        await using var consumer = await Consumer.StartWithKeysAsync(new Uri(issuer.Address, KeyServer.Path).AbsoluteUri);
        using var client = new HttpClient { BaseAddress = issuer.Address };

        keys.Replace([.. keys.Keys, SigningKey.Generate("ES256", "next").WithActiveFrom(issuer.Clock.GetUtcNow().AddHours(1))]);
        consumer.Clock.Advance(TimeSpan.FromMinutes(15));
        await consumer.WhenFetchedAsync();
        issuer.Clock.Advance(TimeSpan.FromHours(1));
        var token = await (await client.PostAsync(new Uri("/auth", UriKind.Relative), content: null)).Content.ReadAsStringAsync();

        Tokens.ReadHeader(token).GetProperty("kid").GetString().Should().Be("next");
        consumer.AcceptsAtOnce(token).Should().BeTrue();
    }

    private static Task<LoopbackApp> StartIssuerAsync(SigningKeySource keys) => LoopbackApp.StartAsync(
        jwt => jwt.AddSigningKeySource(keys).AddAccessBearer(options =>
        {
            options.Issuer = Consumer.Issuer;
            options.Audiences.Add(Consumer.Audience);
        }),
        app =>
        {
            app.MapPost("/auth", (JwtAccessBearer access) => access.CreateAccessToken(new { username = "ada" }));
            app.MapJwks();
        });

    private static async Task WaitAsync(SemaphoreSlim done, Task[] workers, Func<bool> enough)
    {
        while (!enough())
        {
            var next = done.WaitAsync(TimeSpan.FromSeconds(30));
            if (await Task.WhenAny([next, .. workers]) != next)
            {
                // One has failed, and says why.
                await await Task.WhenAny(workers);
            }

            (await next).Should().BeTrue("requests should go on");
        }
    }
}
