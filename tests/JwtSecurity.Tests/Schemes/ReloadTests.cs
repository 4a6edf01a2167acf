using JwtSecurity.Tests.TestKit;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace JwtSecurity.Tests.Schemes;

/// <summary>Configuration that changes while the application runs: taken whole, or not at all.</summary>
public sealed class ReloadTests
{
    private const string NewSecret = "a new secret that is long enough for HS256";

    [Fact]
    public async Task A_reload_replaces_the_key_of_every_scheme()
    {
        await using var running = await Running.StartAsync();
        var (access, refresh) = (running.App.Scheme<JwtAccessBearer>(), running.App.Scheme<JwtRefreshBearer>());
        var pair = access.CreateTokenPair(new { username = "ada" });

        running.Change(("SecretKey", NewSecret), ("AccessExpiresDelta", "00:01:00"));

        (access.Verdict(pair.AccessToken), refresh.Verdict(pair.RefreshToken)).Should().Be(("key_unknown", "key_unknown"));
        var renewed = access.CreateTokenPair(new { username = "ada" });
        (access.Verdict(renewed.AccessToken), refresh.Verdict(renewed.RefreshToken), renewed.ExpiresIn).Should().Be(("accepted", "accepted", 60L));
        running.App.Scheme<JwtAccessBearer>().Should().BeSameAs(access);
        running.App.Logs.Entries.Should().NotContain(entry => entry.Id.Id == 902);
    }

    [Fact]
    public async Task Requests_meet_the_new_key()
    {
        await using var running = await Running.StartAsync();
        var old = running.App.Scheme<JwtAccessBearer>().CreateAccessToken(new { username = "ada" });
        (await running.GetAsync(old)).Should().Be("ada");

        running.Change(("SecretKey", NewSecret));

        (await running.GetAsync(old)).Should().Be("key_unknown");
        (await running.GetAsync(running.App.Scheme<JwtAccessBearer>().CreateAccessToken(new { username = "ada" }))).Should().Be("ada");
    }

    [Theory]
    [InlineData("SecretKey", "short")]
    [InlineData("SecretKey", "")]
    [InlineData("Algorithm", "none")]
    [InlineData("AccessExpiresDelta", "00:00:00")]
    [InlineData("AccessExpiresDelta", "15")]
    [InlineData("AutoError", "perhaps")]
    [InlineData("AccessCookie:Path", "relative")]
    public async Task An_invalid_reload_is_logged_and_the_one_before_stays(string key, string value)
    {
        await using var running = await Running.StartAsync();
        var (access, refresh) = (running.App.Scheme<JwtAccessBearer>(), running.App.Scheme<JwtRefreshBearer>());
        var (before, after) = (access.Settings, refresh.Settings);
        var token = access.CreateAccessToken(new { username = "ada" });

        // A good change beside the bad one: it must not be taken alone.
        running.Change(("Issuer", "somebody new"), (key, value));

        access.Settings.Should().BeSameAs(before);
        refresh.Settings.Should().BeSameAs(after);
        access.Verdict(token).Should().Be("accepted");
        (await running.GetAsync(token)).Should().Be("ada");
        var entry = running.App.Logs.Entries.Single(each => each.Id.Id == 902);
        (entry.Level, entry.Category).Should().Be((LogLevel.Error, "JwtSecurity"));
        entry.Text.Should().NotContain(TestApp.Secret);
    }

    [Fact]
    public async Task After_an_invalid_reload_a_valid_one_is_taken()
    {
        await using var running = await Running.StartAsync();
        var access = running.App.Scheme<JwtAccessBearer>();
        var token = access.CreateAccessToken(new { username = "ada" });

        running.Change(("SecretKey", "short"));
        running.Change(("SecretKey", NewSecret));

        access.Verdict(token).Should().Be("key_unknown");
    }

    [Fact]
    public async Task A_named_set_follows_its_own_section()
    {
        var configuration = ConfigureTwoSets();
        await using var app = await StartTwoSetsAsync(configuration);
        var (access, admin) = (app.Scheme<JwtAccessBearer>(), app.Scheme<JwtAccessBearer>("admin"));
        var token = access.CreateAccessToken(new { username = "ada" });

        configuration["Admin:SecretKey"] = NewSecret;
        configuration.Reload();

        (access.Verdict(token), admin.Verdict(token)).Should().Be(("accepted", "key_unknown"));
        admin.Name.Should().Be("admin.JwtAccessBearer");
    }

