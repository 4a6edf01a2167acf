using JwtSecurity.Tests.TestKit;

namespace JwtSecurity.Tests.Samples;

/// <summary>The script that is run against a Django project with SimpleJWT and against the sample.</summary>
internal static class SimpleJwtCases
{
    /// <summary>How many logins with one name the sample is told to allow in a minute.</summary>
    public const int LoginLimit = 20;

    private const string Login = "/getJWTToken/";
    private const string Refresh = "/refreshJWTToken/";
    private const string Verify = "/verifyJWTToken/";
    private const string Students = "/stuAPI/";

    /// <summary>What has nothing to do with rotation, and is done with it and without.</summary>
    public static IReadOnlyList<SimpleJwtCase> Common { get; } =
    [
        new("login", client => client.LoginAsync(SimpleJwtClient.Username, SimpleJwtClient.Password)),
        new("login with a form", client => client.SendAsync(HttpMethod.Post, Login, Form(("username", SimpleJwtClient.Username), ("password", SimpleJwtClient.Password)))),
        new("login with a multipart form", client => client.SendAsync(HttpMethod.Post, Login, Multipart(("username", SimpleJwtClient.Username), ("password", SimpleJwtClient.Password)))),
        new("login with a wrong password", client => client.LoginAsync(SimpleJwtClient.Username, "M.haseeb@124")),
        new("login of an unknown user", client => client.LoginAsync("Mohammad", SimpleJwtClient.Password)),
        new("login in another case", client => client.LoginAsync("muhammad", SimpleJwtClient.Password)),
        new("login with no field", client => client.PostAsync(Login, "{}")),
        new("login with no password", client => client.PostAsync(Login, """{"username": "Muhammad"}""")),
        new("login with a form without a password", client => client.SendAsync(HttpMethod.Post, Login, Form(("username", SimpleJwtClient.Username)))),
        new("login with blank fields", client => client.LoginAsync("", "")),
        new("login with fields of spaces", client => client.LoginAsync(" ", "  ")),
        new("login with spaces around the fields", client => client.LoginAsync(" Muhammad ", " M.haseeb@123 ")),
        new("login with nulls", client => client.PostAsync(Login, """{"username": null, "password": null}""")),
        new("login with booleans", client => client.PostAsync(Login, """{"username": true, "password": false}""")),
        new("login with a list and an object", client => client.PostAsync(Login, """{"username": ["Muhammad"], "password": {}}""")),
        new("login with numbers", client => client.PostAsync(Login, """{"username": 1, "password": 2.5}""")),
        new("login with a null character", client => client.LoginAsync("Muham\0mad", SimpleJwtClient.Password)),
        new("login with a user name of 257 characters", client => client.LoginAsync(new string('M', 257), SimpleJwtClient.Password)),
        new("login with a password of 64 KiB", client => client.LoginAsync(SimpleJwtClient.Username, new string('M', 64 * 1024))),
        new("login with a field too many", client => client.PostAsync(Login, """{"username": "Muhammad", "password": "M.haseeb@123", "remember": true}""")),
        new("login with a name twice", client => client.PostAsync(Login, """{"username": "ada", "username": "Muhammad", "password": "M.haseeb@123"}""")),
        new("login with a form field twice", client => client.SendAsync(HttpMethod.Post, Login, Form(("username", "ada"), ("username", SimpleJwtClient.Username), ("password", SimpleJwtClient.Password)))),
        new("login with no body", client => client.SendAsync(HttpMethod.Post, Login)),
        new("login with an empty body", client => client.PostAsync(Login, "")),
        new("login with broken JSON", client => client.PostAsync(Login, "{username")),
        new("login with a JSON list", client => client.PostAsync(Login, "[]")),
        new("login with a JSON text", client => client.PostAsync(Login, "\"Muhammad\"")),
        new("login with a JSON null", client => client.PostAsync(Login, "null")),
        new("login with plain text", client => client.PostAsync(Login, "Muhammad", "text/plain")),
        new("login with a bad token in the header", client => client.PostAsync(Login, """{"username": "Muhammad", "password": "M.haseeb@123"}""", authorization: "Bearer nonsense")),
        new("login by GET", client => client.SendAsync(HttpMethod.Get, Login)),
        new("login with no slash at the end", client => client.PostAsync("/getJWTToken", """{"username": "Muhammad", "password": "M.haseeb@123"}""")),
        new($"login with one name {LoginLimit + 1} times a minute", LoginTooOften),

        new("refresh with an expired token", client => client.RefreshAsync(Sign("refresh", -1))),
        new("refresh with a forged token", client => client.RefreshAsync(Sign("refresh", 300, TestApp.OtherSecret))),
        new("refresh with an unsigned token", client => client.RefreshAsync(Unsigned("refresh"))),
        new("refresh with an access token", client => client.RefreshAsync(client.Tokens.Access)),
        new("refresh with nonsense", client => client.RefreshAsync("nonsense")),
        new("refresh with no field", client => client.PostAsync(Refresh, "{}")),
        new("refresh with a blank token", client => client.RefreshAsync("")),
        new("refresh with a null", client => client.PostAsync(Refresh, """{"refresh": null}""")),
        new("refresh with a list", client => client.PostAsync(Refresh, """{"refresh": []}""")),
        new("refresh with a number", client => client.PostAsync(Refresh, """{"refresh": 1}""")),
        new("refresh with no body", client => client.SendAsync(HttpMethod.Post, Refresh)),
        new("refresh with broken JSON", client => client.PostAsync(Refresh, "{refresh")),
        new("refresh with an access token in the header alone", client => client.PostAsync(Refresh, "{}", authorization: "Bearer " + client.Tokens.Access)),
        new("refresh with an expired access token in the header", client => client.PostAsync(Refresh, """{"refresh": "nonsense"}""", authorization: "Bearer " + Sign("access", -1))),
        new("refresh by GET", client => client.SendAsync(HttpMethod.Get, Refresh)),

        new("verify an access token", client => client.VerifyAsync(client.Tokens.Access)),
        new("verify a refresh token", client => client.VerifyAsync(client.Tokens.Refresh)),
        new("verify with a form", client => client.SendAsync(HttpMethod.Post, Verify, Form(("token", client.Tokens.Access)))),
        new("verify with spaces around the token", client => client.VerifyAsync($" {client.Tokens.Access} ")),
        new("verify the other server's access token", client => client.VerifyAsync(client.Other.Tokens.Access)),
        new("verify an expired access token", client => client.VerifyAsync(Sign("access", -1))),
        new("verify an expired refresh token", client => client.VerifyAsync(Sign("refresh", -1))),
        new("verify a forged token", client => client.VerifyAsync(Sign("access", 300, TestApp.OtherSecret))),
        new("verify an unsigned token", client => client.VerifyAsync(Unsigned("access"))),
        new("verify nonsense", client => client.VerifyAsync("nonsense")),
        new("verify a token for nobody", client => client.VerifyAsync(Sign("access", 300, changes: ("user_id", null)))),
        new("verify a sliding token", client => client.VerifyAsync(Sign("sliding", 300))),
        new("verify with no field", client => client.PostAsync(Verify, "{}")),
        new("verify a blank token", client => client.VerifyAsync("")),
        new("verify a null", client => client.PostAsync(Verify, """{"token": null}""")),
        new("verify with no body", client => client.SendAsync(HttpMethod.Post, Verify)),
        new("verify by GET", client => client.SendAsync(HttpMethod.Get, Verify)),

        new("students", client => client.StudentsAsync("Bearer " + client.Tokens.Access)),
        new("students with two spaces", client => client.StudentsAsync("Bearer  " + client.Tokens.Access)),
        new("students with the other server's token", client => client.StudentsAsync("Bearer " + client.Other.Tokens.Access)),
        new("students with a small bearer", client => client.StudentsAsync("bearer " + client.Tokens.Access)),
        new("students with no token", client => client.StudentsAsync(null)),
        new("students with Basic", client => client.StudentsAsync("Basic TXVoYW1tYWQ6TS5oYXNlZWJAMTIz")),
        new("students with a token in the query", client => client.SendAsync(HttpMethod.Get, $"{Students}?token={client.Tokens.Access}&access_token={client.Tokens.Access}")),
        new("students with an expired token", client => client.StudentsAsync("Bearer " + Sign("access", -1))),
        new("students with a forged token", client => client.StudentsAsync("Bearer " + Sign("access", 300, TestApp.OtherSecret))),
        new("students with an unsigned token", client => client.StudentsAsync("Bearer " + Unsigned("access"))),
        new("students with a refresh token", client => client.StudentsAsync("Bearer " + client.Tokens.Refresh)),
        new("students with nonsense", client => client.StudentsAsync("Bearer nonsense")),
        new("students with a bearer alone", client => client.StudentsAsync("Bearer")),
        new("students with two words", client => client.StudentsAsync("Bearer one two")),
        new("students with a token for nobody", client => client.StudentsAsync("Bearer " + Sign("access", 300, changes: ("user_id", null)))),
        new("students with a token for a user who is gone", client => client.StudentsAsync("Bearer " + Sign("access", 300, changes: ("user_id", 999)))),
        new("students by POST", client => client.SendAsync(HttpMethod.Post, Students, authorization: "Bearer " + client.Tokens.Access)),
        new("students by POST with no token", client => client.SendAsync(HttpMethod.Post, Students)),
        new("students with no slash at the end", client => client.SendAsync(HttpMethod.Get, "/stuAPI", authorization: "Bearer " + client.Tokens.Access)),
        new("a path that is not there", client => client.SendAsync(HttpMethod.Get, "/elsewhere/")),
    ];

