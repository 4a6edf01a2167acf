using JwtSecurity.Tests.TestKit;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.OpenApi;

namespace JwtSecurity.Tests.OpenApi;

/// <summary>An application that shows a document of itself.</summary>
internal static class DescribedApp
{
    public const string Path = "/openapi/v1.json";

    /// <summary>The document of an application with these schemes and endpoints.</summary>
    public static async Task<string> DescribeAsync(
        Action<JwtSecurityBuilder> schemes,
        Action<WebApplication> map,
        Action<JwtSecurityOptions>? options = null,
        Action<WebApplicationBuilder>? build = null,
        Action<OpenApiOptions>? document = null)
    {
        await using var app = await TestApp.StartAsync(
            schemes,
            web =>
            {
                web.MapOpenApi();
                map(web);
            },
            builder =>
            {
                build?.Invoke(builder);
                AddDocument(builder, "v1", document);
            },
            options);
        return await ReadAsync(app, Path);
    }

    /// <summary>A document that says nothing of the machine that makes it.</summary>
    public static void AddDocument(WebApplicationBuilder builder, string name, Action<OpenApiOptions>? configure = null)
    {
        builder.Environment.ApplicationName = "Test";
        builder.Services.AddOpenApi(name, options =>
        {
            options.OpenApiVersion = OpenApiSpecVersion.OpenApi3_1;
            (configure ?? (each => each.AddJwtSecurity()))(options);
        });
    }

    public static async Task<string> ReadAsync(TestApp app, string path)
    {
        var answer = await app.GetAsync(path);
        answer.Status.Should().Be(System.Net.HttpStatusCode.OK, answer.Body);
        return answer.Body;
    }
}
