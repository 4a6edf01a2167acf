using System.Net;
using JwtSecurity.Tests.TestKit;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace JwtSecurity.Tests.Guard;

/// <summary>The table "when the token is missing or bad", for minimal APIs.</summary>
public sealed class MissingOrBadTokenTests
{
    [Theory]
    [InlineData(true, false, "none", "401 credentials_missing")]
    [InlineData(true, false, "bad", "401 signature_invalid")]
    [InlineData(true, true, "none", "null")]
    [InlineData(true, true, "bad", "401 signature_invalid")]
    [InlineData(false, true, "none", "null")]
    [InlineData(false, true, "bad", "null")]
    [InlineData(false, false, "none", "401 credentials_missing")]
    [InlineData(false, false, "bad", "401 signature_invalid")]
    public async Task Each_cell_of_the_table(bool autoError, bool optional, string token, string expected)
    {
        await using var app = await TestApp.StartAsync(
            jwt => jwt.AddAccessBearer(o => o.AutoError = autoError),
            web =>
            {
                web.MapGet("/required", (JwtAuthorizationCredentials credentials) => credentials.GetString("username"));
                web.MapGet("/optional", (JwtAuthorizationCredentials? credentials) => credentials is null ? "null" : credentials.GetString("username"));
            });

        (string, string)[] headers = token == "none" ? [] : [("Authorization", "Bearer " + Tokens.Sign(Tokens.Payload(app.Clock.GetUtcNow()), secret: "another secret, of at least as many bytes"))];
        var answer = await app.GetAsync(optional ? "/optional" : "/required", headers);

        (answer.Status == HttpStatusCode.OK ? answer.Body : $"{(int)answer.Status} {answer.Code}").Should().Be(expected);
    }

    [Fact]
    public async Task A_good_token_gives_its_subject()
    {
        await using var app = await TestApp.StartAsync(
            jwt => jwt.AddAccessBearer(),
            web => web.MapGet("/", (JwtAuthorizationCredentials credentials) => credentials["username"]));

        var token = app.Scheme<JwtAccessBearer>().CreateAccessToken(new { username = "ada" });
        var answer = await app.GetAsync("/", ("Authorization", "Bearer " + token));

        answer.Status.Should().Be(HttpStatusCode.OK);
        answer.Body.Should().Be("\"ada\"");
    }
}