    /// <summary>ROTATE_REFRESH_TOKENS = False, and here RotateRefreshTokens = false.</summary>
    public static IReadOnlyList<SimpleJwtCase> Lasting { get; } =
    [
        new("the claims of an access token", async client => SimpleJwtClient.Claims((await client.LogInAsync()).Access)),
        new("the claims of a refresh token", async client => SimpleJwtClient.Claims((await client.LogInAsync()).Refresh)),
        new("refresh", client => client.RefreshAsync(client.Tokens.Refresh)),
        new("refresh with a form", client => client.SendAsync(HttpMethod.Post, Refresh, Form(("refresh", client.Tokens.Refresh)))),
        new("refresh twice", async client => await client.RefreshAsync(await client.RenewAsync(client.Tokens.Refresh))),
        new("refresh with the other server's token", client => client.RefreshAsync(client.Other.Tokens.Refresh)),
        new("refresh with a token for nobody", client => client.RefreshAsync(Sign("refresh", 300, changes: ("user_id", null)))),
        new("refresh with the token in the header alone", client => client.PostAsync(Refresh, "{}", authorization: "Bearer " + client.Tokens.Refresh)),
        new("verify the other server's refresh token", client => client.VerifyAsync(client.Other.Tokens.Refresh)),
    ];

    /// <summary>ROTATE_REFRESH_TOKENS = True, and here RotateRefreshTokens = true.</summary>
    public static IReadOnlyList<SimpleJwtCase> Rotating { get; } =
    [
        new("rotating: the claims of an access token", async client => SimpleJwtClient.Claims((await client.LogInAsync()).Access)),
        new("rotating: the claims of a refresh token", async client => SimpleJwtClient.Claims((await client.LogInAsync()).Refresh)),
        new("rotating: refresh", async client => await client.RefreshAsync((await client.LogInAsync()).Refresh)),
        new("rotating: refresh twice with one token", async client => await RefreshAgainAsync(client, await client.LogInAsync())),
        new("rotating: refresh with the new token", async client => await client.RefreshAsync(await client.RenewAsync((await client.LogInAsync()).Refresh))),
        new("rotating: verify a replaced token", async client => await VerifyReplacedAsync(client, await client.LogInAsync())),
        new("rotating: refresh with the other server's token", client => client.RefreshAsync(client.Other.Tokens.Refresh)),
        new("rotating: verify the other server's refresh token", client => client.VerifyAsync(client.Other.Tokens.Refresh)),
    ];

