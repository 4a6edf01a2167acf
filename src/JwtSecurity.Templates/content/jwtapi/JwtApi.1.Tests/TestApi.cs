using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;

namespace JwtApi._1.Tests;

/// <summary>The whole API, with a database and a first user of its own.</summary>
public sealed class TestApi : WebApplicationFactory<Program>
{
    public const string Username = "grace";
    public const string Password = "known to these tests";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory();

    /// <summary>Logs in, and has the client send the access token from then on.</summary>
    /// <returns>The tokens, as they were answered.</returns>
    public static async Task<JsonElement> LogInAsync(HttpClient client, string username = Username, string password = Password)
    {
        using var response = await client.PostAsJsonAsync("/auth/login", new { username, password });
        response.EnsureSuccessStatusCode();
        var tokens = await response.Content.ReadFromJsonAsync<JsonElement>();
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", tokens.GetProperty("access_token").GetString());
        return tokens;
    }

    protected override void ConfigureWebHost(IWebHostBuilder builder)
    {
        builder.UseSetting("ConnectionStrings:Database", $"Data Source={Path.Combine(_folder.FullName, "app.db")};Pooling=False");
        builder.UseSetting("FirstUser:Username", Username);
        builder.UseSetting("FirstUser:Password", Password);

        // Tests log in more often than people do.
        builder.UseSetting("Jwt:Endpoints:LoginLimit", "0");
    }

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        _folder.Refresh();
        if (_folder.Exists)
        {
            _folder.Delete(recursive: true);
        }
    }
}
