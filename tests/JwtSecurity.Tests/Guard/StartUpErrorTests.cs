using System.Net;
using JwtSecurity.Tests.TestKit;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Primitives;

namespace JwtSecurity.Tests.Guard;

/// <summary>What is configured wrong stops the start, and says what to write; it does not wait for the first request.</summary>
public sealed class StartUpErrorTests
{
    [Theory]
    [InlineData("no key", "SecretKey")]
    [InlineData("short key", "SecretKey*32")]
    [InlineData("zero access lifetime", "AccessExpiresDelta of JwtAccessBearerCookie is 00:00:00*Set it to")]
    [InlineData("negative refresh lifetime", "RefreshExpiresDelta of JwtAccessBearerCookie is -1.00:00:00*Set it to")]
    [InlineData("host cookie with a path", "__Host-access*needs the path '/'")]
    [InlineData("host cookie with a domain", "__Host-access*allows no domain")]
    public async Task Bad_options(string mistake, string finding)
    {
        var act = () => TestApp.StartAsync(
            jwt => jwt.AddAccessBearerCookie(),
            web => web.MapGet("/", () => "in"),
            options: options => Spoil(options, mistake));

        (await act.Should().ThrowAsync<InvalidOperationException>()).WithMessage($"JwtSecurity is not configured correctly*{finding}*");
    }

    [Fact]
    public async Task Bad_options_of_a_named_set_or_of_one_scheme()
    {
        var act = () => TestApp.StartAsync(
            jwt =>
            {
                jwt.AddAccessBearer(o => o.AccessExpiresDelta = TimeSpan.Zero);
                jwt.Services.AddJwtSecurity("admin", o => o.SecretKey = "short").AddAccessBearer();
            },
            web => web.MapGet("/", () => "in"));

        (await act.Should().ThrowAsync<InvalidOperationException>()).WithMessage("*JwtAccessBearer is 00:00:00*SecretKey*");
    }

    [Fact]
    public async Task A_scheme_that_a_parameter_names_and_nobody_registered()
    {
        var act = () => StartAsync(web => web.MapGet("/", ([Security<JwtRefreshCookie>] JwtAuthorizationCredentials credentials) => "in"));

        (await act.Should().ThrowAsync<InvalidOperationException>()).WithMessage("*'HTTP: GET /' needs JwtRefreshCookie*AddJwtSecurity(…).AddRefreshCookie()*");
    }

    [Fact]
    public async Task A_named_set_that_a_parameter_names_and_nobody_registered()
    {
        var act = () => StartAsync(web => web.MapGet("/", ([Security<JwtAccessBearer>("admin")] JwtAuthorizationCredentials credentials) => "in"));

        (await act.Should().ThrowAsync<InvalidOperationException>()).WithMessage("*needs admin.JwtAccessBearer*AddJwtSecurity(\"admin\", …).AddAccessBearer()*");
    }

    [Fact]
    public async Task A_scheme_object_as_a_parameter_that_nobody_registered()
    {
        var act = () => StartAsync(web => web.MapPost("/login", (JwtAccessBearer access, JwtRefreshBearer refresh) => "in"));

        (await act.Should().ThrowAsync<InvalidOperationException>()).WithMessage("*parameter 'refresh', needs JwtRefreshBearer*AddRefreshBearer()*");
    }

    [Fact]
    public async Task A_keyed_scheme_object_as_a_parameter_that_nobody_registered()
    {
        var act = () => StartAsync(web => web.MapPost("/login", ([FromKeyedServices("admin")] JwtAccessBearer access) => "in"));

        (await act.Should().ThrowAsync<InvalidOperationException>()).WithMessage("*parameter 'access', needs admin.JwtAccessBearer*AddJwtSecurity(\"admin\", …).AddAccessBearer()*");
    }

    [Fact]
    public async Task A_scheme_that_RequireJwt_names_and_nobody_registered()
    {
        var act = () => StartAsync(web => web.MapGroup("/api").RequireJwt<JwtAccessCookie>().MapGet("/", () => "in"));

        (await act.Should().ThrowAsync<InvalidOperationException>()).WithMessage("*needs JwtAccessCookie*AddAccessCookie()*");
    }

