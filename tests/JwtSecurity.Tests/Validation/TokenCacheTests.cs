using JwtSecurity.Tests.TestKit;

namespace JwtSecurity.Tests.Validation;

/// <summary>What the cache remembers, and for whom it makes room.</summary>
public sealed class TokenCacheTests
{
    private static readonly ManualTimeProvider s_clock = new();
    private static readonly JwtSchemeSettings s_settings = new JwtAccessBearer(new JwtSchemeOptions { SecretKey = TestApp.Secret, TimeProvider = s_clock }).Settings;

    [Fact]
    public void A_token_is_found_by_its_exact_text_alone()
    {
        var cache = new TokenCache(100, 1_000_000);
        var token = Create("ada");
        Add(cache, token);

        cache.Find(token).Should().NotBeNull();
        cache.Find("Bearer " + token).Should().BeNull();
        for (var i = 0; i < token.Length; i++)
        {
            var other = token[..i] + (token[i] == 'A' ? 'B' : 'A') + token[(i + 1)..];
            cache.Find(other).Should().BeNull("character {0} differs", i);
            cache.Find(token.AsSpan(0, i)).Should().BeNull();
        }
    }

    [Fact]
    public void A_text_is_found_inside_the_header_it_came_in()
    {
        var cache = new TokenCache(100, 1_000_000);
        var token = Create("ada");
        var header = "Bearer " + token;

        cache.Add(new TokenText(header, 7, token.Length), Validate(token), s_clock.GetUtcNow());

        cache.Find(token).Should().NotBeNull();
        cache.Find(header.AsSpan(7)).Should().NotBeNull();
    }

    [Fact]
    public void It_holds_no_more_entries_than_it_may()
    {
        var cache = new TokenCache(64, 10_000_000);

        for (var i = 0; i < 1_000; i++)
        {
            Add(cache, Create($"user{i}"));
            cache.Count.Should().BeLessThanOrEqualTo(64);
        }

        cache.Count.Should().Be(64);
    }

    [Fact]
    public void It_holds_no_more_bytes_than_it_may()
    {
        var cache = new TokenCache(1_000, 20_000);

        for (var i = 0; i < 1_000; i++)
        {
            Add(cache, Create($"user{i}"));
            cache.Bytes.Should().BeLessThanOrEqualTo(20_000);
        }

        cache.Count.Should().BeGreaterThan(5);
    }

    [Fact]
    public void One_account_with_many_tokens_pushes_out_nobody_but_itself()
    {
        var cache = new TokenCache(1_280, 100_000_000);
        var honest = Enumerable.Range(0, 1_200).Select(i => Create($"user{i}")).ToArray();
        Array.ForEach(honest, token => Add(cache, token));

        for (var i = 0; i < 5_000; i++)
        {
            Add(cache, Create("mallory"));
        }

        honest.Count(token => cache.Find(token) is not null).Should().Be(honest.Length);
        cache.Count.Should().BeLessThanOrEqualTo(1_200 + (1_280 / 128));
    }

    [Fact]
    public void Many_accounts_push_out_what_nobody_uses_before_what_is_used()
    {
        var cache = new TokenCache(100, 100_000_000);
        var used = Enumerable.Range(0, 50).Select(i => Create($"used{i}")).ToArray();
        Array.ForEach(used, token => Add(cache, token));
        Array.ForEach(Enumerable.Range(0, 50).Select(i => Create($"idle{i}")).ToArray(), token => Add(cache, token));

        for (var i = 0; i < 1_000; i++)
        {
            Array.ForEach(used, token => cache.Find(token));
            Add(cache, Create($"flood{i}"));
        }

        used.Count(token => cache.Find(token) is not null).Should().Be(used.Length);
    }

    [Fact]
    public void An_expired_entry_makes_room_although_it_was_used()
    {
        var clock = new ManualTimeProvider();
        var settings = new JwtAccessBearer(new JwtSchemeOptions { SecretKey = TestApp.Secret, TimeProvider = clock }).Settings;
        var scheme = new JwtAccessBearer(new JwtSchemeOptions { SecretKey = TestApp.Secret, TimeProvider = clock });
        var cache = new TokenCache(4, 1_000_000);
        var old = Enumerable.Range(0, 4).Select(i => scheme.CreateAccessToken(new { username = $"old{i}" })).ToArray();
        foreach (var token in old)
        {
            JwtValidator.Validate(token, settings, out var validated);
            cache.Add(new TokenText(token, 0, token.Length), validated!, clock.GetUtcNow());
            cache.Find(token);
        }

        clock.Advance(TimeSpan.FromHours(1));
        var fresh = scheme.CreateAccessToken(new { username = "fresh" });
        JwtValidator.Validate(fresh, settings, out var freshToken);
        cache.Add(new TokenText(fresh, 0, fresh.Length), freshToken!, clock.GetUtcNow());

        cache.Find(fresh).Should().NotBeNull();
    }

    [Fact]
    public void A_token_is_worth_a_place_when_it_comes_again()
    {
        var cache = new TokenCache(100, 1_000_000);
        var token = Create("ada");

        cache.HasBeenSeen(token).Should().BeFalse();
        cache.HasBeenSeen(token).Should().BeTrue();
        cache.HasBeenSeen(Create("grace")).Should().BeFalse();
    }

    [Fact]
    public void Threads_that_add_and_find_leave_it_whole()
    {
        var cache = new TokenCache(50, 1_000_000);
        var tokens = Enumerable.Range(0, 200).Select(i => Create($"user{i}")).ToArray();
        var validated = tokens.Select(Validate).ToArray();

        Parallel.For(0, 20_000, new ParallelOptions { MaxDegreeOfParallelism = 16 }, i =>
        {
            var index = (i * 31) % tokens.Length;
            if (cache.Find(tokens[index]) is { } found)
            {
                found.Should().BeSameAs(validated[index]);
            }
            else
            {
                cache.Add(new TokenText(tokens[index], 0, tokens[index].Length), validated[index], s_clock.GetUtcNow());
            }
        });

        cache.Count.Should().Be(50);
        cache.Bytes.Should().BeLessThanOrEqualTo(1_000_000);
    }

    private static string Create(string username) =>
        new JwtAccessBearer(new JwtSchemeOptions { SecretKey = TestApp.Secret, TimeProvider = s_clock }).CreateAccessToken(new { username });

    private static ValidatedToken Validate(string token)
    {
        JwtValidator.Validate(token, s_settings, out var validated).Should().BeNull();
        return validated!;
    }

    private static void Add(TokenCache cache, string token) => cache.Add(new TokenText(token, 0, token.Length), Validate(token), s_clock.GetUtcNow());
}
