using System.Net;
using System.Text.Json;
using JwtSecurity.Tests.TestKit;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace JwtSecurity.Tests.Keys;

/// <summary>What a set publishes: everything others need to verify its tokens, and nothing with which they could make one.</summary>
public sealed class MapJwksTests
{
    private const string Path = "/.well-known/jwks.json";

    private static readonly string[] s_publicMembers = ["kty", "n", "e", "crv", "x", "y", "kid", "use", "alg"];

    private readonly SigningKey _rsa = SigningKey.Generate("RS256");
    private readonly SigningKey _ec = SigningKey.Generate("ES384", "next");

    [Fact]
    public async Task Public_halves_are_published_and_secrets_never()
    {
        await using var app = await TestApp.StartAsync(
            jwt => jwt.AddAccessBearer().AddRefreshBearer(),
            web => web.MapJwks(),
            options: options =>
            {
                options.SigningKeys.Add(SigningKey.Generate("HS512", "secret"));
                options.SigningKeys.Add(_rsa);
                options.SigningKeys.Add(_ec);
            });

        var answer = await app.GetAsync(Path);

        answer.Status.Should().Be(HttpStatusCode.OK);
        answer.Headers["Content-Type"].Should().Equal("application/json");
        answer.CacheControl.Should().Be("public, max-age=300");
        var keys = answer.Json.GetProperty("keys").EnumerateArray().ToArray();
        keys.Select(key => (Text(key, "kty"), Text(key, "kid"), Text(key, "use"), Text(key, "alg"))).Should()
            .Equal(("RSA", _rsa.KeyId, "sig", "RS256"), ("EC", "next", "sig", "ES384"));
        keys.SelectMany(key => key.EnumerateObject().Select(member => member.Name)).Should().BeSubsetOf(s_publicMembers);
        keys.Select(key => SigningKey.FromJwk(key.GetRawText())).Should().OnlyContain(key => !key.CanSign);
    }

    [Fact]
    public async Task Keys_are_published_before_they_sign_and_after_they_did()
    {
        var old = SigningKey.Generate("ES256", "old").AsVerifyOnly();
        var next = SigningKey.Generate("ES256", "next").WithActiveFrom(new DateTimeOffset(2030, 1, 1, 0, 0, 0, TimeSpan.Zero));
        await using var app = await StartAsync(options => options.SigningKeys.ReplaceWith([old, _rsa, next]));

        (await KeyIdsAsync(app)).Should().Equal("old", _rsa.KeyId, "next");
    }

    [Fact]
    public async Task A_token_can_be_verified_with_what_is_published()
    {
        await using var app = await StartAsync(options => options.SigningKeys.Add(_ec));
        var token = app.Scheme<JwtAccessBearer>().CreateAccessToken(new { username = "ada" });

        var published = (await app.GetAsync(Path)).Json.GetProperty("keys")[0].GetRawText();

        var other = new JwtSchemeOptions { TimeProvider = app.Clock };
        other.SigningKeys.Add(SigningKey.FromJwk(published));
        (await new JwtAccessBearer(other).Accept(token)).GetString("username").Should().Be("ada");
    }

    [Fact]
    public async Task What_a_client_has_already_is_not_sent_again()
    {
        await using var app = await StartAsync(options => options.SigningKeys.Add(_ec));
        var tag = (await app.GetAsync(Path)).Headers["ETag"].Single();

        var (same, weak, any, other) = (
            await app.GetAsync(Path, ("If-None-Match", tag)),
            await app.GetAsync(Path, ("If-None-Match", $"\"something\", W/{tag}")),
            await app.GetAsync(Path, ("If-None-Match", "*")),
            await app.GetAsync(Path, ("If-None-Match", "\"something\"")));

        new[] { same, weak, any, other }.Select(answer => (int)answer.Status).Should().Equal(304, 304, 304, 200);
        (same.Body, same.Headers["ETag"].Single(), same.CacheControl).Should().Be(("", tag, "public, max-age=300"));
    }

    [Fact]
    public async Task HEAD_has_the_headers_and_no_body_and_nothing_else_is_allowed()
    {
        await using var app = await StartAsync(options => options.SigningKeys.Add(_ec));
        var get = await app.GetAsync(Path);

        var head = await app.SendAsync(HttpMethod.Head, Path, []);

        (head.Status, head.Body).Should().Be((HttpStatusCode.OK, ""));
        head.Headers["Content-Length"].Should().Equal(get.Body.Length.ToString(System.Globalization.CultureInfo.InvariantCulture));
        head.Headers["ETag"].Should().Equal(get.Headers["ETag"]);
        (await app.PostAsync(Path)).Status.Should().Be(HttpStatusCode.MethodNotAllowed);
    }

