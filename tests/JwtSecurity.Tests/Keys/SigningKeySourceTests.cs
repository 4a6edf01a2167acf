using System.Net;
using JwtSecurity.Tests.TestKit;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace JwtSecurity.Tests.Keys;

/// <summary>Keys that change while the application runs: at once, for all schemes, with nothing left of the old ones, or not at all.</summary>
public sealed class SigningKeySourceTests
{
    private static readonly object s_ada = new { username = "ada" };

    private readonly SigningKey _first = SigningKey.Generate("ES256", "first");
    private readonly SigningKey _second = SigningKey.Generate("ES256", "second");

    [Fact]
    public async Task The_keys_of_a_source_sign_and_verify_in_every_scheme_of_the_set()
    {
        await using var app = await StartAsync(new SigningKeySource(_first));

        var pair = app.Scheme<JwtAccessBearer>().CreateTokenPair(s_ada);

        Tokens.ReadHeader(pair.AccessToken).GetProperty("kid").GetString().Should().Be("first");
        (await GetAsync(app, pair.AccessToken)).Should().Be("ada");
        app.Scheme<JwtRefreshBearer>().Verdict(pair.RefreshToken).Should().Be("accepted");
    }

    [Fact]
    public async Task A_rotation_by_code_fails_no_token_of_either_key()
    {
        var source = new SigningKeySource(_first);
        await using var app = await StartAsync(source);
        var access = app.Scheme<JwtAccessBearer>();
        var old = access.CreateAccessToken(s_ada);

        source.Replace([.. source.Keys, _second.WithActiveFrom(app.Clock.GetUtcNow().AddHours(1))]);
        var before = access.CreateAccessToken(s_ada, expiresDelta: TimeSpan.FromDays(1));
        app.Clock.Advance(TimeSpan.FromHours(1));
        var after = access.CreateAccessToken(s_ada);

        (KeyOf(old), KeyOf(before), KeyOf(after)).Should().Be(("first", "first", "second"));
        (await GetAsync(app, before), await GetAsync(app, after)).Should().Be(("ada", "ada"));
    }

    [Fact]
    public async Task Remembered_tokens_of_a_removed_key_die_at_once()
    {
        var source = new SigningKeySource(_first, _second.AsVerifyOnly());
        await using var app = await StartAsync(source);
        var access = app.Scheme<JwtAccessBearer>();
        var token = access.CreateAccessToken(s_ada);
        for (var i = 0; i < 3; i++)
        {
            (await GetAsync(app, token)).Should().Be("ada");
        }

        access.Settings.Cache!.Count.Should().Be(1);
        source.Replace(_second);

        (await GetAsync(app, token)).Should().Be("key_unknown");
        access.Settings.Cache!.Count.Should().Be(0);
    }

    [Fact]
    public async Task The_keys_of_the_options_stay_beside_those_of_the_source()
    {
        var source = new SigningKeySource(_first);
        await using var app = await TestApp.StartAsync(jwt => jwt.AddSigningKeySource(source).AddAccessBearer(), _ => { });
        var access = app.Scheme<JwtAccessBearer>();

        source.Replace();
        var ofTheOptions = access.CreateAccessToken(s_ada);
        source.Replace(_second);
        var ofTheSource = access.CreateAccessToken(s_ada);

        (Tokens.ReadHeader(ofTheOptions).GetProperty("alg").GetString(), KeyOf(ofTheSource)).Should().Be(("HS256", "second"));
        (access.Verdict(ofTheOptions), access.Verdict(ofTheSource)).Should().Be(("accepted", "accepted"));
    }

    [Fact]
    public async Task A_key_that_the_options_have_too_is_one_key()
    {
        var source = new SigningKeySource(_second);
        await using var app = await TestApp.StartAsync(
            jwt => jwt.AddSigningKeySource(source).AddAccessBearer(), _ => { }, options: options => options.SigningKeys.Add(_first));

        source.Replace(_first, _second);

        app.Scheme<JwtAccessBearer>().Settings.Keys.All.Should().HaveCount(3);
        LeftOut(app).Should().BeEmpty();
    }

