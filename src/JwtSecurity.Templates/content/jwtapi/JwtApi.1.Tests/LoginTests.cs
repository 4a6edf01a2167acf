using System.Net;
using System.Net.Http.Json;
using System.Text.Json;

namespace JwtApi._1.Tests;

public sealed class LoginTests(TestApi api) : IClassFixture<TestApi>
{
    private readonly HttpClient _client = api.CreateClient();

    [Fact]
    public async Task A_login_opens_the_api()
    {
        await TestApi.LogInAsync(_client);

        var me = await _client.GetFromJsonAsync<JsonElement>("/users/me");

        Assert.Equal(TestApi.Username, me.GetProperty("username").GetString());
    }

    [Theory]
    [InlineData(TestApi.Username, "a wrong password")]
    [InlineData("nobody", TestApi.Password)]
    public async Task A_wrong_password_or_name_is_refused(string username, string password)
    {
        using var response = await _client.PostAsJsonAsync("/auth/login", new { username, password });

        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
        Assert.Contains("login_failed", await response.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task A_refresh_gives_new_tokens()
    {
        var tokens = await TestApi.LogInAsync(_client);

        using var response = await RefreshAsync(tokens);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        var renewed = await response.Content.ReadFromJsonAsync<JsonElement>();
        Assert.NotEqual(tokens.GetProperty("access_token").GetString(), renewed.GetProperty("access_token").GetString());
    }

    [Fact]
    public async Task A_logout_ends_the_session()
    {
        var tokens = await TestApi.LogInAsync(_client);

        using var logout = await _client.PostAsync("/auth/logout", content: null);
        using var me = await _client.GetAsync("/users/me");
        using var refresh = await RefreshAsync(tokens);

        Assert.Equal(HttpStatusCode.NoContent, logout.StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, me.StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, refresh.StatusCode);
    }

    private Task<HttpResponseMessage> RefreshAsync(JsonElement tokens) =>
        _client.PostAsJsonAsync("/auth/refresh", new { refresh_token = tokens.GetProperty("refresh_token").GetString() });
}
