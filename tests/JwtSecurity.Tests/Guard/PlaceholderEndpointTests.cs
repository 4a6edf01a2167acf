using JwtSecurity.Tests.TestKit;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.ApplicationParts;
using Microsoft.AspNetCore.Mvc.Routing;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace JwtSecurity.Tests.Guard;

/// <summary>An endpoint that is exchanged for another while requests are routed would lose its guard on the way.</summary>
public sealed class PlaceholderEndpointTests
{
    [Theory]
    [InlineData("controller", false)]
    [InlineData("controller", true)]
    [InlineData("page", false)]
    [InlineData("page", true)]
    [InlineData("area controller", false)]
    [InlineData("area page", true)]
    [InlineData("dynamic controller", true)]
    public async Task RequireJwt_on_a_placeholder_stops_the_start(string placeholder, bool throughGroup)
    {
        var act = () => StartAsync(web =>
        {
            if (throughGroup)
            {
                Map(web.MapGroup("/").RequireJwt<JwtAccessBearer>(), placeholder);
            }
            else
            {
                Map(web, placeholder)!.RequireJwt<JwtAccessBearer>();
            }
        });

        (await act.Should().ThrowAsync<InvalidOperationException>()).WithMessage("*is replaced while requests are routed, and RequireJwt would go with it*[Security<T>] on the controller or page*");
    }

    [Fact]
    public async Task A_placeholder_without_a_guard_works()
    {
        await using var app = await StartAsync(web => Map(web, "controller"));

        (await app.GetAsync("/anything")).Body.Should().Be("fallen back");
    }

    [Fact]
    public async Task What_a_placeholder_leads_to_is_protected_by_the_attribute_on_it()
    {
        await using var app = await StartAsync(web => web.MapFallbackToController("Secured", "FallenBack"));

        (await app.GetAsync("/anything")).Code.Should().Be("credentials_missing");
        (await app.GetAsync("/anything", app.Access())).Body.Should().Be("fallen back");
    }

    [Fact]
    public async Task What_a_placeholder_leads_to_keeps_the_guard_of_its_parameter()
    {
        await using var app = await StartAsync(web =>
        {
            web.MapControllers();
            web.MapFallbackToController("Guarded", "FallenBack");
        });

        (await app.GetAsync("/anything")).Code.Should().Be("credentials_missing");
        (await app.GetAsync("/anything", app.Access())).Body.Should().Be("ada");
    }

    [Fact]
    public async Task A_fallback_to_a_handler_is_no_placeholder()
    {
        await using var app = await StartAsync(web => web.MapFallback(() => "fallen back").RequireJwt<JwtAccessBearer>());

        (await app.GetAsync("/anything")).Code.Should().Be("credentials_missing");
        (await app.GetAsync("/anything", app.Access())).Body.Should().Be("fallen back");
    }

    private static IEndpointConventionBuilder? Map(IEndpointRouteBuilder endpoints, string placeholder)
    {
        switch (placeholder)
        {
            case "controller":
                return endpoints.MapFallbackToController("Index", "FallenBack");
            case "area controller":
                return endpoints.MapFallbackToAreaController("Index", "FallenBack", "area");
            case "page":
                return endpoints.MapFallbackToPage("/Plain");
            case "area page":
                return endpoints.MapFallbackToAreaPage("/Plain", "area");
            default:
                endpoints.MapDynamicControllerRoute<ToFallenBack>("{**path}");
                return null;
        }
    }

    private static Task<TestApp> StartAsync(Action<WebApplication> configure) => TestApp.StartAsync(
        jwt => jwt.AddAccessBearer(),
        configure,
        build: builder =>
        {
            builder.Services.AddAuthorization();
            builder.Services.AddSingleton<ToFallenBack>();
            builder.Services.AddControllers().AddOnly(typeof(FallenBackController));
            builder.Services.AddRazorPages(options => options.RootDirectory = "/Guard/Pages")
                .ConfigureApplicationPartManager(manager => manager.ApplicationParts.Add(new CompiledRazorAssemblyPart(typeof(PlaceholderEndpointTests).Assembly)));
        });

    public sealed class FallenBackController : Controller
    {
        public IActionResult Index() => Content("fallen back");

        [Security<JwtAccessBearer>]
        public IActionResult Secured() => Content("fallen back");

        public IActionResult Guarded(JwtAuthorizationCredentials credentials) => Content(credentials.GetString("username")!);
    }

    private sealed class ToFallenBack : DynamicRouteValueTransformer
    {
        public override ValueTask<RouteValueDictionary> TransformAsync(Microsoft.AspNetCore.Http.HttpContext httpContext, RouteValueDictionary values) =>
            ValueTask.FromResult(new RouteValueDictionary { ["controller"] = "FallenBack", ["action"] = "Index" });
    }
}
