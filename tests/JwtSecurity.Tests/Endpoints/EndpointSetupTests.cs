using JwtSecurity.Tests.TestKit;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace JwtSecurity.Tests.Endpoints;

/// <summary>What an endpoint lacks stops the start, and says what to call.</summary>
public sealed class EndpointSetupTests
{
    [Fact]
    public Task A_login_without_a_login_is_named() => FailsAsync(
        jwt => jwt.AddAccessBearer(), web => web.MapJwtLogin(), "MapJwtLogin does not know who may log in to the default set. Call AddLogin(…)*");

    [Fact]
    public Task A_refresh_without_a_refresh_scheme_is_named() => FailsAsync(
        jwt => jwt.AddAccessBearer(), web => web.MapJwtRefresh(), "MapJwtRefresh needs a scheme of the default set that accepts refresh tokens. Call AddRefreshBearer()*");

    [Fact]
    public Task A_logout_without_sessions_is_named() => FailsAsync(
        jwt => jwt.AddAccessBearer().AddRefreshBearer(), web => web.MapJwtLogout(), "MapJwtLogout needs the sessions of the default set: without them nothing takes a token back.*AddSessions()*");

    [Fact]
    public Task A_set_that_is_not_there_is_named() => FailsAsync(
        jwt => jwt.AddAccessBearer(), web => web.MapJwtVerify(name: "admn"), "MapJwtVerify is for the set 'admn', which has no schemes.*");

    [Theory]
    [InlineData(JwtTokenTransport.Cookies, "*no scheme reads the access token from its cookie. Call AddAccessCookie()*")]
    [InlineData((JwtTokenTransport)9, "*Endpoints.Transport is 9.*")]
    public Task A_transport_that_nothing_reads_is_named(JwtTokenTransport transport, string message) => FailsAsync(
        jwt => jwt.AddAccessBearer(), web => web.MapJwtVerify(), message, o => o.Endpoints.Transport = transport);

    [Fact]
    public Task A_negative_limit_is_named() => FailsAsync(
        jwt => jwt.AddAccessBearer(), web => web.MapJwtVerify(), "*Endpoints.LoginLimit is -1.*", o => o.Endpoints.LoginLimit = -1);

    [Fact]
    public async Task Without_the_services_mapping_throws()
    {
        var start = () => TestApp.StartRawAsync(_ => { }, web => web.MapJwtSecurity());

        (await start.Should().ThrowAsync<InvalidOperationException>()).WithMessage("MapJwtSecurity needs JwtSecurity's services. Call*");
    }

    [Fact]
    public async Task Only_what_the_set_can_do_is_mapped_together()
    {
        await using var app = await TestApp.StartAsync(jwt => jwt.AddAccessBearer(), web => web.MapJwtSecurity());

        foreach (var path in new[] { "login", "refresh", "logout" })
        {
            (await app.PostAsync($"/auth/{path}")).Status.Should().Be(System.Net.HttpStatusCode.NotFound);
        }

        (await app.PostAsync("/auth/verify")).Status.Should().Be(System.Net.HttpStatusCode.Unauthorized);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("admin")]
    public async Task A_login_that_another_replaced_is_gone(string? set)
    {
        await using var app = await TestApp.StartAsync(
            jwt => (set is null ? jwt : jwt.Services.AddJwtSecurity(set, o => o.SecretKey = TestApp.OtherSecret)).AddAccessBearer().AddLogin<NeedsMore>().AddLogin(EndpointApp.LogIn),
            web => web.MapJwtLogin(name: set),
            builder => builder.Host.UseDefaultServiceProvider(options => options.ValidateOnBuild = true));

        (await app.SendAsync(HttpMethod.Post, "/login", [], EndpointApp.Credentials())).Status.Should().Be(System.Net.HttpStatusCode.OK);
    }

    private static async Task FailsAsync(Action<JwtSecurityBuilder> schemes, Action<WebApplication> map, string message, Action<JwtSecurityOptions>? options = null)
    {
        var start = async () => await (await TestApp.StartAsync(schemes, map, options: options)).DisposeAsync();

        (await start.Should().ThrowAsync<InvalidOperationException>()).WithMessage($"*{message}");
    }

#pragma warning disable CS9113 // Nobody registers it: to make one is the error.
    private sealed class NeedsMore(IObserver<JwtLogin> more) : JwtLogin
#pragma warning restore CS9113
    {
        public override ValueTask<object?> AuthenticateAsync(JwtLoginContext context, CancellationToken cancellationToken) => new((object?)null);
    }
}
