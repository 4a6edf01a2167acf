using System.Net;
using System.Net.Http.Json;
using JwtSecurity;
using JwtSecurity.Testing;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;

namespace Tested;

public sealed class BooksTests : IDisposable
{
    private readonly JwtTestClock _clock = new();
    private readonly WebApplicationFactory<Program> _factory;
    private readonly HttpClient _client;

    public BooksTests()
    {
        _factory = new WebApplicationFactory<Program>().WithWebHostBuilder(builder =>
        {
            builder.UseSetting("Jwt:SecretKey", "for tests only, and long enough for HS256");
            builder.ConfigureTestServices(services => services.AddSingleton<TimeProvider>(_clock));
        });
        _client = _factory.CreateClient();
    }

    public void Dispose()
    {
        _client.Dispose();
        _factory.Dispose();
    }

    [Fact]
    public async Task Anybody_may_read()
    {
        Assert.Contains("Moby-Dick", await _client.GetStringAsync("/books"));
    }

    [Fact]
    public async Task Nobody_adds_a_book_without_a_token()
    {
        Assert.Equal(HttpStatusCode.Unauthorized, await AddAsync());
    }

    [Fact]
    public async Task A_reader_adds_a_book_and_removes_none()
    {
        await _client.AuthenticateAsync<JwtAccessBearer>(_factory.Services, new { username = "bob", role = "reader" });

        Assert.Equal(HttpStatusCode.OK, await AddAsync());
        Assert.Equal(HttpStatusCode.Forbidden, await RemoveAsync());
    }

    [Fact]
    public async Task A_librarian_removes_one()
    {
        await _client.AuthenticateAsync<JwtAccessBearer>(_factory.Services, new { username = "ada", role = "librarian" });

        Assert.Equal(HttpStatusCode.OK, await RemoveAsync());
    }

    [Theory]
    [InlineData(JwtTokenFlaw.Expired, "token_expired")]
    [InlineData(JwtTokenFlaw.NotYetValid, "token_not_yet_valid")]
    [InlineData(JwtTokenFlaw.WrongType, "wrong_token_type")]
    [InlineData(JwtTokenFlaw.Forged, "signature_invalid")]
    public async Task A_bad_token_is_refused(JwtTokenFlaw flaw, string code)
    {
        await _client.AuthenticateAsync<JwtAccessBearer>(_factory.Services, new { username = "ada", role = "librarian" }, flaw: flaw);

        using var response = await _client.DeleteAsync("/books/1");

        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
        Assert.Contains(code, await response.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task A_token_is_good_for_a_quarter_of_an_hour()
    {
        await _client.AuthenticateAsync<JwtAccessBearer>(_factory.Services, new { username = "bob", role = "reader" });

        _clock.Advance(TimeSpan.FromMinutes(14));
        Assert.Equal(HttpStatusCode.OK, await AddAsync());
        _clock.Advance(TimeSpan.FromMinutes(2));
        Assert.Equal(HttpStatusCode.Unauthorized, await AddAsync());
    }

    [Fact]
    public async Task Who_logs_in_is_let_in()
    {
        using var login = await _client.PostAsJsonAsync("/login", new { username = "ada", password = "1815" });
        var tokens = await login.Content.ReadFromJsonAsync<Dictionary<string, object>>();
        _client.SetJwt<JwtAccessBearer>(_factory.Services, tokens!["access_token"].ToString()!);

        Assert.Equal(HttpStatusCode.OK, await RemoveAsync());
    }

    [Fact]
    public void A_handler_alone()
    {
        static string Greet(JwtAuthorizationCredentials credentials) => $"Hello, {credentials["username"]}";

        Assert.Equal("Hello, ada", Greet(JwtTestCredentials.Create(new { username = "ada" })));
    }

    private async Task<HttpStatusCode> AddAsync()
    {
        using var response = await _client.PostAsJsonAsync("/books", new { id = 2, title = "Emma" });
        return response.StatusCode;
    }

    private async Task<HttpStatusCode> RemoveAsync()
    {
        using var response = await _client.DeleteAsync("/books/1");
        return response.StatusCode;
    }
}
