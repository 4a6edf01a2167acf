using System.Text.Json;
using JwtSecurity.Jwks;
using JwtSecurity.Tests.TestKit;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace JwtSecurity.Tests.Jwks;

/// <summary>Tokens of another service, by the keys it publishes: whatever its endpoint does, those with a known key are never kept waiting.</summary>
public sealed class AddJwksTests
{
    private static readonly TimeSpan s_automatic = new JwksOptions().AutomaticRefreshInterval;
    private static readonly TimeSpan s_refresh = new JwksOptions().RefreshInterval;
    private static readonly TimeSpan s_timeout = new JwksOptions().Timeout;
    private static readonly TimeSpan s_firstRetry = TimeSpan.FromSeconds(1);

    private readonly SigningKey _first = SigningKey.Generate("RS256", "first");
    private readonly SigningKey _second = SigningKey.Generate("ES256", "second");

    [Fact]
    public async Task Keys_are_fetched_at_the_start_and_once()
    {
        await using var server = await KeyServer.StartAsync(_first, _second);
        await using var consumer = await Consumer.StartWithKeysAsync(server.Address);

        for (var i = 0; i < 3; i++)
        {
            (await consumer.GetAsync(consumer.Token(_first)), await consumer.GetAsync(consumer.Token(_second))).Should().Be(("ada", "ada"));
        }

        server.Count.Should().Be(1);
        consumer.Logged(650).Should().ContainSingle().Which.Text.Should().Contain("2 of its keys");
    }

    [Fact]
    public async Task A_token_that_comes_before_the_keys_waits_for_them()
    {
        await using var server = await KeyServer.StartAsync();
        var going = server.Stall(_first);
        await using var consumer = await Consumer.StartAsync(server.Address);
        await server.WhenAskedAsync(1);

        var waiting = consumer.GetAsync(consumer.Token(_first));
        going.SetResult();

        (await waiting).Should().Be("ada");
        server.Count.Should().Be(1);
    }

    [Fact]
    public async Task A_new_key_is_fetched_when_the_first_token_names_it()
    {
        await using var server = await KeyServer.StartAsync(_first);
        await using var consumer = await Consumer.StartWithKeysAsync(server.Address);

        server.Publish(_first, _second);

        (await consumer.GetAsync(consumer.Token(_second)), await consumer.GetAsync(consumer.Token(_first))).Should().Be(("ada", "ada"));
        server.Count.Should().Be(2);
    }

