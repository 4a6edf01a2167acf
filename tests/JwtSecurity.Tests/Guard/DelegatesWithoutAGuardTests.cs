using JwtSecurity.Tests.TestKit;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace JwtSecurity.Tests.Guard;

/// <summary>A delegate made by <c>RequestDelegateFactory</c> alone has no guard before it, and lets nobody in by that.</summary>
public sealed class DelegatesWithoutAGuardTests
{
    [Fact]
    public async Task With_a_good_token_the_parameter_is_bound()
    {
        await using var app = await StartAsync(([Security<JwtAccessBearer>] JwtAuthorizationCredentials credentials) => credentials.GetString("username"));

        (await app.GetAsync("/", app.Access())).Body.Should().Be("ada");
    }

    [Theory]
    [InlineData("none", 401)]
    [InlineData("forged", 401)]
    [InlineData("refresh", 401)]
    [InlineData("user", 403)]
    public async Task Without_one_the_endpoint_is_not_reached(string token, int status)
    {
        var reached = false;
        await using var app = await StartAsync(([Security<JwtAccessBearer>(Roles = "admin")] JwtAuthorizationCredentials credentials) =>
        {
            reached = true;
        });

        var refused = await RefusalAsync(app, token);

        refused.StatusCode.Should().Be(status);
        reached.Should().BeFalse();
    }

    [Theory]
    [InlineData("none")]
    [InlineData("forged")]
    public async Task Nor_is_it_for_an_optional_parameter_which_could_be_a_required_one_for_all_the_binder_knows(string token)
    {
        var reached = false;
        await using var app = await StartAsync(([Security<JwtAccessBearer>] JwtAuthorizationCredentials? credentials) =>
        {
            reached = true;
        });

        (await RefusalAsync(app, token)).StatusCode.Should().Be(401);
        reached.Should().BeFalse();
    }

    [Fact]
    public async Task A_parameter_that_names_no_scheme_is_an_error_that_says_so()
    {
        await using var app = await StartAsync((JwtAuthorizationCredentials credentials) => credentials.GetString("username"));

        var act = () => app.GetAsync("/", app.Access());

        (await act.Should().ThrowAsync<InvalidOperationException>()).WithMessage("*'credentials' names no scheme*[Security<T>]*");
    }

    [Fact]
    public async Task A_guarded_endpoint_that_calls_such_a_delegate_lends_it_nothing()
    {
        var inner = RequestDelegateFactory.Create(([Security<JwtRefreshBearer>] JwtAuthorizationCredentials credentials) => credentials.SchemeName).RequestDelegate;
        await using var app = await TestApp.StartAsync(
            jwt => jwt.AddAccessBearer().AddRefreshBearer(),
            web => web.Map("/", inner).RequireJwt<JwtAccessBearer>());

        var act = () => app.GetAsync("/", app.Access());

        (await act.Should().ThrowAsync<BadHttpRequestException>()).Which.StatusCode.Should().Be(401);
    }

    private static async Task<BadHttpRequestException> RefusalAsync(TestApp app, string token)
    {
        var act = () => app.GetAsync("/", token switch
        {
            "none" => [],
            "forged" => [app.Forged()],
            "refresh" => [app.Refresh()],
            _ => [app.Access(role: token)],
        });
        return (await act.Should().ThrowAsync<BadHttpRequestException>()).Which;
    }

    private static Task<TestApp> StartAsync(Delegate handler) => TestApp.StartAsync(
        jwt => jwt.AddAccessBearer(),
        web => web.Map("/", RequestDelegateFactory.Create(handler).RequestDelegate));
}
