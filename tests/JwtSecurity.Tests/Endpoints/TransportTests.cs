using System.Net;
using JwtSecurity.Tests.TestKit;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace JwtSecurity.Tests.Endpoints;

/// <summary>Which token goes where: bodies, cookies, and the paths of cookies.</summary>
public sealed class TransportTests
{
    [Theory]
    [InlineData("AccessBearer RefreshBearer", JwtTokenTransport.ByScheme, "access_token refresh_token token_type expires_in", "")]
    [InlineData("AccessCookie RefreshCookie", JwtTokenTransport.ByScheme, "expires_in", "access_token_cookie refresh_token_cookie")]
    [InlineData("AccessBearer RefreshCookie", JwtTokenTransport.ByScheme, "access_token token_type expires_in", "refresh_token_cookie")]
    [InlineData("AccessBearerCookie RefreshBearerCookie", JwtTokenTransport.ByScheme, "access_token refresh_token token_type expires_in", "access_token_cookie refresh_token_cookie")]
    [InlineData("AccessBearerCookie RefreshBearerCookie", JwtTokenTransport.Cookies, "expires_in", "access_token_cookie refresh_token_cookie")]
    [InlineData("AccessBearerCookie RefreshBearerCookie", JwtTokenTransport.Body, "access_token refresh_token token_type expires_in", "")]
    public async Task Each_token_goes_where_it_is_read(string schemes, JwtTokenTransport transport, string body, string cookies)
    {
        await using var app = await EndpointApp.StartAsync(set => Add(set, schemes), o => o.Endpoints.Transport = transport);

        var login = await app.LoginAsync();
        var jar = CookieJar.Of(login);
        app.Clock.Advance(TimeSpan.FromMinutes(1));
        var refresh = login.Json.TryGetProperty("refresh_token", out var token) ? await app.RefreshAsync(token.GetString()!) : await app.PostAsync("/auth/refresh", null, ("Cookie", jar.Header));

        foreach (var answer in new[] { login, refresh })
        {
            answer.Status.Should().Be(HttpStatusCode.OK, answer.Body);
            answer.Json.EnumerateObject().Select(member => member.Name).Should().BeEquivalentTo(Words(body));
            CookieJar.Of(answer).Values.Keys.Should().BeEquivalentTo(Words(cookies));
        }
    }

    [Fact]
    public async Task With_cookies_no_token_is_in_the_body_and_none_is_readable_by_script()
    {
        await using var app = await EndpointApp.StartAsync(set => set.AddAccessCookie().AddRefreshCookie());

        var answer = await app.LoginAsync();

        answer.Body.Should().Be("""{"expires_in":900}""");
        answer.Headers["Set-Cookie"].Should().OnlyContain(cookie => cookie.Contains("httponly", StringComparison.Ordinal) && cookie.Contains("secure", StringComparison.Ordinal));
        (await app.App.GetAsync("/me", ("Cookie", CookieJar.Of(answer).Header))).Status.Should().Be(HttpStatusCode.OK);
    }

    [Theory]
    [InlineData("/auth/login")]
    [InlineData("/auth/refresh")]
    public async Task Another_site_sets_no_cookie(string path)
    {
        await using var app = await EndpointApp.StartAsync(set => set.AddAccessCookie().AddRefreshCookie());
        var jar = CookieJar.Of(await app.LoginAsync());

        var answer = await app.PostAsync(path, EndpointApp.Credentials(), ("Cookie", jar.Header), ("Origin", "https://evil.example"));

        (answer.Status, answer.Code).Should().Be((HttpStatusCode.Forbidden, JwtErrorCodes.CsrfFailed));
        answer.Headers["Set-Cookie"].Should().BeEmpty();
    }

