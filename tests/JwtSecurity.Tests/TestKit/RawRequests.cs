using System.Net;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace JwtSecurity.Tests.TestKit;

/// <summary>
/// Requests whose headers reach the pipeline exactly as written: <see cref="HttpClient"/> parses and rewrites what it knows.
/// </summary>
internal static class RawRequests
{
    public static async Task<Answer> SendRawAsync(this TestApp app, string method, string path, Action<HttpContext> configure)
    {
        var context = await app.Server.SendAsync(context =>
        {
            context.Request.Method = method;
            context.Request.Path = path;
            context.Request.Host = new HostString("localhost");
            configure(context);
        });
        using var reader = new StreamReader(context.Response.Body);
        var body = await reader.ReadToEndAsync();
        var headers = context.Response.Headers
            .SelectMany(header => header.Value.Select(value => (header.Key, Value: value ?? "")))
            .ToLookup(header => header.Key, header => header.Value, StringComparer.OrdinalIgnoreCase);
        return new Answer((HttpStatusCode)context.Response.StatusCode, body, headers);
    }

    public static Task<Answer> SendRawAsync(this TestApp app, string method, string path, params (string Name, StringValues Value)[] headers) =>
        app.SendRawAsync(method, path, context =>
        {
            foreach (var (name, value) in headers)
            {
                context.Request.Headers[name] = value;
            }
        });

    public static Task<Answer> GetRawAsync(this TestApp app, string path, params (string Name, StringValues Value)[] headers) =>
        app.SendRawAsync("GET", path, headers);

    /// <summary>What a table of expectations can hold: the body of a 200, else the status and the code.</summary>
    public static string Summary(this Answer answer) =>
        answer.Status == HttpStatusCode.OK ? answer.Body : $"{(int)answer.Status} {answer.Code}";
}
