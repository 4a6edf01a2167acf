using System.Net;
using System.Text.Json;
using JwtSecurity.Tests.TestKit;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace JwtSecurity.Tests.Endpoints;

/// <summary>An application with the token endpoints below /auth, whose only user is ada, and a small client for it.</summary>
internal sealed class EndpointApp : IAsyncDisposable
{
    public const string Password = "correct horse";

    private readonly TestApp _app;

    private EndpointApp(TestApp app) => _app = app;

    public TestApp App => _app;

    public ManualTimeProvider Clock => _app.Clock;

    public static async Task<EndpointApp> StartAsync(
        Action<JwtSecurityBuilder>? schemes = null, Action<JwtSecurityOptions>? options = null, Action<WebApplication>? map = null, bool sessions = true, Action<WebApplicationBuilder>? build = null) =>
        new(await TestApp.StartAsync(
            jwt =>
            {
                jwt.AddLogin(LogIn);
                (schemes ?? (set => set.AddAccessBearer().AddRefreshBearer()))(jwt);
                if (sessions)
                {
                    jwt.AddSessions().AddInMemoryStore();
                }
            },
            web =>
            {
                map?.Invoke(web);
                web.MapJwtSecurity();
                web.MapGet("/me", (JwtAuthorizationCredentials credentials) => $"{credentials.GetString("username")}");
            },
            build,
            options));

    public static ValueTask<object?> LogIn(JwtLoginContext login) =>
        new(login is { Username: "ada" or "grace", Password: Password } ? new { username = login.Username, role = "user" } : null);

    public static HttpContent Json(string json) => new StringContent(json, System.Text.Encoding.UTF8, "application/json");

    public static HttpContent Form(params (string Name, string Value)[] fields) =>
        new FormUrlEncodedContent(fields.Select(field => KeyValuePair.Create(field.Name, field.Value)));

    public static HttpContent Credentials(string username = "ada", string password = Password) => Json(JsonSerializer.Serialize(new { username, password }));

    public Task<Answer> PostAsync(string path, HttpContent? content, params (string Name, string Value)[] headers) => _app.SendAsync(HttpMethod.Post, path, headers, content);

    public Task<Answer> LoginAsync(string username = "ada", string password = Password, params (string Name, string Value)[] headers) =>
        PostAsync("/auth/login", Credentials(username, password), headers);

    public async Task<(string Access, string Refresh)> LogInAsync(string username = "ada")
    {
        var answer = await LoginAsync(username);
        answer.Status.Should().Be(HttpStatusCode.OK, answer.Body);
        return (answer.Json.GetProperty("access_token").GetString()!, answer.Json.GetProperty("refresh_token").GetString()!);
    }

    public async Task<string> MeAsync(string accessToken) => (await _app.GetAsync("/me", TokenHeaders.Bearer(accessToken))).Summary();

    public Task<Answer> RefreshAsync(string refreshToken) => PostAsync("/auth/refresh", Json(JsonSerializer.Serialize(new { refresh_token = refreshToken })));

    public ValueTask DisposeAsync() => _app.DisposeAsync();
}
