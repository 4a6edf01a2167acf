using JwtSecurity.Tests.TestKit;

namespace JwtSecurity.Tests.Issuing;

/// <summary>No token is created that its own validator refuses.</summary>
public sealed class ClaimsOfTheCallerTests
{
    private static readonly JwtAccessBearer s_access = new(new JwtSchemeOptions { SecretKey = TestApp.Secret });

    public static TheoryData<string, object?> Refused => new()
    {
        { "sub", new { id = 1 } },
        { "sub", null },
        { "azp", 5 },
    };

    [Theory]
    [MemberData(nameof(Refused))]
    public void A_claim_of_a_type_that_readers_refuse(string name, object? value)
    {
        var create = () => s_access.CreateAccessToken(new { }, details: new JwtTokenDetails { Claims = new Dictionary<string, object?> { [name] = value } });

        create.Should().Throw<ArgumentException>().WithParameterName("details").WithMessage("*would be refused*");
    }

    [Fact]
    public async Task A_claim_of_a_type_that_they_take()
    {
        var token = s_access.CreateAccessToken(new { }, details: new JwtTokenDetails { Claims = new Dictionary<string, object?> { ["sub"] = "ada", ["azp"] = "web", ["n"] = 1 } });

        (await s_access.ValidateAsync(token)).Succeeded.Should().BeTrue();
    }
}