    [Fact]
    public async Task A_reload_that_would_give_two_sets_one_key_is_refused()
    {
        var configuration = ConfigureTwoSets();
        await using var app = await StartTwoSetsAsync(configuration);
        var (access, admin) = (app.Scheme<JwtAccessBearer>(), app.Scheme<JwtAccessBearer>("admin"));

        configuration["Admin:SecretKey"] = TestApp.Secret;
        configuration.Reload();

        admin.Verdict(access.CreateAccessToken(new { username = "ada" })).Should().Be("key_unknown");
        app.Logs.Entries.Should().ContainSingle(entry => entry.Id.Id == 902);
    }

    [Fact]
    public async Task Two_sets_that_reload_at_once_do_not_both_take_the_key_that_only_one_may_have()
    {
        var (one, other) = (new ReplaceableConfiguration([("SecretKey", TestApp.Secret)]), new ReplaceableConfiguration([("SecretKey", TestApp.OtherSecret)]));
        using var both = new Barrier(2);
        var (isArmed, haveMet) = (false, false);
        await using var app = await TestApp.StartRawAsync(
            builder =>
            {
                builder.Services.AddJwtSecurity(one.Root).AddAccessBearer(Meet);
                builder.Services.AddJwtSecurity("admin", other.Root).AddAccessBearer(Meet);
            },
            _ => { });
        isArmed = true;

        await Task.WhenAll(Change(one), Change(other));

        haveMet.Should().BeFalse("one waits for the other, until that one has taken its key or not");
        var (access, admin) = (app.Scheme<JwtAccessBearer>(), app.Scheme<JwtAccessBearer>("admin"));
        admin.Verdict(access.CreateAccessToken(new { username = "ada" })).Should().Be("key_unknown");
        app.Logs.Entries.Should().ContainSingle(entry => entry.Id.Id == 902);

        // Here both would have read their keys before either took them.
        void Meet(JwtSchemeOptions options)
        {
            if (isArmed)
            {
                haveMet |= both.SignalAndWait(TimeSpan.FromMilliseconds(500));
            }
        }

        static Task Change(ReplaceableConfiguration configuration) => Task.Factory.StartNew(
            () => configuration.Replace([("SecretKey", NewSecret)]), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
    }

    private static IConfigurationRoot ConfigureTwoSets() =>
        new ConfigurationBuilder().AddInMemoryCollection([new("Default:SecretKey", TestApp.Secret), new("Admin:SecretKey", TestApp.OtherSecret)]).Build();

    private static Task<TestApp> StartTwoSetsAsync(IConfigurationRoot configuration) => TestApp.StartRawAsync(
        builder =>
        {
            builder.Services.AddJwtSecurity(configuration.GetSection("Default")).AddAccessBearer();
            builder.Services.AddJwtSecurity("admin", configuration.GetSection("Admin")).AddAccessBearer();
        },
        _ => { });

    private sealed class Running(TestApp app, IConfigurationRoot configuration) : IAsyncDisposable
    {
        public TestApp App => app;

        public static async Task<Running> StartAsync()
        {
            var configuration = new ConfigurationBuilder().AddInMemoryCollection([new("Jwt:SecretKey", TestApp.Secret)]).Build();
            var app = await TestApp.StartRawAsync(
                builder => builder.Services.AddJwtSecurity(configuration.GetSection("Jwt")).AddAccessBearer().AddRefreshBearer(),
                web => web.MapGet("/", (JwtAuthorizationCredentials credentials) => credentials.GetString("username")));
            return new Running(app, configuration);
        }

        public void Change(params (string Key, string Value)[] values)
        {
            foreach (var (key, value) in values)
            {
                configuration[$"Jwt:{key}"] = value;
            }

            configuration.Reload();
        }

        public async Task<string?> GetAsync(string token)
        {
            var answer = await app.GetAsync("/", ("Authorization", "Bearer " + token));
            return answer.Code ?? answer.Body;
        }

        public ValueTask DisposeAsync() => app.DisposeAsync();
    }
}
