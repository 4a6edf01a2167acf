using System.Text.Json;
using JwtSecurity.Tests.OpenApi;
using JwtSecurity.Tests.TestKit;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace JwtSecurity.Tests.Readme;

/// <summary>The snippets of the page about OpenAPI documents, each used the way its text says.</summary>
public sealed class OpenApiSnippetTests
{
    [Fact]
    public async Task A_document()
    {
        await using var application = await TestApp.StartRawAsync(
            builder =>
            {
                builder.Configuration.AddInMemoryCollection([new("Jwt:SecretKey", TestApp.Secret)]);
                builder.Services.AddJwtSecurity(options => options.SecretKey = builder.Configuration["Jwt:SecretKey"]).AddAccessBearer();
                builder.Services.AddOpenApi(options => options.AddJwtSecurity());
            },
            app =>
            {
                app.MapOpenApi();
                app.MapGet("/orders", (JwtAuthorizationCredentials credentials) => $"orders of {credentials["username"]}");
            });

        using var document = JsonDocument.Parse(await DescribedApp.ReadAsync(application, DescribedApp.Path));
        document.RootElement.GetProperty("paths").GetProperty("/orders").GetProperty("get").GetProperty("security").GetRawText().Should().Contain("JwtAccessBearer");
    }

    [Fact]
    public async Task What_is_open()
    {
        await using var application = await TestApp.StartAsync(
            set => set.AddAccessBearer(),
            app =>
            {
                app.MapGet("/orders", (JwtAuthorizationCredentials credentials) => "in");
                app.MapGet("/health", () => "in");
            });

        (await IsGuardedAsync(application, "/orders")).Should().BeTrue();
        (await IsGuardedAsync(application, "/health")).Should().BeFalse();

        static async Task<bool> IsGuardedAsync(TestApp application, string route)
        {
            var services = application.Services;
            var endpoint = services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>().Single(each => each.RoutePattern.RawText == route);
            return await JwtEndpointDescription.FindAsync(endpoint.Metadata, route, "GET", services) is { Demands: [{ IsOptional: false }, ..] };
        }
    }
}
