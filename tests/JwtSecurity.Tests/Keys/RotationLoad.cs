using System.Net;
using System.Net.Http.Headers;
using JwtSecurity.Tests.TestKit;

namespace JwtSecurity.Tests.Keys;

/// <summary>Clients of a server that log in and use their tokens, many at once, while something changes.</summary>
internal sealed class RotationLoad(Uri address) : IDisposable
{
    private const int Clients = 8;
    private const int RequestsBefore = 60;
    private const int RequestsAfter = 60;

    private readonly HttpClient _client = new() { BaseAddress = address };

    /// <summary>Uses tokens, and logs in and uses what comes, before, during and after the change: every request must succeed.</summary>
    public async Task RunAsync(string[] live, Action change)
    {
        var changing = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var changed = false;
        var (requests, after) = (0, 0);
        var clients = Enumerable.Range(0, Clients).Select(number => Task.Run(async () =>
        {
            for (var i = number; Volatile.Read(ref after) < RequestsAfter; i++)
            {
                var isAfter = Volatile.Read(ref changed);
                var token = i % 4 == 0 ? await LoginAsync() : live[i % live.Length];
                var answer = await UseAsync(token);
                (answer.Status, answer.Body).Should().Be((HttpStatusCode.OK, "ada"));
                if (Interlocked.Increment(ref requests) == RequestsBefore)
                {
                    changing.SetResult();
                }

                if (isAfter)
                {
                    Interlocked.Increment(ref after);
                }
            }
        })).ToArray();

        var all = Task.WhenAll(clients);
        await await Task.WhenAny(changing.Task, all);
        change();
        Volatile.Write(ref changed, true);
        await all;
    }

    public async Task<string> LoginAsync()
    {
        var answer = await Answer.ReadAsync(await _client.PostAsync("/login", content: null));
        answer.Status.Should().Be(HttpStatusCode.OK);
        return answer.Body;
    }

    public async Task<Answer> UseAsync(string token)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/");
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return await Answer.ReadAsync(await _client.SendAsync(request));
    }

    public void Dispose() => _client.Dispose();
}
