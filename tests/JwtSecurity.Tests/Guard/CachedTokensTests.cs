using JwtSecurity.Tests.TestKit;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace JwtSecurity.Tests.Guard;

/// <summary>A token that passed before still has to be good now, here, and for this scheme.</summary>
public sealed class CachedTokensTests
{
    [Theory]
    [InlineData(10_000)]
    [InlineData(0)]
    public async Task It_stops_at_its_expiry_to_the_tick(int entries)
    {
        await using var app = await TestApp.StartAsync(
            jwt => jwt.AddAccessBearer(),
            web => web.MapGet("/", (JwtAuthorizationCredentials credentials) => "in"),
            options: options => options.TokenCacheEntries = entries);
        var token = app.Access();
        await UseThreeTimesAsync(app, "/", token);

        app.Clock.Advance(TimeSpan.FromSeconds(900) - TimeSpan.FromTicks(1));
        (await app.GetAsync("/", token)).Body.Should().Be("in");
        app.Clock.Advance(TimeSpan.FromTicks(1));
        (await app.GetAsync("/", token)).Code.Should().Be(JwtErrorCodes.TokenExpired);
    }

    [Fact]
    public async Task It_is_one_schemes_only()
    {
        await using var app = await TestApp.StartAsync(
            jwt =>
            {
                jwt.AddAccessBearer().AddRefreshBearer();
                jwt.Services.AddJwtSecurity("admin", o => o.SecretKey = TestApp.OtherSecret).AddAccessBearer();
            },
            web =>
            {
                web.MapGet("/access", () => "in").RequireJwt<JwtAccessBearer>();
                web.MapGet("/refresh", () => "in").RequireJwt<JwtRefreshBearer>();
                web.MapGet("/admin", () => "in").RequireJwt<JwtAccessBearer>("admin");
            });
        var token = app.Access();
        await UseThreeTimesAsync(app, "/access", token);

        (await app.GetAsync("/refresh", token)).Code.Should().Be(JwtErrorCodes.WrongTokenType);
        (await app.GetAsync("/admin", token)).Code.Should().Be(JwtErrorCodes.SignatureInvalid);
    }

    [Fact]
    public async Task It_stops_when_the_key_or_the_options_change()
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection([new("Jwt:SecretKey", TestApp.Secret)]).Build();
        await using var app = await TestApp.StartRawAsync(
            builder => builder.Services.AddJwtSecurity(configuration.GetSection("Jwt")).AddAccessBearer(),
            web => web.MapGet("/", () => "in").RequireJwt<JwtAccessBearer>());
        var token = app.Access();
        await UseThreeTimesAsync(app, "/", token);

        configuration["Jwt:Issuer"] = "demanded";
        configuration.Reload();
        (await app.GetAsync("/", token)).Code.Should().Be(JwtErrorCodes.IssuerInvalid);

        configuration["Jwt:Issuer"] = null;
        configuration["Jwt:SecretKey"] = TestApp.OtherSecret;
        configuration.Reload();
        (await app.GetAsync("/", token)).Code.Should().Be(JwtErrorCodes.SignatureInvalid);
    }

    [Fact]
    public async Task It_is_still_asked_about_by_the_hook()
    {
        var rejected = false;
        await using var app = await TestApp.StartAsync(
            jwt => jwt.AddAccessBearer(),
            web => web.MapGet("/", () => "in").RequireJwt<JwtAccessBearer>(),
            options: options => options.Events.OnTokenValidated = context =>
            {
                if (rejected)
                {
                    context.Reject();
                }

                return Task.CompletedTask;
            });
        var token = app.Access();
        await UseThreeTimesAsync(app, "/", token);

        rejected = true;

        (await app.GetAsync("/", token)).Code.Should().Be(JwtErrorCodes.TokenRevoked);
    }

    [Fact]
    public async Task Requests_that_use_it_share_nothing_that_can_be_changed()
    {
        await using var app = await TestApp.StartAsync(
            jwt => jwt.AddAccessBearer(),
            web => web.MapGet("/", (JwtAuthorizationCredentials credentials, HttpContext context) =>
            {
                var identity = context.User.Identities.Single();
                identity.AddClaim(new("added", "by an earlier request"));
                identity.TryRemoveClaim(identity.FindFirst("jti"));
                return identity.FindAll("added").Count();
            }));
        var token = app.Access();
        await UseThreeTimesAsync(app, "/", token);

        (await app.GetAsync("/", token)).Body.Should().Be("1");
    }

    [Fact]
    public async Task Tokens_rotate_and_expire_under_concurrent_requests_and_none_is_taken_for_another()
    {
        await using var app = await TestApp.StartAsync(
            jwt => jwt.AddAccessBearer(),
            web => web.MapGet("/", (JwtAuthorizationCredentials credentials) => credentials.GetString("username")),
            options: options => options.TokenCacheEntries = 20);

        await Parallel.ForEachAsync(Enumerable.Range(0, 2_000), new ParallelOptions { MaxDegreeOfParallelism = 8 }, async (i, _) =>
        {
            var username = $"user{i % 50}";
            var answer = await app.GetAsync("/", app.Access(username));
            (answer.Body == username || answer.Code == JwtErrorCodes.TokenExpired).Should().BeTrue(answer.Body);
            if (i % 100 == 0)
            {
                app.Clock.Advance(TimeSpan.FromMinutes(5));
            }
        });
    }

    private static async Task UseThreeTimesAsync(TestApp app, string path, (string, string) token)
    {
        for (var i = 0; i < 3; i++)
        {
            (await app.GetAsync(path, token)).Status.Should().Be(System.Net.HttpStatusCode.OK);
        }
    }
}
