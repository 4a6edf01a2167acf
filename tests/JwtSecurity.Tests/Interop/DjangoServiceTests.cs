using System.Net;
using JwtSecurity.Tests.TestKit;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace JwtSecurity.Tests.Interop;

/// <summary>A Django project and an application of ours with one secret: what one issues, the other takes, over HTTP. A client does not see which it talks to.</summary>
public sealed class DjangoServiceTests(DjangoProject django) : IClassFixture<DjangoProject>, IAsyncLifetime
{
    private LoopbackApp _app = null!;

    public async Task InitializeAsync()
    {
        _app = await LoopbackApp.StartAsync(
            jwt => jwt.AddAccessBearer(SpeakSimpleJwt).AddRefreshBearer(SpeakSimpleJwt),
            app =>
            {
                // The views of SimpleJWT, with the same fields.
                app.MapPost("/api/token/", (Login login, JwtAccessBearer access) => access.CreateTokenPair(new { user_id = login.UserId }));
                app.MapPost("/api/token/refresh/", async (Renewal renewal, JwtRefreshBearer refresh) =>
                {
                    var result = await refresh.ValidateAsync(renewal.Refresh);
                    return result.Succeeded ? Results.Ok(refresh.CreateTokenPair(result.Credentials.Subject)) : result.Error.ToResult();
                });
                app.MapGet("/api/me/", (JwtAuthorizationCredentials credentials) => new { user_id = credentials.GetString("user_id"), claims = credentials.Claims });
                app.MapGet("/api/staff/", ([Security<JwtAccessBearer>(Roles = "staff")] JwtAuthorizationCredentials credentials) => new { });
            });
        _app.Clock.SetUtcNow(TimeProvider.System.GetUtcNow());
    }

    public async Task DisposeAsync() => await _app.DisposeAsync();

    [PythonFact]
    public async Task Obtained_there_used_and_renewed_here()
    {
        var pair = ReadPair(await Http.PostAsync(django.Address, "/api/token/", new { username = "ada", password = "lovelace" }));

        var me = await OursAsync("/api/me/", pair.Access);
        var renewed = ReadPair(await Http.PostAsync(_app.Address, "/api/token/refresh/", new { refresh = pair.Refresh }));

        me.Json.GetProperty("user_id").GetString().Should().Be("1");
        me.Json.GetProperty("claims").ShouldSay(Tokens.ReadPayload(pair.Access));
        var there = await TheirsAsync("/api/me/", renewed.Access);
        there.Json.GetProperty("username").GetString().Should().Be("ada");
        there.Json.GetProperty("claims").ShouldSay(Tokens.ReadPayload(renewed.Access));
        (await OursAsync("/api/me/", renewed.Access)).Status.Should().Be(HttpStatusCode.OK);
        (await Http.PostAsync(django.Address, "/api/token/verify/", new { token = renewed.Refresh })).Body.Should().Be("{}");
    }

    [PythonFact]
    public async Task Obtained_here_used_verified_and_renewed_there()
    {
        var pair = ReadPair(await Http.PostAsync(_app.Address, "/api/token/", new { user_id = 1 }));

        var me = await TheirsAsync("/api/me/", pair.Access);
        var renewed = ReadPair(await Http.PostAsync(django.Address, "/api/token/refresh/", new { refresh = pair.Refresh }));

        me.Json.GetProperty("username").GetString().Should().Be("ada");
        me.Json.GetProperty("claims").ShouldSay(Tokens.ReadPayload(pair.Access));
        (await Http.PostAsync(django.Address, "/api/token/verify/", new { token = pair.Access })).Body.Should().Be("{}");
        (await Http.PostAsync(django.Address, "/api/token/verify/", new { token = pair.Refresh })).Body.Should().Be("{}");
        (await OursAsync("/api/me/", renewed.Access)).Json.GetProperty("user_id").GetString().Should().Be("1");
        ReadPair(await Http.PostAsync(_app.Address, "/api/token/refresh/", new { refresh = renewed.Refresh })).Access.Should().NotBe(renewed.Access);
    }

    // Status, challenge, content type and body, to the letter, but for one text in which versions of SimpleJWT differ.
    [PythonFact]
    public async Task Both_refuse_in_the_same_words()
    {
        var pair = ReadPair(await Http.PostAsync(_app.Address, "/api/token/", new { user_id = 1 }));
        var expired = InteropKey.Default.AccessAt(TimeSpan.FromHours(-1), JwtDialect.SimpleJwt).CreateTokenPair(new { user_id = 1 }, refreshExpiresDelta: TimeSpan.FromMinutes(1));
        var forged = InteropKey.Default.Access(JwtDialect.SimpleJwt, options => options.SecretKey = TestApp.OtherSecret).CreateTokenPair(new { user_id = 1 });
        var nobody = Tokens.Sign(DialectTokens.Payload("SimpleJwt", _app.Clock.GetUtcNow(), changes: ("user_id", null)));

        string?[] authorizations = [null, "Basic YWRhOmxvdmVsYWNl", "Bearer nonsense", $"Bearer {pair.Refresh}", $"Bearer {expired.AccessToken}", $"Bearer {forged.AccessToken}", $"Bearer {nobody}"];
        foreach (var authorization in authorizations)
        {
            ShouldAnswerAlike(await Http.GetAsync(_app.Address, "/api/me/", authorization), await Http.GetAsync(django.Address, "/api/me/", authorization), 401);
        }

        foreach (var refresh in new[] { "nonsense", pair.Access, expired.RefreshToken, forged.RefreshToken })
        {
            ShouldAnswerAlike(await Http.PostAsync(_app.Address, "/api/token/refresh/", new { refresh }), await Http.PostAsync(django.Address, "/api/token/refresh/", new { refresh }), 401);
        }

        ShouldAnswerAlike(await OursAsync("/api/staff/", pair.Access), await TheirsAsync("/api/staff/", pair.Access), 403);
    }

    private static void SpeakSimpleJwt(JwtSchemeOptions options) => options.Dialect = JwtDialect.SimpleJwt;

    private static void ShouldAnswerAlike(Answer ours, Answer theirs, int status)
    {
        theirs.Status.Should().Be((HttpStatusCode)status);
        (ours.Status, ours.Challenge, ours.Headers["Content-Type"].Single()).Should().Be((theirs.Status, theirs.Challenge, theirs.Headers["Content-Type"].Single()));
        ours.Body.Should().Be(Http.BeforeSimpleJwt55(theirs.Body));
    }

    private static (string Access, string Refresh) ReadPair(Answer answer)
    {
        answer.Status.Should().Be(HttpStatusCode.OK, answer.Body);
        answer.Json.EnumerateObject().Select(member => member.Name).Should().BeEquivalentTo("access", "refresh");
        return (answer.Json.GetProperty("access").GetString()!, answer.Json.GetProperty("refresh").GetString()!);
    }

    private Task<Answer> OursAsync(string path, string token) => Http.GetAsync(_app.Address, path, "Bearer " + token);

    private Task<Answer> TheirsAsync(string path, string token) => Http.GetAsync(django.Address, path, "Bearer " + token);

    internal sealed record Login([property: System.Text.Json.Serialization.JsonPropertyName("user_id")] int UserId);

    internal sealed record Renewal(string Refresh);
}