    [Fact]
    public async Task A_scheme_that_an_action_names_and_nobody_registered()
    {
        var act = () => TestApp.StartAsync(
            jwt => jwt.AddAccessBearer(),
            web => web.MapControllers(),
            build: builder => builder.Services.AddControllers().AddOnly(typeof(WrongController)));

        (await act.Should().ThrowAsync<InvalidOperationException>()).WithMessage("*needs JwtRefreshCookie*");
    }

    [Fact]
    public async Task Security_on_a_method_without_authorization_services()
    {
        var act = () => StartAsync(web => web.MapGet("/", [Security<JwtAccessBearer>] () => "in"));

        (await act.Should().ThrowAsync<InvalidOperationException>()).WithMessage("*[Security] on a method or class, which needs authorization. Call builder.Services.AddAuthorization().*");
    }

    [Fact]
    public async Task Security_on_a_method_without_authentication_schemes()
    {
        var act = () => TestApp.StartAsync(
            jwt => jwt.AddAccessBearer(),
            web => web.MapGet("/", [Security<JwtAccessBearer>] () => "in"),
            build: builder => builder.Services.AddAuthorization(),
            options: options => options.RegisterAuthenticationSchemes = false);

        (await act.Should().ThrowAsync<InvalidOperationException>()).WithMessage("*needs RegisterAuthenticationSchemes*RequireJwt*");
    }

    [Fact]
    public async Task Every_finding_stands_in_one_exception()
    {
        var act = () => TestApp.StartAsync(
            jwt => jwt.AddAccessBearer().AddAccessCookie(),
            web =>
            {
                web.MapGet("/a", (JwtAuthorizationCredentials credentials) => "in");
                web.MapGet("/b", ([Security<JwtRefreshCookie>] JwtAuthorizationCredentials credentials) => "in");
                web.MapGet("/c", (JwtRefreshBearer refresh) => "in");
                web.MapGet("/d", [Security<JwtAccessBearer>] () => "in");
            },
            options: options => options.SecretKey = null);

        (await act.Should().ThrowAsync<InvalidOperationException>())
            .WithMessage("*1. *SecretKey*2. *'HTTP: GET /a'*names no scheme*3. *'HTTP: GET /b'*JwtRefreshCookie*4. *'HTTP: GET /c'*JwtRefreshBearer*5. *'HTTP: GET /d'*AddAuthorization*");
    }

    [Fact]
    public async Task Without_AddJwtSecurity_RequireJwt_on_a_group_is_refused_when_mapped()
    {
        var act = () => TestApp.StartRawAsync(_ => { }, web => web.MapGroup("/").RequireJwt<JwtAccessBearer>());

        (await act.Should().ThrowAsync<InvalidOperationException>()).WithMessage("*AddJwtSecurity*");
    }

    [Theory]
    [InlineData("/parameter")]
    [InlineData("/optional")]
    [InlineData("/required")]
    public async Task Without_AddJwtSecurity_an_endpoint_stays_shut_and_its_neighbours_answer(string path)
    {
        await using var app = await TestApp.StartRawAsync(_ => { }, web =>
        {
            web.MapGet("/parameter", ([Security<JwtAccessBearer>] JwtAuthorizationCredentials credentials) => "in");
            web.MapGet("/optional", (JwtAuthorizationCredentials? credentials) => "in");
            web.MapGet("/required", () => "in").RequireJwt<JwtAccessBearer>();
            web.MapGet("/neighbour", () => "neighbour");
        });

        var act = () => app.GetAsync(path, app.Access());

        (await act.Should().ThrowAsync<InvalidOperationException>()).WithMessage("*AddJwtSecurity*");
        (await app.GetAsync("/neighbour")).Body.Should().Be("neighbour");
    }

