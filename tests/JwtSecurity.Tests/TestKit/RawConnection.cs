using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace JwtSecurity.Tests.TestKit;

/// <summary>One TCP connection that sends bytes as they are and reads answers one by one.</summary>
internal sealed class RawConnection : IAsyncDisposable
{
    private readonly TcpClient _client;
    private readonly NetworkStream _stream;

    private RawConnection(TcpClient client)
    {
        _client = client;
        _stream = client.GetStream();
    }

    public static async Task<RawConnection> OpenAsync(Uri address)
    {
        var client = new TcpClient();
        await client.ConnectAsync(address.Host, address.Port);
        return new RawConnection(client);
    }

    /// <summary>Sends text, a character a byte, and reads one answer; <see langword="null"/> where the server closed instead.</summary>
    public async Task<RawAnswer?> SendAsync(string request)
    {
        using var timeout = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        try
        {
            await _stream.WriteAsync(Encoding.Latin1.GetBytes(request), timeout.Token);
        }
        catch (IOException)
        {
            // The server may refuse, and close, before it has read everything. Its answer is still to be read.
        }

        try
        {
            return await ReadAsync(withoutBody: request.StartsWith("HEAD ", StringComparison.Ordinal), timeout.Token);
        }
        catch (IOException)
        {
            return null;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stream.DisposeAsync();
        _client.Dispose();
    }

    private async Task<RawAnswer?> ReadAsync(bool withoutBody, CancellationToken cancellationToken)
    {
        if (await ReadUntilAsync("\r\n\r\n", cancellationToken) is not { } head)
        {
            return null;
        }

        var answer = new RawAnswer(int.Parse(head.AsSpan(9, 3), CultureInfo.InvariantCulture), head);
        if (withoutBody)
        {
            return answer;
        }

        if (answer.Header("Content-Length") is { } length)
        {
            var body = new byte[int.Parse(length, CultureInfo.InvariantCulture)];
            await _stream.ReadExactlyAsync(body, cancellationToken);
            return answer with { Body = Encoding.UTF8.GetString(body) };
        }

        // Chunked, or until the server closes.
        return answer with { Body = await ReadUntilAsync(answer.Header("Transfer-Encoding") is null ? null : "0\r\n\r\n", cancellationToken) ?? "" };
    }

    private async Task<string?> ReadUntilAsync(string? end, CancellationToken cancellationToken)
    {
        var text = new StringBuilder();
        var buffer = new byte[1];
        while (await _stream.ReadAsync(buffer, cancellationToken) > 0)
        {
            text.Append((char)buffer[0]);
            if (end is not null && text.Length >= end.Length && text.ToString(text.Length - end.Length, end.Length) == end)
            {
                return text.ToString();
            }
        }

        return end is null ? text.ToString() : null;
    }
}