    /// <summary>ROTATE_REFRESH_TOKENS = True and BLACKLIST_AFTER_ROTATION = True, and here RotateRefreshTokens = true with a GracePeriod of zero.</summary>
    public static IReadOnlyList<SimpleJwtCase> Blacklisting { get; } =
    [
        new("blacklisting: refresh", async client => await client.RefreshAsync((await client.LogInAsync()).Refresh)),
        new("blacklisting: refresh twice with one token", async client => await RefreshAgainAsync(client, await client.LogInAsync())),
        new("blacklisting: refresh with the new token", async client => await client.RefreshAsync(await client.RenewAsync((await client.LogInAsync()).Refresh))),
        new("blacklisting: verify a replaced token", async client => await VerifyReplacedAsync(client, await client.LogInAsync())),
        new("blacklisting: verify the new token", async client => await client.VerifyAsync(await client.RenewAsync((await client.LogInAsync()).Refresh))),
        new("blacklisting: refresh with the new token after the old one came again", RefreshAfterReuseAsync),
        new("blacklisting: students after an old refresh token came again", StudentsAfterReuseAsync),
    ];

    private static async Task<Answer> RefreshAgainAsync(SimpleJwtClient client, (string Access, string Refresh) tokens)
    {
        await client.RenewAsync(tokens.Refresh);
        return await client.RefreshAsync(tokens.Refresh);
    }

