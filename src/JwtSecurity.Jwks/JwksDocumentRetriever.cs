using System.Net.Http.Headers;
using System.Text;
using Microsoft.IdentityModel.Protocols;

namespace JwtSecurity.Jwks;

/// <summary>
/// Gets the text of a key set over HTTP: within a time and a size, and from nowhere else.
/// </summary>
/// <param name="client">What sends the request.</param>
/// <param name="timeout">For the whole of it.</param>
/// <param name="timeProvider">What measures the time.</param>
/// <param name="stopping">Ends it with the application: the token that is handed to each call never does.</param>
internal sealed class JwksDocumentRetriever(HttpClient client, TimeSpan timeout, TimeProvider timeProvider, CancellationToken stopping) : IDocumentRetriever
{
    // The largest RSA keys take about 1,500 bytes each, with certificates beside them a few thousand.
    private const int MaximumBytes = 512 * 1024;

    public async Task<string> GetDocumentAsync(string address, CancellationToken cancel)
    {
        using var late = new CancellationTokenSource(timeout, timeProvider);
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancel, stopping, late.Token);
        try
        {
            // A client of the application's may look at no token, or block: it is left behind.
            return await Task.Run(() => GetAsync(new Uri(address), ending.Token), CancellationToken.None).WaitAsync(ending.Token);
        }
        catch (OperationCanceledException) when (late.IsCancellationRequested && !stopping.IsCancellationRequested)
        {
            throw new JwksException($"no whole answer came within {timeout}");
        }
    }

    private async Task<string> GetAsync(Uri address, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, address);
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("application/jwk-set+json"));
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("application/json"));
        using var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        if (!JwksAddress.IsSameOrigin(address, response.RequestMessage?.RequestUri))
        {
            throw new JwksException("the answer came from another host, after a redirect");
        }

        if (!response.IsSuccessStatusCode)
        {
            throw new JwksException($"the status is {(int)response.StatusCode}{(response.Headers.Location is null ? "" : ", a redirect, which is not followed")}");
        }

        return await ReadAsync(response.Content, cancellationToken);
    }

    // What the header says is not believed, and what was compressed counts as what it becomes.
    private static async Task<string> ReadAsync(HttpContent content, CancellationToken cancellationToken)
    {
        using var body = await content.ReadAsStreamAsync(cancellationToken);
        var bytes = new byte[MaximumBytes + 1];
        var length = await body.ReadAtLeastAsync(bytes, bytes.Length, throwOnEndOfStream: false, cancellationToken);
        return length <= MaximumBytes
            ? Encoding.UTF8.GetString(bytes, 0, length)
            : throw new JwksException($"the answer is larger than {MaximumBytes / 1024} KiB");
    }
}
