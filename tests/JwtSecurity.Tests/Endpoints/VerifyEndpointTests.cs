using System.Net;
using System.Text.Json;
using JwtSecurity.Tests.TestKit;

namespace JwtSecurity.Tests.Endpoints;

public sealed class VerifyEndpointTests
{
    [Fact]
    public async Task Either_kind_of_token_is_good_until_its_session_ends()
    {
        await using var app = await EndpointApp.StartAsync();
        var (access, refresh) = await app.LogInAsync();

        foreach (var token in new[] { access, refresh })
        {
            var answer = await VerifyAsync(app, token);
            (answer.Status, answer.Body).Should().Be((HttpStatusCode.OK, "{}"));
            (await app.PostAsync("/auth/verify", null, TokenHeaders.Bearer(token))).Status.Should().Be(HttpStatusCode.OK);
        }

        (await app.PostAsync("/auth/logout", null, TokenHeaders.Bearer(access))).Status.Should().Be(HttpStatusCode.NoContent);
        foreach (var token in new[] { access, refresh })
        {
            (await VerifyAsync(app, token)).Code.Should().Be(JwtErrorCodes.TokenRevoked);
        }
    }

    [Fact]
    public async Task A_bad_token_is_refused_as_a_guard_would()
    {
        await using var app = await EndpointApp.StartAsync();
        var (access, _) = await app.LogInAsync();
        app.Clock.Advance(TimeSpan.FromHours(1));

        (await VerifyAsync(app, access)).Code.Should().Be(JwtErrorCodes.TokenExpired);
        (await VerifyAsync(app, access + "x")).Code.Should().BeOneOf(JwtErrorCodes.SignatureInvalid, JwtErrorCodes.TokenMalformed);
        (await VerifyAsync(app, "x")).Code.Should().Be(JwtErrorCodes.TokenMalformed);
        (await app.PostAsync("/auth/verify", null)).Code.Should().Be(JwtErrorCodes.CredentialsMissing);
        var empty = await app.PostAsync("/auth/verify", EndpointApp.Json("{}"));
        empty.Status.Should().Be(HttpStatusCode.BadRequest);
        empty.Json.GetProperty("errors").TryGetProperty("token", out _).Should().BeTrue();
    }

    private static Task<Answer> VerifyAsync(EndpointApp app, string token) => app.PostAsync("/auth/verify", EndpointApp.Json(JsonSerializer.Serialize(new { token })));
}
