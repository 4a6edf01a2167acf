extern alias Controllers;
extern alias PasswordLogin;

using System.Net;
using System.Net.Http.Json;
using JwtSecurity.Testing;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace JwtSecurity.Tests.Readme;

#pragma warning disable IDE0065 // Outside it would stand beside the classes of the same name that the samples have.
using Program = PasswordLogin::Program;
#pragma warning restore IDE0065

/// <summary>The snippets of the page beside the package for tests, as tests of two of the samples.</summary>
public sealed class TestingSnippetTests
{
    [Fact]
    public async Task A_client_of_the_application()
    {
        await using var factory = new WebApplicationFactory<Program>();
        using var client = factory.CreateClient();

        await client.AuthenticateAsync<JwtAccessBearer>(factory.Services, new { username = "ada", role = "admin" });

        var dashboard = await client.GetStringAsync("/admin/dashboard");
        dashboard.Should().Be("""{"message":"Welcome, ada"}""");
    }

    [Theory]
    [InlineData(JwtTokenFlaw.Expired, "token_expired")]
    [InlineData(JwtTokenFlaw.NotYetValid, "token_not_yet_valid")]
    [InlineData(JwtTokenFlaw.WrongType, "wrong_token_type")]
    [InlineData(JwtTokenFlaw.Forged, "signature_invalid")]
    [InlineData(JwtTokenFlaw.Revoked, "token_revoked")]
    public async Task A_bad_token_is_refused(JwtTokenFlaw flaw, string code)
    {
        await using var factory = new WebApplicationFactory<Program>();
        using var client = factory.CreateClient();
        await client.AuthenticateAsync<JwtAccessBearer>(factory.Services, new { username = "ada" }, flaw: flaw);

        using var response = await client.GetAsync("/users/me/");

        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
        Assert.Contains(code, await response.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task The_clock_moves_the_application()
    {
        var clock = new JwtTestClock();
        await using var factory = new WebApplicationFactory<Program>()
            .WithWebHostBuilder(builder => builder.ConfigureTestServices(services => services.AddSingleton<TimeProvider>(clock)));
        using var client = factory.CreateClient();
        await client.AuthenticateAsync<JwtAccessBearer>(factory.Services, new { username = "ada" });

        clock.Advance(TimeSpan.FromMinutes(16));

        using var response = await client.GetAsync("/users/me/");
        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);

        // The session goes on.
        await client.AuthenticateAsync<JwtRefreshBearer>(factory.Services, new { username = "testuser" });
        clock.Advance(TimeSpan.FromDays(30));
        using var renewed = await client.PostAsync("/refresh", content: null);
        renewed.StatusCode.Should().Be(HttpStatusCode.OK, await renewed.Content.ReadAsStringAsync());
    }

    [Fact]
    public void A_handler_alone()
    {
        static string Greet(JwtAuthorizationCredentials credentials) => $"Hello, {credentials["username"]}";

        var greeting = Greet(JwtTestCredentials.Create(new { username = "ada" }));

        greeting.Should().Be("Hello, ada");
    }

    [Fact]
    public async Task Keys_of_another_service_give_way_to_those_of_a_test()
    {
        await using var factory = new WebApplicationFactory<Program>().WithWebHostBuilder(builder =>
        {
            // The sample as an application that issues nothing itself; nobody listens there.
            builder.ConfigureServices(services => services.AddJwtSecurity(options =>
            {
                options.SecretKey = null;
                options.Issuer = "https://login.example.com";
                options.Audiences.Add("https://orders.example.com");
            }).AddJwks("http://127.0.0.1:9/jwks.json"));

            builder.ConfigureTestServices(services =>
            {
                services.RemoveAll<SigningKeySource>();
                services.AddSingleton(new SigningKeySource(SigningKey.Generate("ES256")));
            });
        });
        using var client = factory.CreateClient();

        await client.AuthenticateAsync<JwtAccessBearer>(factory.Services, new { username = "ada" });
        (await client.GetStringAsync("/protected")).Should().Contain("for users only");

        await client.AuthenticateAsync<JwtAccessBearer>(factory.Services, new { username = "ada" }, flaw: JwtTokenFlaw.OtherIssuer);
        using var refused = await client.GetAsync("/protected");
        (await refused.Content.ReadAsStringAsync()).Should().Contain("issuer_invalid");
    }

    [Fact]
    public async Task An_application_with_controllers_is_tested_the_same_way()
    {
        await using var factory = new WebApplicationFactory<Controllers::Program>();
        using var client = await factory.CreateClient().AuthenticateAsync<JwtAccessBearerCookie>(factory.Services, new { username = "ada", role = "admin", age = 17 });

        (await client.GetFromJsonAsync<string[]>("/users")).Should().Equal("username", "grace");
        using var cellar = await client.GetAsync("/users/cellar");
        cellar.StatusCode.Should().Be(HttpStatusCode.Forbidden);
    }
}
