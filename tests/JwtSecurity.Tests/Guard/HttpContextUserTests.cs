using System.Security.Claims;
using JwtSecurity.Tests.TestKit;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace JwtSecurity.Tests.Guard;

/// <summary>Who <c>HttpContext.User</c> is, and who it is not.</summary>
public sealed class HttpContextUserTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task The_guard_sets_the_user(bool registerSchemes)
    {
        await using var app = await TestApp.StartAsync(
            jwt => jwt.AddAccessBearer(),
            web => web.MapGet("/", (JwtAuthorizationCredentials credentials, ClaimsPrincipal user) => Describe(user)),
            options: options => options.RegisterAuthenticationSchemes = registerSchemes);

        (await app.GetAsync("/", app.Access())).Body.Should().Be("JwtAccessBearer:ada");
    }

    [Fact]
    public async Task RequireJwt_sets_the_user()
    {
        await using var app = await TestApp.StartAsync(
            jwt => jwt.AddAccessBearer(),
            web => web.MapGet("/", (ClaimsPrincipal user) => $"{Describe(user)} {user.IsInRole("admin")}").RequireJwt<JwtAccessBearer>());

        (await app.GetAsync("/", app.Access())).Body.Should().Be("JwtAccessBearer:ada True");
    }

    [Fact]
    public async Task A_refresh_token_is_nobodys_identity()
    {
        await using var app = await TestApp.StartAsync(
            jwt => jwt.AddAccessBearer().AddRefreshBearer(),
            web => web.MapGet("/", ([Security<JwtRefreshBearer>] JwtAuthorizationCredentials credentials, ClaimsPrincipal user) => Describe(user)));

        (await app.GetAsync("/", app.Refresh())).Body.Should().Be("");
    }

    [Fact]
    public async Task With_several_guards_the_user_is_the_access_tokens()
    {
        await using var app = await TestApp.StartAsync(
            jwt => jwt.AddAccessBearer().AddRefreshCookie(),
            web => web.MapGet("/", ([Security<JwtRefreshCookie>] JwtAuthorizationCredentials refresh, [Security<JwtAccessBearer>] JwtAuthorizationCredentials access, ClaimsPrincipal user) => Describe(user)));

        (await app.GetAsync("/", app.Access("ada"), TokenHeaders.Cookie(app.RefreshToken("bob"), "refresh_token_cookie"))).Body.Should().Be("JwtAccessBearer:ada");
    }

    [Fact]
    public async Task Two_sets_at_one_endpoint_are_two_identities()
    {
        await using var app = await TestApp.StartAsync(
            jwt =>
            {
                jwt.AddAccessBearer();
                jwt.Services.AddJwtSecurity("admin", o => o.SecretKey = TestApp.OtherSecret).AddAccessCookie();
            },
            web => web.MapGet("/", (
                [Security<JwtAccessBearer>] JwtAuthorizationCredentials own,
                [Security<JwtAccessCookie>("admin")] JwtAuthorizationCredentials admin,
                ClaimsPrincipal user) => Describe(user)));

        (await app.GetAsync("/", app.Access("ada"), TokenHeaders.Cookie(app.AccessToken("root", secret: TestApp.OtherSecret)))).Body.Should().Be("JwtAccessBearer:ada admin.JwtAccessCookie:root");
    }

    [Fact]
    public async Task What_another_scheme_found_stays_beside_it()
    {
        await using var app = await TestApp.StartAsync(
            jwt => jwt.AddAccessBearer(),
            web =>
            {
                web.UseAuthentication();
                web.MapGet("/", (JwtAuthorizationCredentials credentials, ClaimsPrincipal user) => Describe(user));
            },
            build: builder => builder.Services.AddAuthentication().AddByHeader());

        (await app.GetAsync("/", app.Access(), ("X-User", "grace"))).Body.Should().Be("JwtAccessBearer:ada ByHeader:grace");
    }

    [Fact]
    public async Task Authentication_and_guard_together_give_one_identity()
    {
        await using var app = await TestApp.StartAsync(
            jwt => jwt.AddAccessBearer(),
            web => web.MapGet("/", (JwtAuthorizationCredentials credentials, ClaimsPrincipal user) => Describe(user)).RequireAuthorization(),
            build: builder => builder.Services.AddAuthorization());

        (await app.GetAsync("/", app.Access())).Body.Should().Be("JwtAccessBearer:ada");
    }

    [Fact]
    public async Task Credentials_that_are_null_say_nothing_about_the_user()
    {
        await using var app = await TestApp.StartAsync(
            jwt => jwt.AddAccessBearer(),
            web =>
            {
                web.UseAuthentication();
                web.MapGet("/", (JwtAuthorizationCredentials? credentials, ClaimsPrincipal user) => $"{credentials is null} {Describe(user)}");
            },
            build: builder => builder.Services.AddAuthentication().AddByHeader());

        (await app.GetAsync("/", ("X-User", "grace"))).Body.Should().Be("True ByHeader:grace");
        (await app.GetAsync("/")).Body.Should().Be("True ");
    }

    [Fact]
    public async Task A_user_that_is_taken_away_does_not_come_back()
    {
        await using var app = await TestApp.StartAsync(
            jwt => jwt.AddAccessBearer(),
            web => web.MapGet("/", (JwtAuthorizationCredentials credentials, HttpContext context) =>
            {
                context.User = null!;
                return Describe(context.User);
            }));

        (await app.GetAsync("/", app.Access())).Body.Should().Be("");
    }

    [Theory]
    [InlineData("/guard")]
    [InlineData("/authorize")]
    [InlineData("/both")]
    public async Task A_claims_transformation_runs_once_on_either_road(string path)
    {
        await using var app = await TestApp.StartAsync(
            jwt => jwt.AddAccessBearer(),
            web =>
            {
                string Marks(HttpContext context) => $"{context.User.Identity?.Name} {context.User.FindAll("mark").Count()}";
                web.MapGet("/guard", (JwtAuthorizationCredentials credentials, HttpContext context) => Marks(context));
                web.MapGet("/authorize", (HttpContext context) => Marks(context)).RequireAuthorization();
                web.MapGet("/both", (JwtAuthorizationCredentials credentials, HttpContext context) => Marks(context)).RequireAuthorization();
            },
            build: builder => builder.Services.AddAuthorization().AddScoped<IClaimsTransformation, Marking>());

        (await app.GetAsync(path, app.Access())).Body.Should().Be("ada 1");
    }

    [Fact]
    public async Task A_claims_transformation_sees_no_refresh_token()
    {
        await using var app = await TestApp.StartAsync(
            jwt => jwt.AddRefreshBearer(),
            web => web.MapGet("/", ([Security<JwtRefreshBearer>] JwtAuthorizationCredentials credentials, HttpContext context) => context.User.FindAll("mark").Count()),
            build: builder => builder.Services.AddScoped<IClaimsTransformation, Marking>());

        (await app.GetAsync("/", app.Refresh())).Body.Should().Be("0");
    }

    [Fact]
    public async Task A_claims_transformation_that_only_another_container_knows_runs_too()
    {
        await using var app = await TestApp.StartAsync(
            jwt => jwt.AddAccessBearer(),
            web => web.MapGet("/", (JwtAuthorizationCredentials credentials, HttpContext context) => context.User.FindAll("mark").Count()),
            build: builder =>
            {
                builder.Services.AddAuthentication("none").AddCookie("none");
                builder.Host.UseServiceProviderFactory(new OtherContainer());
            });

        (await app.GetAsync("/", app.Access())).Body.Should().Be("1");
    }

    private static string Describe(ClaimsPrincipal user) =>
        string.Join(' ', user.Identities.Where(identity => identity.IsAuthenticated).Select(identity => $"{identity.AuthenticationType}:{identity.Name}"));

    private sealed class Marking : IClaimsTransformation
    {
        public Task<ClaimsPrincipal> TransformAsync(ClaimsPrincipal principal)
        {
            var marked = principal.Clone();
            marked.AddIdentity(new ClaimsIdentity([new Claim("mark", "1")]));
            return Task.FromResult(marked);
        }
    }

    // What is registered here was never in the application's collection of services.
    private sealed class OtherContainer : IServiceProviderFactory<ServiceCollection>
    {
        public ServiceCollection CreateBuilder(IServiceCollection services)
        {
            var own = new ServiceCollection();
            foreach (var service in services)
            {
                ((ICollection<ServiceDescriptor>)own).Add(service);
            }

            own.AddScoped<IClaimsTransformation, Marking>();
            return own;
        }

        public IServiceProvider CreateServiceProvider(ServiceCollection containerBuilder) => containerBuilder.BuildServiceProvider();
    }
}
