using JwtSecurity.Tests.TestKit;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.DependencyInjection;

namespace JwtSecurity.Tests.Guard;

/// <summary>Two sets with two keys: the tokens of one open nothing of the other.</summary>
public sealed class NamedSetTests
{
    private const string AdminSecret = "the administrators' secret, of at least as many bytes";

    [Theory]
    [InlineData("/parameter")]
    [InlineData("/convention")]
    [InlineData("/attribute")]
    [InlineData("/authorize")]
    [InlineData("/action")]
    public async Task A_token_of_one_set_is_refused_by_the_other(string path)
    {
        await using var app = await StartAsync();
        var admin = TokenHeaders.Bearer(app.AccessToken("root", secret: AdminSecret));

        (await app.GetAsync(path, admin)).Body.Should().Be("root");
        (await app.GetAsync(path, app.Access())).Code.Should().Be("signature_invalid");
        (await app.GetAsync("/default", admin)).Code.Should().Be("signature_invalid");
        (await app.GetAsync("/default", app.Access())).Body.Should().Be("ada");
    }

    [Fact]
    public async Task A_keyed_scheme_object_creates_tokens_of_its_set()
    {
        await using var app = await StartAsync();

        var token = (await app.PostAsync("/login")).Body;

        (await app.GetAsync("/parameter", TokenHeaders.Bearer(token))).Body.Should().Be("root");
        (await app.GetAsync("/default", TokenHeaders.Bearer(token))).Status.Should().Be(System.Net.HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task The_scheme_is_named_after_set_and_class()
    {
        await using var app = await StartAsync();

        app.Scheme<JwtAccessBearer>("admin").Name.Should().Be("admin.JwtAccessBearer");
        app.Scheme<JwtAccessBearer>().Name.Should().Be("JwtAccessBearer");
    }

    [Fact]
    public async Task A_set_without_the_scheme_that_is_asked_for_says_how_to_add_it()
    {
        await using var app = await StartAsync();

        var act = () => app.Scheme<JwtRefreshCookie>("admin");

        act.Should().Throw<InvalidOperationException>().WithMessage("*AddJwtSecurity(\"admin\", …).AddRefreshCookie()*");
    }

    [Theory]
    [InlineData("/read")]
    [InlineData("/read-authorized")]
    public async Task Credentials_are_read_by_scheme_and_set(string path)
    {
        await using var app = await StartAsync();

        (await app.GetAsync(path, TokenHeaders.Bearer(app.AccessToken("root", secret: AdminSecret)))).Body.Should().Be("root root - -");
    }

    private static Task<TestApp> StartAsync() => TestApp.StartAsync(
        jwt =>
        {
            jwt.AddAccessBearer();
            jwt.Services.AddJwtSecurity("admin", o => o.SecretKey = AdminSecret).AddAccessBearer();
        },
        web =>
        {
            web.MapGet("/default", (JwtAuthorizationCredentials credentials) => credentials.GetString("username"));
            web.MapGet("/parameter", ([Security<JwtAccessBearer>("admin")] JwtAuthorizationCredentials credentials) => credentials.GetString("username"));
            web.MapGet("/convention", (JwtAuthorizationCredentials credentials) => credentials.GetString("username")).RequireJwt<JwtAccessBearer>("admin");
            web.MapGet("/attribute", [Security<JwtAccessBearer>("admin")] (HttpContext context) => context.User.Identity?.Name);
            web.MapGet("/authorize", (HttpContext context) => context.User.Identity?.Name)
                .RequireAuthorization(policy => policy.AddAuthenticationSchemes("admin.JwtAccessBearer").RequireAuthenticatedUser());
            web.MapPost("/login", ([FromKeyedServices("admin")] JwtAccessBearer access) => access.CreateAccessToken(new { username = "root" }));
            web.MapGet("/read", Read).RequireJwt<JwtAccessBearer>("admin");
            web.MapGet("/read-authorized", Read)
                .RequireAuthorization(policy => policy.AddAuthenticationSchemes("admin.JwtAccessBearer").RequireAuthenticatedUser());
            web.MapControllers();
        },
        build: builder =>
        {
            builder.Services.AddAuthorization();
            builder.Services.AddControllers().AddOnly(typeof(AdminController));
        });

    private static string Read(HttpContext context) => string.Join(' ', new[]
    {
        context.GetJwtCredentials(),
        context.GetJwtCredentials<JwtAccessBearer>("admin"),
        context.GetJwtCredentials<JwtAccessBearer>(),
        context.GetJwtCredentials<JwtRefreshBearer>("admin"),
    }.Select(credentials => credentials?.GetString("username") ?? "-"));

    [ApiController]
    public sealed class AdminController : ControllerBase
    {
        [HttpGet("/action")]
        public IActionResult Get([Security<JwtAccessBearer>("admin")] JwtAuthorizationCredentials credentials) => Content(credentials.GetString("username")!);
    }
}
