using System.IO.Pipelines;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace JwtSecurity;

/// <summary>
/// A response body that mends the caching headers before anything is written to the one below, which may be a cache's.
/// </summary>
internal sealed class WatchedResponseBody : IHttpResponseBodyFeature
{
    private readonly IHttpResponseBodyFeature _inner;
    private readonly HttpResponse _response;

    public WatchedResponseBody(IHttpResponseBodyFeature inner, HttpResponse response)
    {
        _inner = inner;
        _response = response;
        Stream = new WatchedStream(inner.Stream, response);
        Writer = PipeWriter.Create(Stream, new StreamPipeWriterOptions(leaveOpen: true));
    }

    public Stream Stream { get; }

    public PipeWriter Writer { get; }

    public void DisableBuffering() => _inner.DisableBuffering();

    public Task StartAsync(CancellationToken cancellationToken = default)
    {
        PrivateResponse.MendHeaders(_response);
        return _inner.StartAsync(cancellationToken);
    }

    public Task SendFileAsync(string path, long offset, long? count, CancellationToken cancellationToken = default)
    {
        PrivateResponse.MendHeaders(_response);
        return _inner.SendFileAsync(path, offset, count, cancellationToken);
    }

    public async Task CompleteAsync()
    {
        await Writer.FlushAsync();
        await _inner.CompleteAsync();
    }
}