    [Fact]
    public async Task A_flood_of_forged_tokens_causes_one_fetch_and_honest_requests_do_not_wait()
    {
        await using var server = await KeyServer.StartAsync(_first);
        await using var consumer = await Consumer.StartWithKeysAsync(server.Address);
        var honest = consumer.Token(_first);

        var forged = Enumerable.Range(0, 300).Select(_ => consumer.GetAsync(consumer.Token(SigningKey.Generate("ES256")))).ToArray();
        consumer.AcceptsAtOnce(honest).Should().BeTrue();

        (await Task.WhenAll(forged)).Should().OnlyContain(code => code == "key_unknown");
        server.Count.Should().Be(2);

        // The next one is allowed when the time has come, and again only one.
        consumer.Clock.Advance(s_refresh - TimeSpan.FromTicks(1));
        await consumer.GetAsync(consumer.Token(SigningKey.Generate("ES256")));
        server.Count.Should().Be(2);
        consumer.Clock.Advance(TimeSpan.FromTicks(1));
        await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => consumer.GetAsync(consumer.Token(SigningKey.Generate("ES256")))));
        server.Count.Should().Be(3);
        consumer.AcceptsAtOnce(honest).Should().BeTrue();
    }

    [Fact]
    public async Task While_the_endpoint_stalls_known_keys_are_at_hand_and_unknown_ones_share_one_wait()
    {
        await using var server = await KeyServer.StartAsync(_first);
        await using var consumer = await Consumer.StartWithKeysAsync(server.Address);
        var (known, unknown) = (consumer.Token(_first), consumer.Token(_second));
        server.Stall();

        var waiting = Enumerable.Range(0, 10).Select(_ => consumer.GetAsync(unknown)).ToArray();
        await server.WhenAskedAsync(2);
        consumer.AcceptsAtOnce(known).Should().BeTrue();
        (await consumer.GetAsync(known)).Should().Be("ada");
        waiting.Should().OnlyContain(each => !each.IsCompleted);
        await consumer.Clock.WhenSomebodyWaitsForAsync(s_timeout);
        consumer.Clock.Advance(s_timeout);

        (await Task.WhenAll(waiting)).Should().OnlyContain(code => code == "key_unknown");
        server.Count.Should().Be(2);
        await consumer.WhenLoggedAsync(652);
        consumer.Logged(652).Should().ContainSingle().Which.Should().Match<(LogLevel Level, string Text)>(entry => entry.Level == LogLevel.Warning && entry.Text.Contains("no whole answer came within 00:00:05"));

        // It has recovered: the token that was refused is accepted.
        server.Publish(_first, _second);
        consumer.Clock.Advance(s_refresh);
        (await consumer.GetAsync(unknown)).Should().Be("ada");
    }

    [Fact]
    public async Task While_the_endpoint_keeps_stalling_one_request_waits_and_the_others_are_answered_at_once()
    {
        await using var server = await KeyServer.StartAsync(_first);
        await using var consumer = await Consumer.StartWithKeysAsync(server.Address);
        server.Stall();
        consumer.Clock.Advance(s_automatic);
        await server.WhenAskedAsync(2);
        consumer.Clock.Advance(s_timeout);
        await consumer.WhenFailedAsync(s_firstRetry);
        consumer.Clock.Advance(s_firstRetry);
        await server.WhenAskedAsync(3);

        var one = consumer.Access.ValidateAsync(consumer.Token(_second)).AsTask();
        var another = consumer.Access.ValidateAsync(consumer.Token(_second)).AsTask();

        (one.IsCompleted, another.IsCompleted).Should().Be((false, true));
        (await another).Error!.Code.Should().Be("key_unknown");
        (await consumer.GetAsync(consumer.Token(SigningKey.Generate("ES256")))).Should().Be("key_unknown");
        await consumer.Clock.WhenSomebodyWaitsForAsync(s_timeout);
        consumer.Clock.Advance(s_timeout);
        (await one).Error!.Code.Should().Be("key_unknown");
        server.Count.Should().Be(3);
    }

    [Fact]
    public async Task A_request_that_waits_for_two_fetches_waits_for_one_timeout()
    {
        await using var server = await KeyServer.StartAsync(_first);
        await using var consumer = await Consumer.StartWithKeysAsync(server.Address);
        var going = server.Stall(_first);
        consumer.Clock.Advance(s_automatic);
        await server.WhenAskedAsync(2);

        var waiting = consumer.Access.ValidateAsync(consumer.Token(_second)).AsTask();
        server.Stall();
        consumer.Clock.Advance(s_timeout - TimeSpan.FromSeconds(2));
        going.SetResult();
        await server.WhenAskedAsync(3);
        await consumer.Clock.WhenSomebodyWaitsForAsync(TimeSpan.FromSeconds(2));
        waiting.IsCompleted.Should().BeFalse();
        consumer.Clock.Advance(TimeSpan.FromSeconds(2));

        (await waiting.WaitAsync(TimeSpan.FromSeconds(30))).Error!.Code.Should().Be("key_unknown");
        consumer.Logged(652).Should().BeEmpty("the fetch goes on");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_client_that_never_ends_is_left_behind_and_asked_again(bool blocks)
    {
        using var handler = new Hanging(blocks, KeyServer.Write(_first.ToJwk()));
        using var client = new HttpClient(handler, disposeHandler: false);
        await using var consumer = await Consumer.StartAsync("https://login.example.com/keys", options => options.HttpClient = client);
        await handler.Asked;
        var waiting = consumer.Access.ValidateAsync(consumer.Token(_first)).AsTask();

        consumer.Clock.Advance(s_timeout);

        (await waiting.WaitAsync(TimeSpan.FromSeconds(30))).Error!.Code.Should().Be("key_unknown");
        await consumer.WhenFailedAsync(s_firstRetry);
        consumer.Logged(653).Single().Text.Should().Contain("no whole answer came within 00:00:05");
        consumer.Clock.Advance(s_firstRetry);
        await consumer.WhenFetchedAsync();
        consumer.AcceptsAtOnce(consumer.Token(_first)).Should().BeTrue();
    }

    [Fact]
    public async Task A_fetch_that_began_before_the_key_was_published_is_not_the_last_word()
    {
        await using var server = await KeyServer.StartAsync(_first);
        await using var consumer = await Consumer.StartWithKeysAsync(server.Address);
        var going = server.Stall(_first);
        consumer.Clock.Advance(s_automatic);
        await server.WhenAskedAsync(2);

        var waiting = consumer.GetAsync(consumer.Token(_second));
        server.Publish(_first, _second);
        going.SetResult();

        (await waiting).Should().Be("ada");
        server.Count.Should().Be(3);
    }

    public static TheoryData<string, string> BadAnswers => new()
    {
        { "500", "the status is 500" },
        { "garbage", "the answer is no JSON" },
        { "cut off", "the answer is no JSON" },
        { "an array", "it has no array 'keys'" },
        { "no keys", "it has no array 'keys'" },
        { "keys that are no array", "it has no array 'keys'" },
        { "a name that is no Unicode", "it has no array 'keys'" },
        { "an empty set", "no key that verifies tokens" },
        { "encryption keys only", "'use' is not 'sig'" },
        { "secrets only", "number 1: it is a secret" },
        { "10 MB", "larger than 512 KiB" },
        { "10 MB without a length", "larger than 512 KiB" },
        { "a redirect", "the status is 302, a redirect, which is not followed" },
        { "a dropped connection", "Exception" },
    };

    [Theory]
    [MemberData(nameof(BadAnswers))]
    public async Task A_bad_answer_changes_nothing_and_the_next_good_one_is_taken(string kind, string reason)
    {
        await using var server = await KeyServer.StartAsync(_first);
        await using var consumer = await Consumer.StartWithKeysAsync(server.Address);
        var (known, settings) = (consumer.Token(_first), consumer.Access.Settings);

        server.Answer = context => AnswerBadlyAsync(context, kind);
        consumer.Clock.Advance(s_automatic);
        await consumer.WhenFailedAsync(s_firstRetry);

        consumer.Access.Settings.Should().BeSameAs(settings);
        consumer.AcceptsAtOnce(known).Should().BeTrue();
        consumer.Logged(652).Should().ContainSingle().Which.Text.Should().Contain(reason).And.Contain(server.Address).And.NotContain(kind == "10 MB" ? "    " : "\n");

        // By itself, with no token that asks for it.
        server.Publish(_second);
        consumer.Clock.Advance(s_firstRetry);
        await consumer.WhenFetchedAsync();
        consumer.AcceptsAtOnce(consumer.Token(_second)).Should().BeTrue();
        consumer.AcceptsAtOnce(known).Should().BeFalse();
    }

    [Fact]
    public async Task While_the_endpoint_is_away_the_application_starts_refuses_quickly_and_recovers_by_itself()
    {
        await using var server = await KeyServer.StartAsync(_first);
        await server.GoAwayAsync();

        await using var consumer = await Consumer.StartAsync(server.Address);
        await consumer.WhenFailedAsync(s_firstRetry);

        (await consumer.GetAsync(consumer.Token(_first))).Should().Be("key_unknown");
        var entry = consumer.Logged(653)[0];
        entry.Level.Should().Be(LogLevel.Error);
        entry.Text.Should().Contain(server.Address).And.Contain("There are none yet");

        // Ever longer, but not longer than the interval.
        foreach (var seconds in new[] { 1, 2, 4, 8, 16, 30, 30 })
        {
            await consumer.WhenFailedAsync(TimeSpan.FromSeconds(seconds));
            consumer.Clock.Advance(TimeSpan.FromSeconds(seconds));
        }

        await consumer.WhenFailedAsync(s_refresh);
        await server.ComeBackAsync();
        consumer.Clock.Advance(s_refresh);
        await consumer.WhenFetchedAsync();
        consumer.AcceptsAtOnce(consumer.Token(_first)).Should().BeTrue();
    }

    [Fact]
    public async Task A_removed_key_is_gone_with_the_next_fetch_and_its_remembered_tokens_with_it()
    {
        await using var server = await KeyServer.StartAsync(_first, _second);
        await using var consumer = await Consumer.StartWithKeysAsync(server.Address);
        var token = consumer.Token(_first);
        for (var i = 0; i < 3; i++)
        {
            (await consumer.GetAsync(token)).Should().Be("ada");
        }

        consumer.Access.Settings.Cache!.Count.Should().Be(1);
        server.Publish(_second);
        consumer.Clock.Advance(s_automatic);
        await consumer.WhenFetchedAsync();

        (await consumer.GetAsync(token)).Should().Be("key_unknown");
        consumer.Access.Settings.Cache!.Count.Should().Be(0);
    }

    [Fact]
    public async Task The_same_keys_again_forget_no_tokens()
    {
        await using var server = await KeyServer.StartAsync(_first);
        await using var consumer = await Consumer.StartWithKeysAsync(server.Address);
        var settings = consumer.Access.Settings;

        server.PublishText(KeyServer.Write(_first.ToJwk().Replace("\"use\":\"sig\",", "\n  ", StringComparison.Ordinal)));
        consumer.Clock.Advance(s_automatic);
        await consumer.WhenFetchedAsync();

        server.Count.Should().Be(2);
        consumer.Access.Settings.Should().BeSameAs(settings);
    }

    [Fact]
    public async Task Of_a_mixed_set_only_what_verifies_signatures_is_taken_and_one_line_says_why()
    {
        var duplicate = SigningKey.Generate("ES256", "first");
        await using var server = await KeyServer.StartAsync();
        server.PublishText(KeyServer.Write(
            """{"kty":"oct","k":"AyM1SysPpbyDfgZld3umj1qzKObwVMkoqQ-EstJQLr_T-1qS0gZH75aKtMN3Yj0iPS4hcgUuTwjAzZr1Z9CAow","kid":"secret"}""",
            With(_second, "use", "enc"),
            With(_second, "key_ops", new[] { "deriveKey" }),
            With(_second, "alg", "ECDH-ES"),
            With(_second, "crv", "P-384"),
            With(_second, "d", "AAAA"),
            """{"kty":"OKP","crv":"Ed25519","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}""",
            """{"kty":"RSA","n":"sXchDaQebHnPiGvyDOAT4saGEUetSyo9MKLOoWFsueri23bOdgWp4Dy1WlUzewbgBHod5pcM9H95GQRV3JDXboIRROSBigeC5yjU1hGzHHyXss8UDprecbAYxknTcQkhslANGRUZmdTOQ5qTRsLAt6BTYuyvVRdhS8exSZEy_c4gs_7svlJJQ4H9_NxsiIoLwAEk7-Q3UXERGYw_75IDrGA84-lA_-Ct4eTlXHBIY2EaV7t7LjJaynVJCpkv4LKjTTAumiGUIuQhrNhZLuF_RJLqHpM2kgWFLU7-VTdL1VbC2tejvcI2BlMkEpk1BzBZI0KQB0GaDWFLN-aEAw3vRw","e":"AQ"}""",
            "[]",
            "\"text\"",
            _first.ToJwk(),
            duplicate.ToJwk(),
            SigningKey.Generate("PS384", "third").ToJwk()));
        await using var consumer = await Consumer.StartWithKeysAsync(server.Address);

        consumer.Access.Settings.Keys.All.Select(key => (key.KeyId, key.Algorithm)).Should().Equal(("first", "RS256"), ("third", "PS384"));
        (await consumer.GetAsync(consumer.Token(_first))).Should().Be("ada");
        (await consumer.GetAsync(consumer.Token(duplicate))).Should().Be("algorithm_not_allowed");
        var line = consumer.Logged(651).Should().ContainSingle().Which.Text;
        for (var number = 1; number <= 10; number++)
        {
            line.Should().Contain($"number {number}: ");
        }

        line.Should().Contain("number 12: another one before it has the same 'kid'").And.NotContain("number 11:").And.NotContain("number 13:").And.NotContain("AyM1SysPpbyD");

        // Said once, as long as it stays so.
        consumer.Clock.Advance(s_automatic);
        await consumer.WhenFetchedAsync();
        consumer.Logged(651).Should().ContainSingle();
    }

    [Fact]
    public async Task A_key_whose_text_is_no_Unicode_does_not_keep_the_others_out()
    {
        await using var server = await KeyServer.StartAsync();
        server.PublishText(KeyServer.Write(
            _second.ToJwk().Replace("\"kty\"", "\"\\ud800k\":1,\"kty\"", StringComparison.Ordinal),
            _second.ToJwk().Replace("\"second\"", "\"\\ud800\"", StringComparison.Ordinal),
            _first.ToJwk()));
        await using var consumer = await Consumer.StartWithKeysAsync(server.Address);

        consumer.Access.Settings.Keys.All.Select(key => key.KeyId).Should().Equal("first");
        consumer.Logged(651).Single().Text.Should().Contain("number 1: its text is no Unicode").And.Contain("number 2: ").And.NotContain("number 3");
    }

    [Fact]
    public async Task No_more_keys_are_taken_than_anybody_has()
    {
        var keys = Enumerable.Range(0, 70).Select(number => SigningKey.Generate("ES256", $"key {number}")).ToArray();
        await using var server = await KeyServer.StartAsync(keys);
        await using var consumer = await Consumer.StartWithKeysAsync(server.Address);

        consumer.Access.Settings.Keys.All.Should().HaveCount(64);
        consumer.Logged(651).Single().Text.Should().Contain("after number 64");
    }

    [Fact]
    public async Task A_token_without_a_key_identifier_is_tried_with_the_keys_there_are()
    {
        await using var server = await KeyServer.StartAsync(_first, _second);
        await using var consumer = await Consumer.StartWithKeysAsync(server.Address);
        var header = JsonSerializer.SerializeToUtf8Bytes(new { alg = "ES256" });
        var payload = Tokens.Payload(consumer.Clock.GetUtcNow(), changes: [("iss", Consumer.Issuer), ("aud", Consumer.Audience)]);
        var input = $"{System.Buffers.Text.Base64Url.EncodeToString(header)}.{System.Buffers.Text.Base64Url.EncodeToString(System.Text.Encoding.UTF8.GetBytes(payload))}";
        var signature = new byte[_second.SignatureLength];
        _second.Sign(System.Text.Encoding.ASCII.GetBytes(input), signature);

        (await consumer.GetAsync($"{input}.{System.Buffers.Text.Base64Url.EncodeToString(signature)}")).Should().Be("ada");
    }

    [Fact]
    public async Task Tokens_of_another_issuer_or_for_another_audience_are_refused()
    {
        await using var server = await KeyServer.StartAsync(_first);
        await using var consumer = await Consumer.StartWithKeysAsync(server.Address);

        (await consumer.GetAsync(consumer.Token(_first, options => options.Issuer = "https://other.example.com"))).Should().Be("issuer_invalid");
        (await consumer.GetAsync(consumer.Token(_first, options => options.Audiences.ReplaceWith(["https://other.example.com"])))).Should().Be("audience_invalid");
    }

    [Theory]
    [InlineData(null, "orders", "Issuer is not set*AcceptAnyIssuer")]
    [InlineData("issuer", null, "Audiences is empty*AcceptAnyAudience")]
    public async Task Without_issuer_or_audience_the_application_does_not_start(string? issuer, string? audience, string message)
    {
        var start = () => Consumer.StartAsync("https://login.example.com/keys", options: options => Set(options, issuer, audience));

        (await start.Should().ThrowAsync<InvalidOperationException>()).WithMessage($"*{message}*");
    }

    [Fact]
    public async Task Unless_that_is_switched_off_by_name()
    {
        await using var server = await KeyServer.StartAsync(_first);
        await using var consumer = await Consumer.StartAsync(
            server.Address, jwks => (jwks.AcceptAnyIssuer, jwks.AcceptAnyAudience) = (true, true), options => Set(options, null, null));

        (await consumer.GetAsync(consumer.Token(_first, options => Set(options, null, null)))).Should().Be("ada");
    }

    public static TheoryData<string, Action<JwtSecurityBuilder>, Action<JwtSecurityOptions>> Beside => new()
    {
        { "a secret", _ => { }, options => options.SecretKey = TestApp.Secret },
        { "a key", _ => { }, options => options.SigningKeys.Add(SigningKey.Generate("ES256")) },
        { "a second issuer", set => set.AddJwks("https://elsewhere.example.com/keys"), _ => { } },
        { "a source", set => set.AddSigningKeySource(new SigningKeySource()), _ => { } },
    };

    [Theory]
    [MemberData(nameof(Beside))]
    public async Task The_keys_of_an_issuer_have_a_set_of_their_own(string what, Action<JwtSecurityBuilder> add, Action<JwtSecurityOptions> configure)
    {
        var start = () => TestApp.StartRawAsync(
            builder => add(builder.Services
                .AddJwtSecurity(options =>
                {
                    Set(options, Consumer.Issuer, Consumer.Audience);
                    configure(options);
                })
                .AddJwks("https://login.example.com/keys")
                .AddAccessBearer()),
            _ => { });

        (await start.Should().ThrowAsync<InvalidOperationException>(what)).WithMessage("*AddJwks takes the keys of another service, and there are other keys beside them*Put each into a set of its own*");
    }

    [Fact]
    public async Task A_service_that_issues_tokens_accepts_those_of_another_in_a_second_set_whatever_keys_that_one_has()
    {
        // Its key has our name, and the other is ours: what anybody may publish.
        var own = SigningKey.Generate("ES256", "own");
        await using var server = await KeyServer.StartAsync(SigningKey.Generate("ES256", "own"), own.AsVerifyOnly(), _first);
        await using var app = await TestApp.StartRawAsync(
            builder =>
            {
                builder.Services.AddJwtSecurity(options =>
                {
                    options.Issuer = "https://orders.example.com";
                    options.SigningKeys.Add(own);
                }).AddAccessBearer();
                builder.Services.AddJwtSecurity("partner", options => Set(options, Consumer.Issuer, Consumer.Audience)).AddJwks(server.Address).AddAccessBearer();
            },
            web => web.MapJwks());
        var (access, partner) = (app.Scheme<JwtAccessBearer>(), app.Scheme<JwtAccessBearer>("partner"));
        var theirs = new JwtSchemeOptions { TimeProvider = app.Clock };
        Set(theirs, Consumer.Issuer, Consumer.Audience);
        theirs.SigningKeys.Add(_first);
        var (token, ownToken) = (new JwtAccessBearer(theirs).CreateAccessToken(new { username = "ada" }), access.CreateAccessToken(new { username = "ada" }));

        (await partner.ValidateAsync(token)).Succeeded.Should().BeTrue();
        (await partner.ValidateAsync(ownToken)).Succeeded.Should().BeFalse();
        ((await access.ValidateAsync(token)).Succeeded, (await access.ValidateAsync(ownToken)).Succeeded).Should().Be((false, true));
        (await app.GetAsync(KeyServer.Path)).Json.GetProperty("keys").EnumerateArray().Should().ContainSingle().Which.GetProperty("kid").GetString().Should().Be("own");
    }

    [Fact]
    public async Task The_keys_of_another_service_are_not_published()
    {
        var start = () => TestApp.StartRawAsync(
            builder => builder.Services.AddJwtSecurity(options => Set(options, Consumer.Issuer, Consumer.Audience)).AddJwks("https://login.example.com/keys").AddAccessBearer(),
            web => web.MapJwks());

        (await start.Should().ThrowAsync<InvalidOperationException>()).WithMessage("*MapJwks*the default set, which are those of another service*remove MapJwks*");
    }

    [Fact]
    public async Task Creating_tokens_throws_and_says_where_they_are_made()
    {
        await using var server = await KeyServer.StartAsync(_first);
        await using var consumer = await Consumer.StartWithKeysAsync(server.Address);

        consumer.Access.Invoking(access => access.CreateAccessToken(new { username = "ada" })).Should().Throw<InvalidOperationException>()
            .WithMessage("No key can sign: those that come from elsewhere only verify, and their tokens are made where they come from.*");
    }

    [Theory]
    [InlineData("http://login.example.com/jwks.json", "has no HTTPS")]
    [InlineData("http://192.168.0.1/jwks.json", "has no HTTPS")]
    [InlineData("/.well-known/jwks.json", "Write it whole")]
    [InlineData("login.example.com/jwks.json", "Write it whole")]
    [InlineData("ftp://login.example.com/jwks.json", "Write it whole")]
    [InlineData("", "Write it whole")]
    [InlineData("https://user:password@login.example.com/", "a user or a password")]
    public void An_address_that_others_could_speak_for_is_refused(string address, string message)
    {
        var add = () => new ServiceCollection().AddJwtSecurity().AddJwks(address);

        add.Should().Throw<ArgumentException>().WithParameterName(nameof(address)).Which.Message.Should().Contain(message).And.NotContain("user:password");
    }

    [Theory]
    [InlineData("https://login.example.com/jwks.json")]
    [InlineData("http://localhost:5000/jwks.json")]
    [InlineData("http://127.0.0.1/jwks.json")]
    [InlineData("http://[::1]:5000/jwks.json")]
    public void Others_are_accepted(string address)
    {
        var add = () => new ServiceCollection().AddJwtSecurity().AddJwks(address);

        add.Should().NotThrow();
    }

    [Fact]
    public void Options_out_of_range_are_refused()
    {
        Adding(options => options.Timeout = TimeSpan.Zero).Should().Throw<InvalidOperationException>().WithMessage("Timeout of AddJwks is 00:00:00. Set it between 00:00:00.1000000 and 00:01:00.");
        Adding(options => options.RefreshInterval = TimeSpan.FromMilliseconds(999)).Should().Throw<InvalidOperationException>().WithMessage("RefreshInterval*");
        Adding(options => options.AutomaticRefreshInterval = TimeSpan.FromDays(2)).Should().Throw<InvalidOperationException>().WithMessage("AutomaticRefreshInterval*");

        static Action Adding(Action<JwksOptions> configure) => () => new ServiceCollection().AddJwtSecurity().AddJwks("https://login.example.com/", configure);
    }

    [Fact]
    public async Task A_client_of_the_application_is_used_and_not_followed_elsewhere()
    {
        await using var elsewhere = await KeyServer.StartAsync(_second);
        await using var server = await KeyServer.StartAsync();
        server.Answer = context =>
        {
            if (context.Request.Headers["X-Proxy"] == "yes")
            {
                // To a name of the same machine: another host all the same.
                context.Response.Redirect(elsewhere.Address);
            }

            return Task.CompletedTask;
        };
        using var client = new HttpClient(new SocketsHttpHandler());
        client.DefaultRequestHeaders.Add("X-Proxy", "yes");

        await using (var consumer = await Consumer.StartAsync(server.Address, options => options.HttpClient = client))
        {
            await consumer.WhenFailedAsync(s_firstRetry);
            consumer.Logged(653).Single().Text.Should().Contain("the answer came from another host, after a redirect");
            elsewhere.Count.Should().Be(1);
            (await consumer.GetAsync(consumer.Token(_second))).Should().Be("key_unknown");
        }

        // Still the application's own.
        (await client.GetStringAsync(new Uri(elsewhere.Address))).Should().Contain("second");
    }

    [Fact]
    public async Task When_the_application_stops_a_fetch_ends()
    {
        await using var server = await KeyServer.StartAsync();
        var aborted = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        server.Answer = async context =>
        {
            using var _ = context.RequestAborted.Register(aborted.SetResult);
            await aborted.Task;
        };

        // A client of its own would end its requests when it is disposed.
        using var client = new HttpClient();
        var consumer = await Consumer.StartAsync(server.Address, options => options.HttpClient = client);
        await server.WhenAskedAsync(1);

        await consumer.DisposeAsync();

        await aborted.Task.WaitAsync(TimeSpan.FromSeconds(30));
        consumer.Logged(653).Should().BeEmpty();
    }

    [Fact]
    public async Task A_request_that_is_aborted_waits_no_longer_and_the_fetch_goes_on()
    {
        await using var server = await KeyServer.StartAsync(_first);
        await using var consumer = await Consumer.StartWithKeysAsync(server.Address);
        var going = server.Stall(_first, _second);
        using var abort = new CancellationTokenSource();

        var aborted = consumer.Access.ValidateAsync(consumer.Token(_second), abort.Token).AsTask();
        await server.WhenAskedAsync(2);
        await abort.CancelAsync();
        await FluentActions.Awaiting(() => aborted).Should().ThrowAsync<OperationCanceledException>();
        going.SetResult();

        (await consumer.GetAsync(consumer.Token(_second))).Should().Be("ada");
        server.Count.Should().Be(2);
    }

    private static void Set(JwtSchemeOptions options, string? issuer, string? audience)
    {
        options.Issuer = issuer;
        options.Audiences.ReplaceWith(audience is null ? [] : [audience]);
    }

    private static string With(SigningKey key, string member, object value)
    {
        var jwk = JsonSerializer.Deserialize<Dictionary<string, object>>(key.ToJwk())!;
        jwk[member] = value;
        return JsonSerializer.Serialize(jwk);
    }

    private static async Task AnswerBadlyAsync(HttpContext context, string kind)
    {
        var response = context.Response;
        switch (kind)
        {
            case "500":
                response.StatusCode = StatusCodes.Status500InternalServerError;
                break;
            case "garbage":
                await response.WriteAsync("<html>\n<body>Sign in</body>");
                break;
            case "cut off":
                await response.WriteAsync("""{"keys":[{"kty":"RSA","n":""");
                break;
            case "an array":
                await response.WriteAsync("[]");
                break;
            case "no keys":
                await response.WriteAsync("""{"issuer":"https://login.example.com"}""");
                break;
            case "keys that are no array":
                await response.WriteAsync("""{"keys":{"first":{}}}""");
                break;
            case "a name that is no Unicode":
                await response.WriteAsync("""{"keys":[],"key\ud800":1}""");
                break;
            case "an empty set":
                await response.WriteAsync("""{"keys":[]}""");
                break;
            case "encryption keys only":
                await response.WriteAsync(KeyServer.Write(With(SigningKey.Generate("RS256"), "use", "enc")));
                break;
            case "secrets only":
                await response.WriteAsync(KeyServer.Write("""{"kty":"oct","k":"AyM1SysPpbyDfgZld3umj1qzKObwVMkoqQ-EstJQLr_T-1qS0gZH75aKtMN3Yj0iPS4hcgUuTwjAzZr1Z9CAow"}"""));
                break;
            case "10 MB":
                response.ContentLength = 10 * 1024 * 1024;
                await WriteSpacesAsync(context);
                break;
            case "10 MB without a length":
                await WriteSpacesAsync(context);
                break;
            case "a redirect":
                response.Redirect(KeyServer.Path);
                break;
            default:
                context.Abort();
                break;
        }
    }

    private static async Task WriteSpacesAsync(HttpContext context)
    {
        var spaces = System.Text.Encoding.ASCII.GetBytes(new string(' ', 1024 * 1024));
        for (var i = 0; i < 10 && !context.RequestAborted.IsCancellationRequested; i++)
        {
            await context.Response.Body.WriteAsync(spaces);
        }
    }

    /// <summary>Never answers the first request, and does not look at its token.</summary>
    private sealed class Hanging(bool blocks, string text) : HttpMessageHandler
    {
        private readonly TaskCompletionSource _asked = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly TaskCompletionSource _disposed = new();

        public Task Asked => _asked.Task;

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            if (_asked.TrySetResult())
            {
                if (blocks)
                {
                    _disposed.Task.Wait(CancellationToken.None);
                }

                await _disposed.Task;
            }

            return new HttpResponseMessage { Content = new StringContent(text), RequestMessage = request };
        }

        protected override void Dispose(bool disposing)
        {
            _disposed.TrySetResult();
            base.Dispose(disposing);
        }
    }
}