    [Fact]
    public async Task A_key_whose_name_is_taken_is_left_out_and_logged_and_the_rest_of_the_change_is_taken()
    {
        var (gone, taken) = (SigningKey.Generate("ES256", "gone"), SigningKey.Generate("ES256", "taken"));
        var source = new SigningKeySource(_first, gone);
        await using var app = await StartAsync(source, options => options.SigningKeys.Add(taken));
        var access = app.Scheme<JwtAccessBearer>();

        source.Replace(_first, SigningKey.Generate("ES256", "taken"), _second);

        access.Settings.Keys.All.Select(key => key.KeyId).Should().Equal("taken", "first", "second");
        (access.Verdict(Token(taken)), access.Verdict(Token(_second)), access.Verdict(Token(gone))).Should().Be(("accepted", "accepted", "key_unknown"));
        access.Verdict(Token(source.Keys[1])).Should().Be("signature_invalid");
        LeftOut(app).Should().Equal("taken");

        // Said once, as long as it stays so.
        source.Replace(source.Keys[1]);
        LeftOut(app).Should().HaveCount(1);
        source.Replace(_first);
        source.Replace(SigningKey.Generate("RS256", "taken"));
        LeftOut(app).Should().HaveCount(2);
    }

    [Fact]
    public async Task A_key_whose_name_is_taken_does_not_stop_the_start()
    {
        await using var app = await StartAsync(new SigningKeySource(SigningKey.Generate("ES256", "taken\nname")), options => options.SigningKeys.Add(SigningKey.Generate("ES256", "taken\nname")));

        LeftOut(app).Should().Equal("taken name");
    }

    [Fact]
    public async Task Of_two_sources_the_first_one_keeps_a_name_and_a_reload_is_not_refused_for_it()
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection([new("Issuer", "one")]).Build();
        var (one, other) = (new SigningKeySource(_first), new SigningKeySource(SigningKey.Generate("ES256", "first"), _second));
        await using var app = await TestApp.StartRawAsync(
            builder => builder.Services.AddJwtSecurity(configuration).AddSigningKeySource(one).AddSigningKeySource(other).AddAccessBearer(), _ => { });
        var access = app.Scheme<JwtAccessBearer>();

        configuration["Issuer"] = "two";
        configuration.Reload();

