using JwtSecurity.Tests.TestKit;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace JwtSecurity.Tests.Schemes;

/// <summary>A key that is nearly an option's stops the start; one that is nobody's does not.</summary>
public sealed class MisspeltKeysTests
{
    [Theory]
    [InlineData("Audience", "Audiences")]
    [InlineData("AccesExpiresDelta", "AccessExpiresDelta")]
    [InlineData("Secretkeys", "SecretKey")]
    [InlineData("AccessCookie:Securee", "Secure")]
    [InlineData("Csrf:TrustedOrigin", "TrustedOrigins")]
    [InlineData("QueryTokens", "QueryToken")]
    [InlineData("QueryToken:Path", "Paths")]
    public async Task A_misspelt_key_is_named_with_what_was_meant(string key, string meant)
    {
        var start = () => StartAsync(key);

        await start.Should().ThrowAsync<InvalidOperationException>().WithMessage($"*'Jwt:{key}' is no option*Did you mean '{meant}'?*");
    }

    [Theory]
    [InlineData("Greeting")]
    [InlineData("secretkey")]
    public async Task Another_key_is_the_applications(string key)
    {
        await using var app = await StartAsync(key);

        app.Scheme<JwtAccessBearer>().Name.Should().Be("JwtAccessBearer");
    }

    [Fact]
    public async Task A_value_that_cannot_be_read_is_one_finding_among_others()
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection([new("Jwt:Leeway", "soon"), new("Admin:SecretKey", "short")]).Build();
        var start = () => TestApp.StartRawAsync(
            builder =>
            {
                builder.Services.AddJwtSecurity(configuration.GetSection("Jwt")).AddAccessBearer();
                builder.Services.AddJwtSecurity("admin", configuration.GetSection("Admin")).AddAccessBearer();
            },
            _ => { });

        await start.Should().ThrowAsync<InvalidOperationException>().WithMessage("JwtSecurity is not configured correctly*'Jwt:Leeway' is 'soon'*SecretKey has 5 bytes*");
    }

    private static Task<TestApp> StartAsync(string key)
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>(StringComparer.OrdinalIgnoreCase)
        {
            ["Jwt:SecretKey"] = TestApp.Secret,
            ["Jwt:" + key] = TestApp.Secret,
        }).Build();
        return TestApp.StartRawAsync(builder => builder.Services.AddJwtSecurity(configuration.GetSection("Jwt")).AddAccessBearer(), _ => { });
    }
}
