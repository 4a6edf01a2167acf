using System.Buffers.Text;
using System.Text;
using System.Text.RegularExpressions;
using JwtSecurity.Tests.TestKit;

namespace JwtSecurity.Tests.Samples;

/// <summary>How the user guide's sample starts, and how it says what it lacks.</summary>
public sealed class UserGuideStartTests
{
    [Fact]
    public async Task Without_a_key_it_ends_and_says_what_to_set()
    {
        await using var sample = SampleProcess.Start("UserGuide", "Production");

        (await sample.WaitForExitAsync()).Should().NotBe(0);

        sample.Output.Should().Contain("JwtSecurity is not configured correctly. There is no key.")
            .And.Contain("SecretKey").And.Contain("Jwt__SecretKey").And.Contain("openssl rand -base64 48");
        NothingElseWentWrong(sample.Output);
    }

    [Theory]
    [InlineData("short", "SecretKey has 5 bytes, and HS256 needs 32 or more")]
    [InlineData("31 bytes are one byte too few..", "SecretKey has 31 bytes, and HS256 needs 32 or more")]
    public async Task With_a_short_key_it_ends_and_never_shows_it(string secretKey, string message)
    {
        await using var sample = SampleProcess.Start("UserGuide", "Production", settings: ("Jwt:SecretKey", secretKey));

        (await sample.WaitForExitAsync()).Should().NotBe(0);

        sample.Output.Should().Contain(message).And.Contain("openssl rand -base64 48");
        if (secretKey.Length > 5)
        {
            sample.Output.Should().NotContain(secretKey);
        }

        NothingElseWentWrong(sample.Output);
    }

    [Theory]
    [InlineData("Production")]
    [InlineData("Development")]
    public async Task The_key_of_the_environment_signs(string environment)
    {
        const string SecretKey = "a secret of this test alone, of more than 32 bytes";
        await using var sample = SampleProcess.Start("UserGuide", environment, settings: ("Jwt:SecretKey", SecretKey));
        using var client = new HttpClient { BaseAddress = await sample.WaitForAddressAsync() };

        var answer = await Answer.ReadAsync(await client.PostAsync(new Uri("/auth", UriKind.Relative), content: null));

        var token = answer.Json.GetProperty("access_token").GetString()!;
        var parts = token.Split('.');
        token.Should().Be(Tokens.Sign(Base64Url.DecodeFromChars(parts[1]), Base64Url.DecodeFromChars(parts[0]), Encoding.UTF8.GetBytes(SecretKey)));
        sample.Output.Should().NotContain(token).And.NotContain(SecretKey);
    }

    [Fact]
    public async Task It_listens_where_it_is_told_to()
    {
        await using var sample = SampleProcess.Start("UserGuide", "Development");

        var address = await sample.WaitForAddressAsync();

        address.Host.Should().Be("127.0.0.1");
        address.Port.Should().NotBe(5000).And.BePositive();
    }

    // The runtime prints an unhandled exception several times; it is always this one, and none is wrapped in it.
    private static void NothingElseWentWrong(string output)
    {
        Regex.Matches(output, @"[\w.]+Exception: [^.]*", RegexOptions.None, TimeSpan.FromSeconds(10)).Select(match => match.Value).Distinct()
            .Should().Equal("System.InvalidOperationException: JwtSecurity is not configured correctly");
        output.Should().NotContain("--->");
    }
}