    [Fact]
    public async Task A_changed_source_is_published_at_once()
    {
        var source = new SigningKeySource(_rsa);
        await using var app = await StartAsync(_ => { }, jwt => jwt.AddSigningKeySource(source));
        var before = await app.GetAsync(Path);

        source.Replace(_rsa, _ec);

        (await KeyIdsAsync(app)).Should().Equal(_rsa.KeyId, "next");
        (await app.GetAsync(Path, ("If-None-Match", before.Headers["ETag"].Single()))).Status.Should().Be(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_reload_is_published_at_once()
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection([new("SigningKeys:0:Jwk", _rsa.ToJwk())]).Build();
        await using var app = await TestApp.StartRawAsync(
            builder => builder.Services.AddJwtSecurity(configuration).AddAccessBearer(), web => web.MapJwks());
        (await KeyIdsAsync(app)).Should().Equal(_rsa.KeyId);

        configuration["SigningKeys:0:Jwk"] = _ec.ToJwk();
        configuration.Reload();

        (await KeyIdsAsync(app)).Should().Equal("next");
    }

    [Fact]
    public async Task Each_set_publishes_its_own_keys_where_it_is_told_to()
    {
        await using var app = await TestApp.StartRawAsync(
            builder =>
            {
                builder.Services.AddJwtSecurity(options => options.SigningKeys.Add(_rsa)).AddAccessBearer();
                builder.Services.AddJwtSecurity("admin", options => options.SigningKeys.Add(_ec)).AddAccessBearer();
            },
            web =>
            {
                web.MapJwks();
                web.MapJwks("/admin/keys", "admin");
            });

        (await KeyIdsAsync(app)).Should().Equal(_rsa.KeyId);
        (await KeyIdsAsync(app, "/admin/keys")).Should().Equal("next");
    }

    [Fact]
    public async Task Anybody_may_read_it_in_a_guarded_group_and_under_a_fallback_policy()
    {
        await using var app = await StartAsync(
            options => options.SigningKeys.Add(_ec),
            build: builder => builder.Services.AddAuthorizationBuilder().SetFallbackPolicy(new AuthorizationPolicyBuilder().RequireAuthenticatedUser().Build()),
            configure: web =>
            {
                var group = web.MapGroup("/api").RequireJwt<JwtAccessBearer>();
                group.MapGet("/guarded", () => "guarded");
                group.MapJwks("/keys");
                web.MapGet("/other", () => "under the policy");
            });

        (await app.GetAsync("/api/guarded")).Status.Should().Be(HttpStatusCode.Unauthorized);
        (await app.GetAsync("/other")).Status.Should().Be(HttpStatusCode.Unauthorized);
        (await KeyIdsAsync(app)).Should().Equal("next");
        (await KeyIdsAsync(app, "/api/keys")).Should().Equal("next");
        (await app.GetAsync(Path, ("Authorization", "Bearer nonsense"))).Status.Should().Be(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Conventions_of_the_application_hold_for_it()
    {
        await using var app = await StartAsync(options => options.SigningKeys.Add(_ec), configure: web => web.MapJwks("/keys").RequireHost("keys.example.com"));

        (await app.GetAsync("/keys")).Status.Should().Be(HttpStatusCode.NotFound);
        (await app.GetAsync("/keys", ("Host", "keys.example.com"))).Status.Should().Be(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_set_with_nothing_but_secrets_stops_the_start()
    {
        var start = () => TestApp.StartAsync(jwt => jwt.AddAccessBearer(), web => web.MapJwks());

        (await start.Should().ThrowAsync<InvalidOperationException>()).WithMessage("*MapJwks*the default set*secrets only*SigningKeys*");
    }

    [Fact]
    public async Task A_set_that_is_not_there_stops_the_start()
    {
        var start = () => StartAsync(options => options.SigningKeys.Add(_ec), configure: web => web.MapJwks("/keys", "admni"));

        (await start.Should().ThrowAsync<InvalidOperationException>()).WithMessage("*MapJwks*the set 'admni'*no schemes*");
    }

    [Fact]
    public async Task Without_the_services_it_says_what_to_call()
    {
        var start = () => TestApp.StartRawAsync(_ => { }, web => web.MapJwks());

        (await start.Should().ThrowAsync<InvalidOperationException>()).WithMessage("*MapJwks*AddJwtSecurity*");
    }

    [Fact]
    public async Task A_source_without_keys_yet_publishes_an_empty_set()
    {
        await using var app = await StartAsync(_ => { }, jwt => jwt.AddSigningKeySource(new SigningKeySource()));

        (await app.GetAsync(Path)).Body.Should().Be("""{"keys":[]}""");
    }

    private static Task<TestApp> StartAsync(
        Action<JwtSecurityOptions> options, Action<JwtSecurityBuilder>? jwt = null, Action<WebApplicationBuilder>? build = null, Action<WebApplication>? configure = null) =>
        TestApp.StartRawAsync(
            builder =>
            {
                var set = builder.Services.AddJwtSecurity(options).AddAccessBearer();
                jwt?.Invoke(set);
                build?.Invoke(builder);
            },
            web =>
            {
                web.MapJwks();
                configure?.Invoke(web);
            });

    private static async Task<IEnumerable<string?>> KeyIdsAsync(TestApp app, string path = Path)
    {
        var answer = await app.GetAsync(path);
        answer.Status.Should().Be(HttpStatusCode.OK);
        return answer.Json.GetProperty("keys").EnumerateArray().Select(key => Text(key, "kid")).ToArray();
    }

    private static string? Text(JsonElement key, string member) => key.GetProperty(member).GetString();
}
