using System.Diagnostics;
using System.Net;

namespace JwtSecurity.Tests.Samples;

/// <summary>How the sample with SimpleJWT's endpoints starts, and what it answers where no Django is beside it.</summary>
public sealed class SimpleJwtSampleTests
{
    private const string NotValid = """{"detail":"Token is invalid or expired","code":"token_not_valid"}""";

    [Fact]
    public async Task It_starts_with_nothing_to_set_and_answers_what_clients_of_SimpleJwt_know()
    {
        await using var sample = SampleProcess.Start("SimpleJwt", "Development");
        var client = new SimpleJwtClient(await sample.WaitForAddressAsync());
        await client.StartAsync();
        var (access, refresh) = client.Tokens;

        SimpleJwtClient.Claims(access).Body.Should().Be("""{"user_id":"1","token_type":"access","exp":"<time + 300>","iat":"<time>","jti":"<32 characters>","auth_time":"<time>"}""");
        SimpleJwtClient.Claims(refresh).Body.Should().Be("""{"user_id":"1","token_type":"refresh","exp":"<time + 86400>","iat":"<time>","jti":"<32 characters>","auth_time":"<time>"}""");
        client.Normalize((await client.RefreshAsync(refresh)).Body).Should().Be("""{"access":"<access>"}""");
        (await client.VerifyAsync(access)).Body.Should().Be("{}");
        (await client.StudentsAsync("Bearer " + access)).Json.EnumerateArray().Select(student => student.GetProperty("name").GetString()).Should().Equal("Ayesha", "Bilal", "Zoë");

        var refused = await client.VerifyAsync(access + "x");
        (refused.Status, refused.Body, refused.Challenge).Should().Be((HttpStatusCode.Unauthorized, NotValid, "Bearer realm=\"api\""));
        (await client.LoginAsync(SimpleJwtClient.Username, "guessed")).Body.Should().Be("""{"detail":"No active account found with the given credentials"}""");
        (await client.LoginAsync("somebody", "guessed")).Body.Should().Be("""{"detail":"No active account found with the given credentials"}""");
    }

    // Of several tries the shortest, since whatever else runs on this machine only makes them longer. Without a hash to check, an answer takes a hundredth.
    [Fact]
    public async Task Who_does_not_exist_takes_as_long_as_a_wrong_password()
    {
        await using var sample = SampleProcess.Start("SimpleJwt", "Development");
        var client = new SimpleJwtClient(await sample.WaitForAddressAsync());
        var (wrong, unknown) = (TimeSpan.MaxValue, TimeSpan.MaxValue);

        for (var i = 0; i < 8; i++)
        {
            wrong = Shorter(wrong, await TimeAsync(client, SimpleJwtClient.Username));
            unknown = Shorter(unknown, await TimeAsync(client, "somebody"));
        }

        unknown.Should().BeGreaterThan(wrong / 4);
    }

    [Fact]
    public async Task All_times_can_be_set()
    {
        await using var sample = SampleProcess.Start("SimpleJwt", "Development", settings:
        [
            ("Jwt:AccessExpiresDelta", "00:01:00"),
            ("Jwt:RefreshExpiresDelta", "02:00:00"),
            ("Jwt:RotateRefreshTokens", "true"),
            ("Jwt:Sessions:GracePeriod", "00:00:00"),
            ("Jwt:Sessions:AbsoluteLifetime", "01:00:00"),
        ]);
        var client = new SimpleJwtClient(await sample.WaitForAddressAsync());
        await client.StartAsync();
        var (access, refresh) = client.Tokens;

        SimpleJwtClient.Claims(access).Body.Should().Contain("<time + 60>");

        // The session's end comes before the token's own.
        SimpleJwtClient.Claims(refresh).Body.Should().Contain("<time + 3600>");
        client.Normalize((await client.RefreshAsync(refresh)).Body).Should().Be("""{"access":"<access>","refresh":"<refresh>"}""");
        (await client.RefreshAsync(refresh)).Body.Should().Be("""{"detail":"Token is blacklisted","code":"token_not_valid"}""");
    }

    [Fact]
    public async Task In_production_it_wants_a_secret_of_its_own()
    {
        await using var sample = SampleProcess.Start("SimpleJwt", "Production");

        (await sample.WaitForExitAsync()).Should().NotBe(0);

        sample.Output.Should().Contain("JwtSecurity is not configured correctly. There is no key.").And.Contain("Jwt:SecretKey").And.Contain("openssl rand -base64 48");
    }

    private static async Task<TimeSpan> TimeAsync(SimpleJwtClient client, string username)
    {
        var start = Stopwatch.GetTimestamp();
        (await client.LoginAsync(username, "guessed")).Status.Should().Be(HttpStatusCode.Unauthorized);
        return Stopwatch.GetElapsedTime(start);
    }

    private static TimeSpan Shorter(TimeSpan one, TimeSpan other) => one < other ? one : other;
}