    [Fact]
    public async Task A_body_is_not_looked_at_where_the_refresh_token_is_in_a_cookie()
    {
        await using var app = await EndpointApp.StartAsync(set => set.AddAccessCookie().AddRefreshCookie());
        var jar = CookieJar.Of(await app.LoginAsync());

        (await app.RefreshAsync(jar.Values["refresh_token_cookie"])).Code.Should().Be(JwtErrorCodes.CredentialsMissing);
        (await app.PostAsync("/auth/refresh", new StringContent("whatever"), ("Cookie", jar.Header))).Status.Should().Be(HttpStatusCode.OK);
    }

    [Fact]
    public async Task The_refresh_cookie_goes_to_the_endpoints_that_take_it_and_nowhere_else()
    {
        await using var app = await EndpointApp.StartAsync(set => set.AddAccessCookie().AddRefreshCookie());

        var jar = CookieJar.Of(await app.LoginAsync());

        jar.PathsOf("refresh_token_cookie").Should().BeEquivalentTo("/auth/refresh", "/auth/logout");
        jar.PathsOf("access_token_cookie").Should().Equal("/");
    }

    [Fact]
    public async Task The_path_base_is_part_of_it()
    {
        await using var app = await EndpointApp.StartAsync(set => set.AddAccessCookie().AddRefreshCookie(), map: web =>
        {
            web.UsePathBase("/shop");
            web.UseRouting();
        });

        var jar = CookieJar.Of(await app.PostAsync("/shop/auth/login", EndpointApp.Credentials()));

        jar.PathsOf("refresh_token_cookie").Should().BeEquivalentTo("/shop/auth/refresh", "/shop/auth/logout");
    }

    [Fact]
    public async Task An_endpoint_of_the_applications_own_that_takes_it_gets_it_too()
    {
        await using var app = await EndpointApp.StartAsync(set => set.AddAccessCookie().AddRefreshCookie(), map: web =>
        {
            web.MapGet("/own/{id}", ([Security<JwtRefreshCookie>] JwtAuthorizationCredentials credentials, int id) => id);
            web.MapGet("/auth/refresh/state", () => "in").RequireJwt<JwtRefreshCookie>();
        });

        CookieJar.Of(await app.LoginAsync()).PathsOf("refresh_token_cookie").Should().BeEquivalentTo("/own", "/auth/refresh", "/auth/logout");
    }

    [Theory]
    [InlineData("__Host-refresh", null, "/")]
    [InlineData("refresh", "/x", "/x")]
    public async Task A_path_or_a_prefix_that_says_otherwise_counts(string name, string? path, string expected)
    {
        await using var app = await EndpointApp.StartAsync(set => set.AddAccessCookie().AddRefreshCookie(), o => (o.RefreshCookie.Name, o.RefreshCookie.Path) = (name, path));

        CookieJar.Of(await app.LoginAsync()).PathsOf(name).Should().Equal(expected);
    }

    [Fact]
    public async Task Without_a_refresh_endpoint_of_this_library_it_goes_everywhere()
    {
        await using var app = await TestApp.StartAsync(
            jwt => jwt.AddAccessCookie().AddRefreshCookie().AddLogin(EndpointApp.LogIn),
            web =>
            {
                web.MapJwtLogin();
                web.MapPost("/renew", ([Security<JwtRefreshCookie>] JwtAuthorizationCredentials credentials) => "in");
            });

        CookieJar.Of(await app.SendAsync(HttpMethod.Post, "/login", [], EndpointApp.Credentials())).PathsOf("refresh_token_cookie").Should().Equal("/");
    }

    private static string[] Words(string text) => text.Split(' ', StringSplitOptions.RemoveEmptyEntries);

    internal static void Add(JwtSecurityBuilder set, string schemes)
    {
        foreach (var scheme in Words(schemes))
        {
            _ = scheme switch
            {
                "AccessBearer" => set.AddAccessBearer(),
                "AccessCookie" => set.AddAccessCookie(),
                "AccessBearerCookie" => set.AddAccessBearerCookie(),
                "RefreshBearer" => set.AddRefreshBearer(),
                "RefreshCookie" => set.AddRefreshCookie(),
                _ => set.AddRefreshBearerCookie(),
            };
        }
    }
}