        access.Settings.Options.Issuer.Should().Be("two");
        access.Settings.Keys.All.Should().Equal(_first, _second);
        LeftOut(app).Should().Equal("first");
        one.Replace();
        access.Settings.Keys.All.Should().Equal(other.Keys);
    }

    [Fact]
    public async Task A_removed_key_is_gone_even_if_the_options_cannot_be_read_any_more()
    {
        var source = new SigningKeySource(_first, _second);
        var (isBroken, reads) = (false, 0);
        await using var app = await StartAsync(source, _ =>
        {
            reads++;
            if (isBroken)
            {
                throw new FileNotFoundException("own.pem");
            }
        });
        var (access, refresh) = (app.Scheme<JwtAccessBearer>(), app.Scheme<JwtRefreshBearer>());
        var (before, options, count) = (refresh.Settings, access.Settings.Options, reads);
        isBroken = true;

        source.Replace(_second);

        access.Verdict(Token(_first)).Should().Be("key_unknown");
        access.Verdict(Token(_second)).Should().Be("accepted");
        refresh.Settings.Should().NotBeSameAs(before);
        refresh.Settings.Keys.All.Should().Equal(_second);
        (access.Settings.Options, reads).Should().Be((options, count));
    }

    [Fact]
    public async Task A_change_while_the_options_are_read_is_in_what_comes_of_both()
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection([new("Issuer", "one")]).Build();
        var source = new SigningKeySource(_first);
        var isArmed = false;
        await using var app = await TestApp.StartRawAsync(
            builder => builder.Services.AddJwtSecurity(configuration).AddSigningKeySource(source).AddAccessBearer().AddRefreshBearer(_ =>
            {
                // The access scheme has been made, with the keys of before.
                if (isArmed)
                {
                    source.Replace(_second);
                }
            }),
            _ => { });
        var access = app.Scheme<JwtAccessBearer>();
        isArmed = true;

        configuration["Issuer"] = "two";
        configuration.Reload();

        access.Settings.Keys.All.Should().Equal(_second);
        access.Settings.Options.Issuer.Should().Be("two");
        app.Scheme<JwtRefreshBearer>().Settings.Keys.All.Should().Equal(_second);
    }

    [Fact]
    public async Task Whoever_replaces_the_keys_at_the_same_time_the_last_ones_count_when_all_have_returned()
    {
        var source = new SigningKeySource(_first);
        await using var app = await StartAsync(source);
        var access = app.Scheme<JwtAccessBearer>();

        await Task.WhenAll(Enumerable.Range(0, 4).Select(thread => Task.Run(() =>
        {
            for (var i = 0; i < 50; i++)
            {
                source.Replace(thread % 2 == 0 ? _first : _second);
            }
        })));

        access.Settings.Keys.All.Should().Equal(source.Keys);
    }

    [Fact]
    public async Task A_set_that_is_gone_listens_no_longer()
    {
        var source = new SigningKeySource(_first);
        JwtAccessBearer access;
        await using (var app = await StartAsync(source))
        {
            access = app.Scheme<JwtAccessBearer>();
        }

        source.Replace(_second);

        access.Settings.Keys.All.Should().Equal(_first);
    }

    [Fact]
    public async Task Tokens_without_a_key_identifier_are_tried_with_the_keys_of_the_options_first()
    {
        var pair = (System.Security.Cryptography.ECDsa)KeyPairs.Of("ES256");
        var source = new SigningKeySource();
        await using var app = await StartAsync(source, options => options.SigningKeys.Add(KeyPairs.SigningKey("ES256")));
        var token = Tokens.Sign(Tokens.Payload(app.Clock.GetUtcNow()), """{"alg":"ES256"}""", pair, "ES256");

        source.Replace(Enumerable.Range(0, 8).Select(number => SigningKey.Generate("ES256", $"key {number}")));

        app.Scheme<JwtAccessBearer>().Verdict(token).Should().Be("accepted");
        app.Scheme<JwtAccessBearer>().Settings.Keys.FindByAlgorithm("ES256").Length.Should().Be(8);
    }

    [Fact]
    public async Task A_named_set_has_sources_of_its_own()
    {
        var source = new SigningKeySource(_first);
        await using var app = await TestApp.StartRawAsync(
            builder =>
            {
                builder.Services.AddJwtSecurity(options => (options.SecretKey, options.Issuer) = (TestApp.Secret, "users")).AddAccessBearer();
                builder.Services.AddJwtSecurity("admin", options => options.Issuer = "admins").AddSigningKeySource(_ => source).AddAccessBearer();
            },
            _ => { });

        source.Replace(_second);

        KeyOf(app.Scheme<JwtAccessBearer>("admin").CreateAccessToken(s_ada)).Should().Be("second");
        app.Scheme<JwtAccessBearer>().Settings.Keys.All.Should().ContainSingle();
    }

    [Fact]
    public async Task A_reload_of_the_configuration_keeps_the_keys_of_the_source()
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection([new("Issuer", "one")]).Build();
        await using var app = await TestApp.StartRawAsync(
            builder => builder.Services.AddJwtSecurity(configuration).AddSigningKeySource(new SigningKeySource(_first)).AddAccessBearer(), _ => { });

        configuration["Issuer"] = "two";
        configuration.Reload();

        var token = app.Scheme<JwtAccessBearer>().CreateAccessToken(s_ada);
        (KeyOf(token), Tokens.ReadPayload(token).GetProperty("iss").GetString()).Should().Be(("first", "two"));
    }

    [Fact]
    public void Keys_that_no_source_can_have_are_refused_where_they_are_given()
    {
        var source = new SigningKeySource(_first);

        source.Invoking(each => each.Replace(_second, _second.AsVerifyOnly())).Should().Throw<ArgumentException>().WithMessage("*KeyId 'second'*");
        source.Invoking(each => each.Replace(_second, null!)).Should().Throw<ArgumentException>().WithMessage("*null*");

        source.Keys.Should().Equal(_first);
    }

    [Fact]
    public async Task A_source_without_keys_does_not_stop_the_start_and_tokens_name_an_unknown_key()
    {
        await using var app = await StartAsync(new SigningKeySource());
        var access = app.Scheme<JwtAccessBearer>();

        (await GetAsync(app, Token(_first))).Should().Be("key_unknown");
        access.Verdict(Tokens.Sign(Tokens.Payload(app.Clock.GetUtcNow()))).Should().Be("key_unknown");
        access.Verdict(Tokens.Sign(Tokens.Payload(app.Clock.GetUtcNow()), """{"alg":"none","kid":"first"}""")).Should().Be("algorithm_not_allowed");
        access.Invoking(each => each.CreateAccessToken(s_ada)).Should().Throw<InvalidOperationException>().WithMessage("*No key can sign*their tokens are made where they come from*SigningKeys*");
    }

    [Fact]
    public async Task A_token_that_names_an_unknown_key_is_asked_for_and_validated_again()
    {
        // Of another algorithm than all keys there are: the next key of an issuer need not be of the same kind.
        var key = SigningKey.Generate("RS256", "found");
        var source = new Vault(_first, key);
        await using var app = await StartAsync(source);

        (await GetAsync(app, Token(key))).Should().Be("ada");

        source.Asked.Should().Equal("found");
        (await GetAsync(app, Token(_first)), await GetAsync(app, Token(key))).Should().Be(("ada", "ada"));
        source.Asked.Should().HaveCount(1);
    }

    [Fact]
    public async Task Without_a_request_an_unknown_key_is_asked_for_too()
    {
        var source = new Vault(_first, _second);
        await using var app = await StartAsync(source);

        (await app.Scheme<JwtAccessBearer>().ValidateAsync(Token(_second))).Succeeded.Should().BeTrue();
        (await app.Scheme<JwtAccessBearer>().ValidateAsync(Token(SigningKey.Generate("ES256", "nobody's")))).Error!.Code.Should().Be("key_unknown");
        source.Asked.Should().Equal("second", "nobody's");
    }

    [Fact]
    public async Task A_key_that_is_not_found_is_asked_for_once_a_request()
    {
        var source = new Vault(_first, _second);
        await using var app = await StartAsync(source);

        (await GetAsync(app, Token(SigningKey.Generate("ES256", "nobody's")))).Should().Be("key_unknown");

        source.Asked.Should().Equal("nobody's");
    }

    [Fact]
    public async Task Only_an_unknown_key_is_asked_for()
    {
        var source = new Vault(_first, _second);
        await using var app = await StartAsync(source);
        var token = Token(_first);

        (await GetAsync(app, token)).Should().Be("ada");
        (await GetAsync(app, token[..token.LastIndexOf('.')] + "." + new string('A', 86))).Should().Be("signature_invalid");
        (await GetAsync(app, "nonsense")).Should().Be("token_malformed");
        (await GetAsync(app, Tokens.Sign(Tokens.Payload(app.Clock.GetUtcNow())))).Should().Be("key_unknown");

        source.Asked.Should().BeEmpty();
    }

    [Fact]
    public async Task A_source_that_throws_is_logged_and_the_token_refused()
    {
        var source = new Vault(_first, _second) { Failure = new InvalidOperationException("the vault is closed") };
        await using var app = await StartAsync(source);

        (await GetAsync(app, Token(_second))).Should().Be("key_unknown");

        var entry = app.Logs.Entries.Single(each => each.Id.Id == 601);
        entry.Level.Should().Be(LogLevel.Error);
        entry.Text.Should().Contain(nameof(Vault)).And.Contain("the vault is closed").And.NotContain("eyJ");
    }

    [Fact]
    public async Task Sources_are_asked_together_and_who_has_the_key_ends_the_wait()
    {
        var (slow, quick) = (new Vault(_first, SigningKey.Generate("ES256", "other")) { Gate = new TaskCompletionSource() }, new Vault(SigningKey.Generate("ES256", "third"), _second));
        await using var app = await TestApp.StartRawAsync(
            builder => builder.Services.AddJwtSecurity().AddSigningKeySource(slow).AddSigningKeySource(quick).AddAccessBearer(), _ => { });

        (await app.Scheme<JwtAccessBearer>().ValidateAsync(Token(_second)).AsTask().WaitAsync(TimeSpan.FromSeconds(30))).Succeeded.Should().BeTrue();

        slow.Asked.Should().Equal("second");
        slow.Gate.SetResult();
    }

    [Fact]
    public async Task A_request_that_is_aborted_does_not_wait_for_a_source_that_does_not_care()
    {
        var source = new Vault(_first, _second) { Gate = new TaskCompletionSource() };
        await using var app = await StartAsync(source);
        using var abort = new CancellationTokenSource();

        var waiting = app.Scheme<JwtAccessBearer>().ValidateAsync(Token(_second), abort.Token).AsTask();
        await abort.CancelAsync();

        await FluentActions.Awaiting(() => waiting.WaitAsync(TimeSpan.FromSeconds(30))).Should().ThrowAsync<OperationCanceledException>();
        source.Gate.SetResult();
    }

    [Fact]
    public async Task A_copy_made_by_hand_takes_the_keys_of_the_options_alone()
    {
        var own = SigningKey.Generate("ES256", "own");
        await using var app = await StartAsync(new SigningKeySource(_first), options => options.SigningKeys.Add(own));
        await using var without = await StartAsync(new SigningKeySource(_first));

        JwtAccessBearer.From(app.Scheme<JwtAccessBearer>()).Settings.Keys.All.Should().Equal(own);
        FluentActions.Invoking(() => JwtAccessBearer.From(without.Scheme<JwtAccessBearer>())).Should().Throw<InvalidOperationException>()
            .WithMessage("There is no key. Those of JwtAccessBearer come from AddSigningKeySource or AddJwks, and are not copied*SigningKeys in the delegate*");
        JwtAccessBearer.From(without.Scheme<JwtAccessBearer>(), options => options.SigningKeys.Add(own)).Settings.Keys.All.Should().Equal(own);
    }

    [Fact]
    public async Task Keys_of_another_service_are_the_only_ones_of_their_set_whatever_source_has_them()
    {
        var start = () => StartAsync(new Foreign(_first), options => options.SigningKeys.Add(_second));

        (await start.Should().ThrowAsync<InvalidOperationException>()).WithMessage("*AddJwks takes the keys of another service*set of its own*");
        await using var app = await StartAsync(new Foreign(_first));
    }

    [Fact]
    public async Task A_request_with_a_known_key_never_waits_for_one_that_asks()
    {
        var source = new Vault(_first, _second) { Gate = new TaskCompletionSource() };
        await using var app = await StartAsync(source);

        var waiting = GetAsync(app, Token(_second));
        for (var i = 0; i < 3; i++)
        {
            var context = new DefaultHttpContext { RequestServices = app.Services };
            context.Request.Headers.Authorization = "Bearer " + Token(_first);
            JwtAuthenticator.AuthenticateAsync(context, app.Scheme<JwtAccessBearer>()).AsTask().IsCompletedSuccessfully.Should().BeTrue();
        }

        (await GetAsync(app, Token(_first))).Should().Be("ada");
        waiting.IsCompleted.Should().BeFalse();
        source.Gate.SetResult();
        (await waiting).Should().Be("ada");
    }

    [Fact]
    public async Task What_a_source_demands_of_the_options_stops_the_start()
    {
        var start = () => StartAsync(new Demanding());

        (await start.Should().ThrowAsync<InvalidOperationException>()).WithMessage("*Issuer must be set for this source*");
        await using var app = await StartAsync(new Demanding(), options => options.Issuer = "issuer");
    }

    [Fact]
    public async Task A_source_that_is_made_with_services_is_made_once_and_disposed()
    {
        var made = new List<Vault>();
        await using (var app = await TestApp.StartRawAsync(
            builder => builder.Services.AddJwtSecurity()
                .AddSigningKeySource(services =>
                {
                    services.GetRequiredService<TimeProvider>().Should().NotBeNull();
                    made.Add(new Vault(_first, _second));
                    return made[^1];
                })
                .AddAccessBearer().AddRefreshBearer(),
            _ => { }))
        {
            app.Scheme<JwtAccessBearer>().Verdict(Token(_first, app.Clock)).Should().Be("accepted");
        }

        made.Should().ContainSingle().Which.IsDisposed.Should().BeTrue();
    }

    private static Task<TestApp> StartAsync(SigningKeySource source, Action<JwtSecurityOptions>? options = null) => TestApp.StartRawAsync(
        builder => builder.Services.AddJwtSecurity(options ?? (_ => { })).AddSigningKeySource(source).AddAccessBearer().AddRefreshBearer(),
        app => app.MapGet("/", (JwtAuthorizationCredentials credentials) => credentials.GetString("username")));

    private static async Task<string?> GetAsync(TestApp app, string token)
    {
        var answer = await app.GetAsync("/", ("Authorization", "Bearer " + token));
        answer.Status.Should().BeOneOf(HttpStatusCode.OK, HttpStatusCode.Unauthorized);
        return answer.Code ?? answer.Body;
    }

    private static IEnumerable<string> LeftOut(TestApp app) => app.Logs.Entries
        .Where(entry => entry.Id.Id == 602 && entry.Level == LogLevel.Error && entry.Text.Contains("left out, and its tokens are refused"))
        .Select(entry => entry.Text.Split('\'')[1]);

    private static string Token(SigningKey key, TimeProvider? clock = null)
    {
        var options = new JwtSchemeOptions { TimeProvider = clock ?? new ManualTimeProvider() };
        options.SigningKeys.Add(key);
        return new JwtAccessBearer(options).CreateAccessToken(s_ada);
    }

    private static string? KeyOf(string token) => Tokens.ReadHeader(token).GetProperty("kid").GetString();

    /// <summary>Has one key to find.</summary>
    private sealed class Vault(SigningKey known, SigningKey hidden) : SigningKeySource(known), IDisposable
    {
        public List<string> Asked { get; } = [];

        public TaskCompletionSource? Gate { get; set; }

        public Exception? Failure { get; set; }

        public bool IsDisposed { get; private set; }

        public void Dispose() => IsDisposed = true;

        protected internal override async ValueTask FindAsync(string keyId, CancellationToken cancellationToken)
        {
            Asked.Add(keyId);
            await Task.Yield();
            await (Gate?.Task ?? Task.CompletedTask);
            if (Failure is not null)
            {
                throw Failure;
            }

            if (keyId == hidden.KeyId)
            {
                Replace([.. Keys, hidden]);
            }
        }
    }

    private sealed class Foreign(SigningKey key) : SigningKeySource(key)
    {
        protected internal override bool IsOfAnotherService => true;
    }

    private sealed class Demanding : SigningKeySource
    {
        protected internal override IEnumerable<string> Check(JwtSchemeOptions options) => options.Issuer is null ? ["Issuer must be set for this source."] : [];
    }
}
