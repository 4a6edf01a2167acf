using JwtSecurity.Tests.TestKit;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace JwtSecurity.Tests.Guard;

/// <summary>An access scheme is the application's default where nobody else claims that; a refresh scheme never is.</summary>
public sealed class DefaultSchemeTests
{
    [Fact]
    public async Task With_nobody_else_the_access_scheme_is_the_default()
    {
        await using var app = await StartAsync(jwt => jwt.AddRefreshBearer().AddAccessCookie().AddAccessBearer());

        (await DefaultAsync(app)).Should().Be("JwtAccessCookie");
        (await app.GetAsync("/", TokenHeaders.Cookie(app.AccessToken()))).Body.Should().Be("JwtAccessCookie:ada");
        (await app.GetAsync("/")).Code.Should().Be("credentials_missing");
    }

    [Fact]
    public async Task The_one_scheme_of_somebody_else_stays_the_default()
    {
        await using var app = await StartAsync(jwt => jwt.AddAccessBearer(), auth => auth.AddByHeader());

        (await DefaultAsync(app)).Should().Be("ByHeader");
        (await app.GetAsync("/", ("X-User", "grace"))).Body.Should().Be("ByHeader:grace");
        ((int)(await app.GetAsync("/", app.Access())).Status).Should().Be(401);
    }

    [Fact]
    public async Task Among_several_schemes_of_somebody_else_none_is_chosen_for_the_application()
    {
        await using var app = await StartAsync(jwt => jwt.AddAccessBearer(), auth => auth.AddByHeader("One").AddByHeader("Two"));

        (await DefaultAsync(app)).Should().BeNull();
    }

    [Theory]
    [InlineData("One")]
    [InlineData("JwtAccessBearer")]
    public async Task The_default_that_the_application_set_stays(string name)
    {
        await using var app = await TestApp.StartAsync(
            jwt => jwt.AddAccessCookie().AddAccessBearer(),
            Map,
            build: builder => builder.Services.AddAuthorization().AddAuthentication(name).AddByHeader("One"));

        (await DefaultAsync(app)).Should().Be(name);
    }

    [Fact]
    public async Task A_refresh_scheme_is_no_default_even_alone()
    {
        await using var app = await StartAsync(jwt => jwt.AddRefreshBearer());

        (await DefaultAsync(app)).Should().BeNull();
        var act = () => app.GetAsync("/", app.Refresh());
        await act.Should().ThrowAsync<InvalidOperationException>();
    }

    [Fact]
    public async Task Beside_refresh_schemes_the_one_scheme_of_somebody_else_is_the_default()
    {
        await using var app = await StartAsync(jwt => jwt.AddRefreshBearer(), auth => auth.AddByHeader());

        (await DefaultAsync(app)).Should().Be("ByHeader");
    }

    [Fact]
    public async Task Where_there_is_only_a_named_set_its_access_scheme_is_the_default()
    {
        await using var app = await TestApp.StartRawAsync(
            builder =>
            {
                builder.Services.AddJwtSecurity("admin", o => o.SecretKey = TestApp.Secret).AddRefreshBearer().AddAccessBearer();
                builder.Services.AddAuthorization();
            },
            Map);

        (await DefaultAsync(app)).Should().Be("admin.JwtAccessBearer");
        (await app.GetAsync("/", app.Access())).Body.Should().Be("admin.JwtAccessBearer:ada");
    }

    [Fact]
    public async Task The_default_set_comes_before_named_ones()
    {
        await using var app = await TestApp.StartRawAsync(
            builder =>
            {
                builder.Services.AddJwtSecurity("admin", o => o.SecretKey = TestApp.OtherSecret).AddAccessBearer();
                builder.Services.AddJwtSecurity(o => o.SecretKey = TestApp.Secret).AddAccessCookie();
                builder.Services.AddAuthorization();
            },
            Map);

        (await DefaultAsync(app)).Should().Be("JwtAccessCookie");
    }

    [Fact]
    public async Task Schemes_that_are_not_registered_are_no_default()
    {
        await using var app = await TestApp.StartAsync(
            jwt => jwt.AddAccessBearer(),
            web => web.MapGet("/", () => "in"),
            build: builder => builder.Services.AddAuthenticationCore(),
            options: options => options.RegisterAuthenticationSchemes = false);

        (await DefaultAsync(app)).Should().BeNull();
        (await app.Services.GetRequiredService<IAuthenticationSchemeProvider>().GetAllSchemesAsync()).Should().BeEmpty();
    }

    private static async Task<string?> DefaultAsync(TestApp app) =>
        (await app.Services.GetRequiredService<IAuthenticationSchemeProvider>().GetDefaultAuthenticateSchemeAsync())?.Name;

    private static Task<TestApp> StartAsync(Action<JwtSecurityBuilder> schemes, Action<AuthenticationBuilder>? others = null) => TestApp.StartAsync(
        schemes,
        Map,
        build: builder =>
        {
            builder.Services.AddAuthorization();
            others?.Invoke(builder.Services.AddAuthentication());
        });

    private static void Map(WebApplication web) =>
        web.MapGet("/", (HttpContext context) => $"{context.User.Identity?.AuthenticationType}:{context.User.Identity?.Name}").RequireAuthorization();
}
