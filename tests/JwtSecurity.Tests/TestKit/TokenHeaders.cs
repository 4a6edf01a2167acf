namespace JwtSecurity.Tests.TestKit;

/// <summary>Tokens for a test's application, and the headers that carry them.</summary>
internal static class TokenHeaders
{
    public static (string Name, string Value) Bearer(string token) => ("Authorization", "Bearer " + token);

    public static (string Name, string Value) Cookie(string token, string name = "access_token_cookie") => ("Cookie", $"{name}={token}");

    public static string AccessToken(this TestApp app, string username = "ada", string role = "admin", string? scope = null, string secret = TestApp.Secret) =>
        Tokens.Sign(Tokens.Payload(app.Clock.GetUtcNow(), "access", ("subject", new { username, role }), ("scope", scope)), secret: secret);

    public static string RefreshToken(this TestApp app, string username = "ada", string secret = TestApp.Secret) =>
        Tokens.Sign(Tokens.Payload(app.Clock.GetUtcNow(), "refresh", ("subject", new { username })), secret: secret);

    /// <summary>An access token whose signature is somebody else's.</summary>
    public static string ForgedToken(this TestApp app) => app.AccessToken(secret: "a secret of somebody else, and long enough");

    public static (string Name, string Value) Access(this TestApp app, string username = "ada", string role = "admin", string? scope = null) =>
        Bearer(app.AccessToken(username, role, scope));

    public static (string Name, string Value) Refresh(this TestApp app, string username = "ada") => Bearer(app.RefreshToken(username));

    public static (string Name, string Value) Forged(this TestApp app) => Bearer(app.ForgedToken());
}
