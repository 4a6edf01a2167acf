using JwtSecurity.Tests.TestKit;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace JwtSecurity.Tests.Guard;

/// <summary>Declarations of different schemes: the innermost replaces the others.</summary>
public sealed class TheNearestSchemeCountsTests
{
    [Theory]
    [InlineData("/parameter")]
    [InlineData("/endpoint")]
    [InlineData("/inner/group")]
    public async Task A_refresh_endpoint_inside_a_group_for_access_tokens_takes_refresh_tokens_alone(string path)
    {
        await using var app = await StartAsync(web =>
        {
            var group = web.MapGroup("/").RequireJwt<JwtAccessBearer>();
            group.MapGet("/parameter", ([Security<JwtRefreshBearer>] JwtAuthorizationCredentials credentials) => credentials.SchemeName);
            group.MapGet("/endpoint", () => "JwtRefreshBearer").RequireJwt<JwtRefreshBearer>();
            group.MapGroup("/inner").RequireJwt<JwtRefreshBearer>().MapGet("/group", () => "JwtRefreshBearer");
        });

        (await app.GetAsync(path, app.Refresh())).Body.Should().Be("JwtRefreshBearer");
        (await app.GetAsync(path, app.Access())).Code.Should().Be("wrong_token_type");
        (await app.GetAsync(path)).Code.Should().Be("credentials_missing");
    }

    [Fact]
    public async Task An_inner_group_of_the_same_scheme_adds_to_the_outer_one()
    {
        await using var app = await StartAsync(web => web.MapGroup("/").RequireJwt<JwtAccessBearer>(roles: ["admin"])
            .MapGroup("/").RequireJwt<JwtAccessBearer>(scopes: ["read"]).MapGet("/", () => "in"));

        (await app.GetAsync("/", app.Access(role: "admin"))).Code.Should().Be("insufficient_scope");
        (await app.GetAsync("/", app.Access(role: "user", scope: "read"))).Code.Should().Be("insufficient_role");
        (await app.GetAsync("/", app.Access(role: "admin", scope: "read"))).Body.Should().Be("in");
    }

    [Fact]
    public async Task An_optional_parameter_of_another_scheme_does_not_take_a_groups_demand_away()
    {
        await using var app = await TestApp.StartAsync(
            jwt => jwt.AddAccessBearer().AddRefreshCookie(),
            web => web.MapGroup("/").RequireJwt<JwtAccessBearer>()
                .MapGet("/", ([Security<JwtRefreshCookie>] JwtAuthorizationCredentials? credentials) => credentials is null ? "null" : credentials.SchemeName));

        (await app.GetAsync("/")).Code.Should().Be("credentials_missing");
        (await app.GetAsync("/", TokenHeaders.Cookie(app.RefreshToken(), "refresh_token_cookie"))).Code.Should().Be("credentials_missing");
        (await app.GetAsync("/", app.Access())).Body.Should().Be("null");
        (await app.GetAsync("/", app.Access(), TokenHeaders.Cookie(app.RefreshToken(), "refresh_token_cookie"))).Body.Should().Be("JwtRefreshCookie");
    }

    [Fact]
    public async Task Two_parameters_of_two_schemes_each_take_their_own()
    {
        await using var app = await TestApp.StartAsync(
            jwt => jwt.AddAccessBearer().AddRefreshCookie(),
            web => web.MapGet("/", ([Security<JwtRefreshCookie>] JwtAuthorizationCredentials refresh, [Security<JwtAccessBearer>] JwtAuthorizationCredentials access) =>
                $"{access.GetString("username")} {refresh.GetString("username")}"));

        (await app.GetAsync("/", app.Access("ada"), TokenHeaders.Cookie(app.RefreshToken("bob"), "refresh_token_cookie"))).Body.Should().Be("ada bob");
        (await app.GetAsync("/", app.Access("ada"))).Code.Should().Be("credentials_missing");
    }

