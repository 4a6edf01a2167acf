using System.Net;
using System.Net.Http.Json;
using JwtSecurity;
using JwtSecurity.Testing;

namespace JwtApi._1.Tests;

public sealed class UserTests(TestApi api) : IClassFixture<TestApi>
{
    private readonly HttpClient _client = api.CreateClient();

    [Fact]
    public async Task Without_a_token_nobody_gets_in()
    {
        using var response = await _client.GetAsync("/users/me");

        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
    }

    [Theory]
    [InlineData(JwtTokenFlaw.Expired, "token_expired")]
    [InlineData(JwtTokenFlaw.Forged, "signature_invalid")]
    public async Task Nor_does_anybody_with_a_bad_one(JwtTokenFlaw flaw, string code)
    {
        await _client.AuthenticateAsync<JwtAccessBearer>(api.Services, new { username = "ada", role = "user" }, flaw: flaw);

        using var response = await _client.GetAsync("/users/me");

        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
        Assert.Contains(code, await response.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task An_admin_adds_users_who_can_log_in()
    {
        await _client.AuthenticateAsync<JwtAccessBearer>(api.Services, new { username = "root", role = "admin" });

        using var added = await AddAsync("edsger", "a long password");
        using var again = await AddAsync("edsger", "another password");

        Assert.Equal(HttpStatusCode.NoContent, added.StatusCode);
        Assert.Equal(HttpStatusCode.Conflict, again.StatusCode);
        await TestApi.LogInAsync(_client, "Edsger", "a long password");
    }

    [Theory]
    [InlineData("alan", "short")]
    [InlineData("Alan", "a long password")]
    public async Task A_short_password_and_an_odd_name_are_refused(string username, string password)
    {
        await _client.AuthenticateAsync<JwtAccessBearer>(api.Services, new { username = "root", role = "admin" });

        using var response = await AddAsync(username, password);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
    }

    [Fact]
    public async Task Others_add_nobody()
    {
        await _client.AuthenticateAsync<JwtAccessBearer>(api.Services, new { username = "ada", role = "user" });

        using var response = await AddAsync("mallory", "a long password");

        Assert.Equal(HttpStatusCode.Forbidden, response.StatusCode);
    }

    private Task<HttpResponseMessage> AddAsync(string username, string password) => _client.PostAsJsonAsync("/users", new { username, password });
}