    [Fact]
    public async Task An_endpoint_that_appears_after_the_start_stays_shut_alone()
    {
        using var late = new LateEndpoints();
        await using var app = await StartAsync(web =>
        {
            web.MapGet("/neighbour", () => "neighbour");
            ((IEndpointRouteBuilder)web).DataSources.Add(late);
            late.Prepare(web);
        });

        late.Publish();
        var act = () => app.GetAsync("/late", app.Access());

        (await act.Should().ThrowAsync<InvalidOperationException>()).WithMessage("*needs JwtRefreshCookie*");
        (await app.GetAsync("/neighbour")).Status.Should().Be(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_host_without_a_web_server_is_checked_too()
    {
        var builder = Host.CreateEmptyApplicationBuilder(settings: null);
        builder.Services.AddJwtSecurity(o => o.SecretKey = "short").AddAccessBearer();
        using var host = builder.Build();

        var act = () => host.StartAsync();

        (await act.Should().ThrowAsync<InvalidOperationException>()).WithMessage("*SecretKey*");
    }

    [Fact]
    public async Task A_host_without_a_web_server_can_create_and_validate()
    {
        var builder = Host.CreateEmptyApplicationBuilder(settings: null);
        builder.Services.AddJwtSecurity(o => o.SecretKey = TestApp.Secret).AddAccessBearer();
        using var host = builder.Build();
        await host.StartAsync();

        var scheme = host.Services.GetRequiredService<JwtAccessBearer>();
        var result = await scheme.ValidateAsync(scheme.CreateAccessToken(new { username = "ada" }));

        result.Succeeded.Should().BeTrue();
        await host.StopAsync();
    }

    private static void Spoil(JwtSecurityOptions options, string mistake)
    {
        switch (mistake)
        {
            case "no key":
                options.SecretKey = null;
                break;
            case "short key":
                options.SecretKey = "too short";
                break;
            case "zero access lifetime":
                options.AccessExpiresDelta = TimeSpan.Zero;
                break;
            case "negative refresh lifetime":
                options.RefreshExpiresDelta = TimeSpan.FromDays(-1);
                break;
            case "host cookie with a path":
                options.AccessCookie.Name = "__Host-access";
                options.AccessCookie.Path = "/api";
                break;
            case "host cookie with a domain":
                options.AccessCookie.Name = "__Host-access";
                options.AccessCookie.Domain = "example.com";
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(mistake), mistake, "There is no such mistake.");
        }
    }

    private static Task<TestApp> StartAsync(Action<WebApplication> configure) => TestApp.StartAsync(jwt => jwt.AddAccessBearer(), configure);

    [ApiController]
    [Route("wrong")]
    public sealed class WrongController : ControllerBase
    {
        [HttpGet]
        public IActionResult Get([Security<JwtRefreshCookie>] JwtAuthorizationCredentials credentials) => Content(credentials.Jti);
    }

    private sealed class LateEndpoints : EndpointDataSource, IDisposable
    {
        private readonly CancellationTokenSource _changed = new();
        private List<Endpoint> _endpoints = [];
        private Func<Endpoint>? _build;
        private bool _isPublished;

        public override IReadOnlyList<Endpoint> Endpoints => _endpoints;

        public override IChangeToken GetChangeToken() => new CancellationChangeToken(_isPublished ? CancellationToken.None : _changed.Token);

        public void Dispose() => _changed.Dispose();

        public void Prepare(WebApplication web) => _build = () =>
        {
            var elsewhere = new Elsewhere(web);
            elsewhere.MapGet("/late", ([Security<JwtRefreshCookie>] JwtAuthorizationCredentials credentials) => "in");
            return elsewhere.DataSources.Single().Endpoints.Single();
        };

        public void Publish()
        {
            _endpoints = [_build!()];
            _isPublished = true;
            _changed.Cancel();
        }

        private sealed class Elsewhere(WebApplication web) : IEndpointRouteBuilder
        {
            public IServiceProvider ServiceProvider => web.Services;

            public ICollection<EndpointDataSource> DataSources { get; } = [];

            public IApplicationBuilder CreateApplicationBuilder() => ((IApplicationBuilder)web).New();
        }
    }
}
