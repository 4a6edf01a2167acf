using System.Net;
using System.Security.Claims;
using System.Text;
using JwtSecurity.Tests.TestKit;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace JwtSecurity.Tests.Readme;

/// <summary>The snippets of the page about moving from <c>AddJwtBearer</c>: tokens that were made by hand are good here, and ours are where those were.</summary>
public sealed class MovingSnippetTests
{
    private const string Issuer = "https://api.example.com";

    private static readonly SymmetricSecurityKey s_key = new(Encoding.UTF8.GetBytes(TestApp.Secret));

    [Fact]
    public async Task Tokens_made_by_hand_are_accepted_when_they_say_what_they_are()
    {
        await using var app = await StartAsync();

        (await app.GetAsync("/me", TokenHeaders.Bearer(MadeByHand(app)))).Body.Should().Be("7 ada True");
    }

    [Theory]
    [InlineData("type", JwtErrorCodes.WrongTokenType)]
    [InlineData("jti", JwtErrorCodes.ClaimInvalid)]
    [InlineData("sub", JwtErrorCodes.ClaimInvalid)]
    public async Task Without_one_of_three_claims_they_are_refused(string claim, string code)
    {
        await using var app = await StartAsync();

        var refused = await app.GetAsync("/me", TokenHeaders.Bearer(MadeByHand(app, without: claim)));

        (refused.Status, refused.Code).Should().Be((HttpStatusCode.Unauthorized, code));
    }

    [Fact]
    public async Task Ours_are_accepted_where_those_were()
    {
        await using var app = await StartAsync();
        var token = app.Scheme<JwtAccessBearer>().CreateAccessToken(new { sub = "7", name = "ada", role = "admin" });

        var result = await new JsonWebTokenHandler { MapInboundClaims = true }.ValidateTokenAsync(token, new TokenValidationParameters
        {
            ValidIssuer = Issuer,
            ValidAudience = Issuer,
            IssuerSigningKey = s_key,
            ValidateLifetime = false,
        });

        result.IsValid.Should().BeTrue();
        (result.ClaimsIdentity.FindFirst(ClaimTypes.NameIdentifier)!.Value, result.ClaimsIdentity.FindFirst(ClaimTypes.Role)!.Value).Should().Be(("7", "admin"));
    }

    [Fact]
    public async Task The_names_that_the_old_handler_makes_of_the_long_ones_are_known()
    {
        var options = new JwtSchemeOptions
        {
            SecretKey = TestApp.Secret,
            Dialect = JwtDialect.FastApiJwt with { Name = "Flat", SubjectClaim = null, IdentityClaim = "nameid" },
        };
        var access = new JwtAccessBearer(options);

        var user = (await access.ValidateAsync(access.CreateAccessToken(new { nameid = "7", unique_name = "ada", role = "admin" }))).Credentials!.Principal;

        (user.FindFirstValue("sub"), user.Identity!.Name, user.IsInRole("admin")).Should().Be(("7", "ada", true));
    }

    private static Task<TestApp> StartAsync() => TestApp.StartRawAsync(
        builder =>
        {
            builder.Configuration.AddInMemoryCollection([new("Jwt:SecretKey", TestApp.Secret)]);

            builder.Services.AddJwtSecurity(options =>
                {
                    options.SecretKey = builder.Configuration["Jwt:SecretKey"];
                    options.Issuer = "https://api.example.com";
                    options.Audiences.Add("https://api.example.com");
                    // Claims beside each other, and "sub" for the user: no claim with an object in it.
                    options.Dialect = JwtDialect.FastApiJwt with { Name = "Flat", SubjectClaim = null, IdentityClaim = "sub" };
                })
                .AddAccessBearer();
        },
        app => app.MapGet("/me", (JwtAuthorizationCredentials credentials, ClaimsPrincipal user) => $"{credentials["sub"]} {user.Identity!.Name} {user.IsInRole("admin")}"));

    private static string MadeByHand(TestApp app, string? without = null)
    {
        var now = app.Clock.GetUtcNow().UtcDateTime;
        var claims = new Dictionary<string, object> { ["sub"] = "7", ["name"] = "ada", ["role"] = "admin", ["type"] = "access", ["jti"] = "1" };
        claims.Remove(without ?? "");
        return new JsonWebTokenHandler().CreateToken(new SecurityTokenDescriptor
        {
            Issuer = Issuer,
            Audience = Issuer,
            Claims = claims,
            IssuedAt = now,
            NotBefore = now,
            Expires = now.AddMinutes(15),
            SigningCredentials = new SigningCredentials(s_key, SecurityAlgorithms.HmacSha256),
        });
    }
}