    [Fact]
    public async Task An_unnamed_parameter_means_the_scheme_of_the_endpoints_own_RequireJwt()
    {
        await using var app = await StartAsync(web => web.MapGroup("/").RequireJwt<JwtAccessBearer>()
            .MapGet("/", (JwtAuthorizationCredentials credentials) => credentials.SchemeName).RequireJwt<JwtRefreshBearer>());

        (await app.GetAsync("/", app.Refresh())).Body.Should().Be("JwtRefreshBearer");
        (await app.GetAsync("/", app.Access())).Code.Should().Be("wrong_token_type");
    }

    [Fact]
    public async Task An_unnamed_parameter_means_the_scheme_of_the_nearest_group()
    {
        await using var app = await StartAsync(web => web.MapGroup("/").RequireJwt<JwtAccessBearer>()
            .MapGroup("/").RequireJwt<JwtRefreshBearer>().MapGet("/", (JwtAuthorizationCredentials credentials) => credentials.SchemeName));

        (await app.GetAsync("/", app.Refresh())).Body.Should().Be("JwtRefreshBearer");
    }

    [Fact]
    public async Task An_unnamed_parameter_means_the_scheme_written_on_its_method()
    {
        await using var app = await TestApp.StartAsync(
            jwt => jwt.AddAccessBearer().AddRefreshBearer(),
            web => web.MapGroup("/").RequireJwt<JwtAccessBearer>()
                .MapGet("/", [Security<JwtRefreshBearer>] (JwtAuthorizationCredentials credentials) => credentials.SchemeName),
            build: builder => builder.Services.AddAuthorization());

        (await app.GetAsync("/", app.Refresh())).Body.Should().Be("JwtRefreshBearer");
        (await app.GetAsync("/", app.Access())).Code.Should().Be("wrong_token_type");
    }

    [Fact]
    public async Task An_unnamed_parameter_means_the_only_access_scheme()
    {
        await using var app = await StartAsync(web => web.MapGet("/", (JwtAuthorizationCredentials credentials) => credentials.SchemeName));

        (await app.GetAsync("/", app.Access())).Body.Should().Be("JwtAccessBearer");
    }

    [Fact]
    public async Task An_unnamed_parameter_never_means_a_named_set_by_itself()
    {
        var act = () => TestApp.StartRawAsync(
            builder => builder.Services.AddJwtSecurity("admin", o => o.SecretKey = TestApp.OtherSecret).AddAccessBearer(),
            web => web.MapGet("/", (JwtAuthorizationCredentials credentials) => "in"));

        (await act.Should().ThrowAsync<InvalidOperationException>()).WithMessage("*'credentials' names no scheme, and there is no access scheme to take*");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task An_unnamed_parameter_between_two_schemes_stops_the_start_with_what_to_write(bool byConvention)
    {
        var act = () => TestApp.StartAsync(
            jwt => jwt.AddAccessBearer().AddAccessCookie().AddRefreshBearer(),
            web =>
            {
                var endpoint = web.MapGet("/", (JwtAuthorizationCredentials credentials) => "in");
                if (byConvention)
                {
                    endpoint.RequireJwt<JwtAccessBearer>().RequireJwt<JwtAccessCookie>();
                }
            });

        (await act.Should().ThrowAsync<InvalidOperationException>())
            .WithMessage("*'credentials' names no scheme, and there are 2. Write [Security<JwtAccessBearer>] or [Security<JwtAccessCookie>] before it.*");
    }

    [Fact]
    public async Task A_convention_settles_which_of_two_access_schemes_an_unnamed_parameter_means()
    {
        await using var app = await TestApp.StartAsync(
            jwt => jwt.AddAccessBearer().AddAccessCookie(),
            web => web.MapGet("/", (JwtAuthorizationCredentials credentials) => credentials.SchemeName).RequireJwt<JwtAccessCookie>());

        (await app.GetAsync("/", TokenHeaders.Cookie(app.AccessToken()))).Body.Should().Be("JwtAccessCookie");
        (await app.GetAsync("/", app.Access())).Code.Should().Be("credentials_missing");
    }

    private static Task<TestApp> StartAsync(Action<WebApplication> configure) =>
        TestApp.StartAsync(jwt => jwt.AddAccessBearer().AddRefreshBearer(), configure);
}
