using JwtSecurity.Tests.TestKit;
using Microsoft.AspNetCore.Http;

namespace JwtSecurity.Tests.Cookies;

/// <summary>A cookie scheme made by hand, and a response to set its cookies on.</summary>
internal sealed class CookieScheme
{
    public CookieScheme(Action<JwtSchemeOptions>? configure = null)
    {
        var options = new JwtSchemeOptions { SecretKey = TestApp.Secret, TimeProvider = Clock };
        configure?.Invoke(options);
        Scheme = new JwtAccessCookie(options);
    }

    public ManualTimeProvider Clock { get; } = new();

    public JwtAccessCookie Scheme { get; }

    public HttpResponse Response { get; } = new DefaultHttpContext().Response;

    public string[] SetCookies => [.. Response.Headers.SetCookie.Select(value => value ?? "")];

    public string Token(string type = "access", int expiresIn = 900) =>
        Tokens.Sign(Tokens.Payload(Clock.GetUtcNow(), type, ("exp", Clock.GetUtcNow().ToUnixTimeSeconds() + expiresIn)));
}
