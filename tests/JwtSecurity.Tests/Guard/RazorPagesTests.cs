using JwtSecurity.Tests.TestKit;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Mvc.ApplicationParts;
using Microsoft.Extensions.DependencyInjection;

namespace JwtSecurity.Tests.Guard;

/// <summary>Pages are guarded by conventions; their handlers and properties take no credentials, rather than forged ones or none.</summary>
public sealed class RazorPagesTests
{
    [Theory]
    [InlineData("/page/handler-parameter")]
    [InlineData("/page/handler-parameter?credentials.subject.username=mallory")]
    [InlineData("/page/bound-property")]
    [InlineData("/page/bound-property?credentials.subject.username=mallory")]
    [InlineData("/guarded/page/handler-parameter")]
    [InlineData("/guarded/page/bound-property")]
    public async Task Credentials_of_a_handler_or_a_property_are_refused_with_what_to_write(string path)
    {
        await using var app = await StartAsync();

        var act = () => app.GetAsync(path, app.Access());

        (await act.Should().ThrowAsync<InvalidOperationException>()).WithMessage("*cannot be bound here.*[Security<T>]*RequireJwt*");
    }

    [Fact]
    public async Task RequireJwt_guards_a_page()
    {
        await using var app = await StartAsync();

        (await app.GetAsync("/guarded/page/plain")).Code.Should().Be("credentials_missing");
        (await app.GetAsync("/guarded/page/plain", app.Access())).Body.Trim().Should().Be("ada");
        (await app.GetAsync("/page/plain")).Body.Trim().Should().Be("nobody");
    }

    private static Task<TestApp> StartAsync() => TestApp.StartAsync(
        jwt => jwt.AddAccessBearer(),
        web =>
        {
            web.MapRazorPages();
            web.MapGroup("/guarded").RequireJwt<JwtAccessBearer>().MapRazorPages();
        },
        build: builder => builder.Services
            .AddRazorPages(options => options.RootDirectory = "/Guard/Pages")
            .ConfigureApplicationPartManager(manager => manager.ApplicationParts.Add(new CompiledRazorAssemblyPart(typeof(RazorPagesTests).Assembly))));
}
