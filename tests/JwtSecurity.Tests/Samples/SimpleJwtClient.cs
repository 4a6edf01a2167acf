using System.Net;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using JwtSecurity.Tests.Interop;
using JwtSecurity.Tests.TestKit;

namespace JwtSecurity.Tests.Samples;

/// <summary>A client written against SimpleJWT, and the tokens it has got. It does not know which server it talks to.</summary>
internal sealed partial class SimpleJwtClient(Uri server)
{
    public const string Username = "Muhammad";
    public const string Password = "M.haseeb@123";

    private static readonly JsonSerializerOptions s_readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private static readonly HttpClient s_http = new(Http.OneRequestAConnection());

    private readonly HashSet<string> _known = new(StringComparer.Ordinal);

    /// <summary>The tokens of the first login.</summary>
    public (string Access, string Refresh) Tokens { get; private set; }

    /// <summary>The client of the other server, whose tokens this server is to know.</summary>
    public SimpleJwtClient Other { get; set; } = null!;

    public async Task StartAsync() => Tokens = await LogInAsync();

    public async Task<(string Access, string Refresh)> LogInAsync()
    {
        var answer = await LoginAsync(Username, Password);
        return (Remember(answer, "access"), Remember(answer, "refresh"));
    }

    public Task<Answer> LoginAsync(string username, string password) => PostAsync("/getJWTToken/", JsonSerializer.Serialize(new { username, password }));

    public Task<Answer> RefreshAsync(string refresh) => PostAsync("/refreshJWTToken/", JsonSerializer.Serialize(new { refresh }));

    /// <summary>Renews, and gives the refresh token of the answer, or the one sent where there is none.</summary>
    public async Task<string> RenewAsync(string refresh)
    {
        var answer = await RefreshAsync(refresh);
        return answer.Json.TryGetProperty("refresh", out _) ? Remember(answer, "refresh") : refresh;
    }

    public Task<Answer> VerifyAsync(string token) => PostAsync("/verifyJWTToken/", JsonSerializer.Serialize(new { token }));

    public Task<Answer> StudentsAsync(string? authorization) => SendAsync(HttpMethod.Get, "/stuAPI/", authorization: authorization);

    public Task<Answer> PostAsync(string path, string text, string type = "application/json", string? authorization = null) =>
        SendAsync(HttpMethod.Post, path, new StringContent(text, Encoding.UTF8, type), authorization);

    // With its length: Python's reference server reads no chunks.
    public async Task<Answer> SendAsync(HttpMethod method, string path, HttpContent? content = null, string? authorization = null)
    {
        using var request = new HttpRequestMessage(method, new Uri(server, path)) { Content = content };
        if (authorization is not null)
        {
            request.Headers.TryAddWithoutValidation("Authorization", authorization);
        }

        return await Answer.ReadAsync(await s_http.SendAsync(request));
    }

    /// <summary>The body with words in place of tokens, and in those of SimpleJWT before 5.5.</summary>
    public string Normalize(string body) => Token().Replace(Http.BeforeSimpleJwt55(body), match =>
        $"<{(_known.Contains(match.Value) ? "the same " : "")}{TestKit.Tokens.ReadPayload(match.Value).GetProperty("token_type").GetString()}>");

    /// <summary>What a token says, with words in place of what is never the same.</summary>
    public static Answer Claims(string token)
    {
        var claims = JsonObject.Create(TestKit.Tokens.ReadPayload(token))!;
        var issued = claims["iat"]!.GetValue<long>();
        claims["iat"] = "<time>";
        claims["exp"] = $"<time + {claims["exp"]!.GetValue<long>() - issued}>";
        claims["jti"] = $"<{claims["jti"]!.GetValue<string>().Length} characters>";
        if (claims.ContainsKey("auth_time"))
        {
            // The login is a moment before its tokens, and a second may begin in between.
            claims["auth_time"] = issued - claims["auth_time"]!.GetValue<long>() is >= 0 and < 10 ? "<time>" : "<another time>";
        }

        if (claims.ContainsKey("sid"))
        {
            claims["sid"] = "<session>";
        }

        return new Answer(HttpStatusCode.OK, claims.ToJsonString(s_readable), Array.Empty<string>().ToLookup(name => name));
    }

    private string Remember(Answer answer, string name)
    {
        answer.Status.Should().Be(HttpStatusCode.OK, answer.Body);
        var token = answer.Json.GetProperty(name).GetString()!;
        _known.Add(token);
        return token;
    }

    [GeneratedRegex(@"eyJ[\w-]+\.[\w-]+\.[\w-]+")]
    private static partial Regex Token();
}