    private static async Task<Answer> VerifyReplacedAsync(SimpleJwtClient client, (string Access, string Refresh) tokens)
    {
        await client.RenewAsync(tokens.Refresh);
        return await client.VerifyAsync(tokens.Refresh);
    }

    private static async Task<Answer> RefreshAfterReuseAsync(SimpleJwtClient client)
    {
        var tokens = await client.LogInAsync();
        var renewed = await client.RenewAsync(tokens.Refresh);
        await client.RefreshAsync(tokens.Refresh);
        return await client.RefreshAsync(renewed);
    }

    private static async Task<Answer> StudentsAfterReuseAsync(SimpleJwtClient client)
    {
        var tokens = await client.LogInAsync();
        await RefreshAgainAsync(client, tokens);
        return await client.StudentsAsync("Bearer " + tokens.Access);
    }

    private static async Task<Answer> LoginTooOften(SimpleJwtClient client)
    {
        for (var i = 0; i < LoginLimit; i++)
        {
            await client.LoginAsync("somebody", "guessed");
        }

        return await client.LoginAsync("somebody", "guessed");
    }

    private static string Sign(string type, int lifetime, string secret = TestApp.Secret, params (string Name, object? Value)[] changes)
    {
        var now = TimeProvider.System.GetUtcNow();
        return Tokens.Sign(DialectTokens.Payload("SimpleJwt", now.AddHours(-1), type, [("user_id", 1), ("exp", now.ToUnixTimeSeconds() + lifetime), .. changes]), secret: secret);
    }

    private static string Unsigned(string type) =>
        Tokens.Sign(DialectTokens.Payload("SimpleJwt", TimeProvider.System.GetUtcNow(), type), """{"alg":"none","typ":"JWT"}""");

    private static FormUrlEncodedContent Form(params (string Name, string Value)[] fields) =>
        new(fields.Select(field => KeyValuePair.Create(field.Name, field.Value)));

    private static MultipartFormDataContent Multipart(params (string Name, string Value)[] fields)
    {
        var content = new MultipartFormDataContent();
        foreach (var (name, value) in fields)
        {
            content.Add(new StringContent(value), name);
        }

        return content;
    }
}
