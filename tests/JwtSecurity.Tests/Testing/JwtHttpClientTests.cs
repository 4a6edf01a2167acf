using System.Net;
using JwtSecurity.Testing;
using JwtSecurity.Tests.TestKit;
using Microsoft.AspNetCore.Mvc.Testing.Handlers;
using Microsoft.Extensions.DependencyInjection;

namespace JwtSecurity.Tests.Testing;

/// <summary>Where a client carries its tokens.</summary>
public sealed class JwtHttpClientTests
{
    private static readonly object s_ada = new { username = "ada" };
    private static readonly object s_grace = new { username = "grace" };

    [Fact]
    public async Task A_later_token_takes_the_place_of_an_earlier_one()
    {
        await using var app = await TestedApp.StartAsync();
        using var client = app.CreateClient();

        await client.AuthenticateAsync<JwtAccessBearer>(app.Services, s_ada);
        await client.AuthenticateAsync<JwtAccessBearer>(app.Services, s_grace);
        await client.AuthenticateAsync<JwtAccessCookie>(app.Services, s_ada);
        await client.AuthenticateAsync<JwtAccessCookie>(app.Services, s_grace);

        (await TestedApp.AskAsync<JwtAccessBearer>(client)).Should().Be("grace");
        (await TestedApp.AskAsync<JwtAccessCookie>(client)).Should().Be("grace");
    }

    [Fact]
    public async Task Both_cookies_and_those_of_the_test_stand_beside_each_other()
    {
        await using var app = await TestedApp.StartAsync(options: o => o.AccessCookie.Name = "__Host-access");
        using var client = app.CreateClient();
        client.DefaultRequestHeaders.Add("Cookie", "theme=dark");

        await client.AuthenticateAsync<JwtAccessCookie>(app.Services, s_ada);
        await client.AuthenticateAsync<JwtRefreshCookie>(app.Services, s_grace);

        (await TestedApp.AskAsync<JwtAccessCookie>(client)).Should().Be("ada");
        (await TestedApp.AskAsync<JwtRefreshCookie>(client)).Should().Be("grace");
        client.DefaultRequestHeaders.GetValues("Cookie").Should().ContainSingle()
            .Which.Split("; ").Select(cookie => cookie.Split('=')[0]).Should().Equal("theme", "__Host-access", "refresh_token_cookie");
        client.DefaultRequestHeaders.Authorization.Should().BeNull();
    }

    [Fact]
    public async Task Cookies_that_the_application_set_are_sent_beside_it()
    {
        await using var app = await TestedApp.StartAsync();
        var jar = new CookieContainer();
        using var handler = new CookieContainerHandler(jar) { InnerHandler = app.App.Server.CreateHandler() };
        using var client = new HttpClient(handler) { BaseAddress = app.App.Server.BaseAddress };
        await client.AuthenticateAsync<JwtAccessCookie>(app.Services, s_ada);

        jar.Add(client.BaseAddress, new Cookie("theme", "dark"));
        (await TestedApp.AskAsync<JwtAccessCookie>(client)).Should().Be("ada");

        jar.Add(client.BaseAddress, new Cookie("access_token_cookie", await app.Services.CreateJwtAsync<JwtAccessCookie>(s_grace)));
        (await TestedApp.AskAsync<JwtAccessCookie>(client)).Should().Be("401 token_malformed");
    }

    [Fact]
    public async Task With_double_submit_a_client_repeats_what_its_cookie_says()
    {
        await using var app = await TestedApp.StartAsync(sessions: true, options: o => o.Csrf.DoubleSubmit = true);
        using var client = app.CreateClient();

        await client.AuthenticateAsync<JwtAccessCookie>(app.Services, s_ada);
        (await TestedApp.AskAsync<JwtAccessCookie>(client, HttpMethod.Post)).Should().Be("ada");

        await client.AuthenticateAsync<JwtRefreshCookie>(app.Services, s_grace, flaw: JwtTokenFlaw.Expired);
        (await TestedApp.AskAsync<JwtRefreshCookie>(client, HttpMethod.Post)).Should().Be("401 token_expired");

        await client.AuthenticateAsync<JwtRefreshCookie>(app.Services, s_grace);
        (await TestedApp.AskAsync<JwtRefreshCookie>(client, HttpMethod.Post)).Should().Be("grace");
        client.DefaultRequestHeaders.GetValues("Cookie").Single().Should().Contain("csrf_refresh_token=");

        client.DefaultRequestHeaders.Remove("X-CSRF-TOKEN");
        (await TestedApp.AskAsync<JwtRefreshCookie>(client, HttpMethod.Post)).Should().Be("403 csrf_failed");
    }

    [Theory]
    [InlineData("a.b.c")]
    [InlineData("..")]
    [InlineData("e30.W10.x")]
    [InlineData("nothing like it")]
    public async Task Whatever_is_sent_in_its_place_is_sent_as_it_is(string text)
    {
        await using var app = await TestedApp.StartAsync();
        using var client = app.CreateClient().SetJwt<JwtAccessBearer>(app.Services, text).SetJwt<JwtAccessCookie>(app.Services, text);

        (await TestedApp.AskAsync<JwtAccessBearer>(client)).Should().Be("401 token_malformed");
        (await TestedApp.AskAsync<JwtAccessCookie>(client)).Should().Be("401 token_malformed");
    }

    [Fact]
    public async Task A_scheme_that_was_not_added_is_named()
    {
        await using var app = await TestedApp.StartAsync(set: jwt => jwt.Services.AddJwtSecurity("admin", o => o.SecretKey = "the administrators' own secret, and long enough").AddAccessBearer());
        using var client = app.CreateClient();

        var authenticate = async () => await client.AuthenticateAsync<JwtAccessCookie>(app.Services, s_ada, name: "admin");

        await authenticate.Should().ThrowAsync<InvalidOperationException>().WithMessage("*AddAccessCookie()*");
    }

    [Fact]
    public async Task So_is_a_set_that_there_is_not()
    {
        await using var app = await TestedApp.StartAsync();
        using var client = app.CreateClient();

        var misspelt = async () => await client.AuthenticateAsync<JwtAccessBearer>(app.Services, s_ada, name: "amdin");
        var revoked = async () => await app.Services.CreateJwtAsync<JwtAccessBearer>(s_ada, flaw: JwtTokenFlaw.Revoked, name: "amdin");

        await misspelt.Should().ThrowAsync<InvalidOperationException>().WithMessage("*AddJwtSecurity(\"amdin\", …)*");
        await revoked.Should().ThrowAsync<InvalidOperationException>().WithMessage("*AddJwtSecurity(\"amdin\", …)*");
    }

    [Fact]
    public async Task An_application_without_the_library_is_told_from_one_that_lacks_a_scheme()
    {
        await using var app = await TestApp.StartRawAsync(_ => { }, _ => { });

        var create = async () => await app.Services.CreateJwtAsync<JwtAccessBearer>(s_ada);

        await create.Should().ThrowAsync<InvalidOperationException>().WithMessage("*AddJwtSecurity(…)*");
    }
}
