using System.Net;
using JwtSecurity.Tests.TestKit;

namespace JwtSecurity.Tests.Samples;

/// <summary>The sample with controllers, over HTTP, in a process of its own.</summary>
public sealed class ControllersTests(RunningControllers sample) : IClassFixture<RunningControllers>
{
    [Fact]
    public async Task A_user_sees_who_they_are_from_the_header_and_the_cookie()
    {
        var access = (await sample.SendAsync("POST", "/auth")).Text("access_token");

        foreach (var header in new[] { TokenHeaders.Bearer(access), TokenHeaders.Cookie(access) })
        {
            (await sample.SendAsync("GET", "/users/me", headers: header)).Body.Should().Be("""{"username":"username","role":"user","age":30}""");
        }

        (await sample.SendAsync("GET", "/users/me")).Summary().Should().Be("401 credentials_missing");
    }

    [Theory]
    [InlineData("user", 30, "403 insufficient_role", "mind the steps, username")]
    [InlineData("admin", 30, """["username","grace"]""", "mind the steps, username")]
    [InlineData("user", 17, "403 insufficient_role", "403 insufficient_scope")]
    public async Task Roles_and_the_policy_decide(string role, int age, string all, string cellar)
    {
        var bearer = TokenHeaders.Bearer((await sample.SendAsync("POST", $"/auth?role={role}&age={age}")).Text("access_token"));

        (await sample.SendAsync("GET", "/users", headers: bearer)).Summary().Should().Be(all);
        (await sample.SendAsync("GET", "/users/cellar", headers: bearer)).Summary().Should().Be(cellar);
    }

    [Fact]
    public async Task What_is_for_everybody_is()
    {
        (await sample.SendAsync("GET", "/users/count")).Body.Should().Be("2");
        (await sample.SendAsync("GET", "/greeting")).Body.Should().Be("Hello, stranger");
        (await sample.SendAsync("GET", "/greeting", headers: TokenHeaders.Bearer("a.b.c"))).Summary().Should().Be("401 token_malformed");
        var access = (await sample.SendAsync("POST", "/auth?username=ada")).Text("access_token");
        (await sample.SendAsync("GET", "/greeting", headers: TokenHeaders.Bearer(access))).Body.Should().Be("Hello, ada");
    }

    [Fact]
    public async Task A_refresh_takes_a_refresh_token_alone()
    {
        var pair = await sample.SendAsync("POST", "/auth");

        (await sample.SendAsync("POST", "/refresh", headers: TokenHeaders.Bearer(pair.Text("access_token")))).Summary().Should().Be("401 wrong_token_type");
        var renewed = await sample.SendAsync("POST", "/refresh", headers: TokenHeaders.Bearer(pair.Text("refresh_token")));
        renewed.Status.Should().Be(HttpStatusCode.OK);
        renewed.CacheControl.Should().Be("no-store");
    }
}
