using JwtSecurity.Tests.TestKit;

namespace JwtSecurity.Tests.Samples;

/// <summary>Requests to a running sample.</summary>
internal static class SampleClient
{
    public static async Task<Answer> SendAsync(this RunningSample sample, string method, string path, HttpContent? content = null, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), new Uri(path, UriKind.Relative)) { Content = content };
        foreach (var (name, value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        return await Answer.ReadAsync(await sample.Client.SendAsync(request));
    }

    public static string Text(this Answer answer, string member) => answer.Json.GetProperty(member).GetString()!;
}
