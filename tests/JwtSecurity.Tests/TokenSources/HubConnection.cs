using System.Net;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json;

namespace JwtSecurity.Tests.TokenSources;

/// <summary>A connection to a SignalR hub, spoken by hand: a WebSocket without negotiation, and JSON messages that end with a record separator.</summary>
internal sealed class HubConnection : IDisposable
{
    private const char End = '\u001e';

    private readonly ClientWebSocket _socket = new();
    private readonly CancellationTokenSource _timeout = new(TimeSpan.FromSeconds(60));
    private readonly Queue<string> _received = [];

    private HubConnection()
    {
    }

    public static async Task<HubConnection> OpenAsync(Uri address, string pathAndQuery, Version? version = null, params (string Name, string Value)[] headers)
    {
        var connection = new HubConnection();
        foreach (var (name, value) in headers)
        {
            connection._socket.Options.SetRequestHeader(name, value);
        }

        connection._socket.Options.CollectHttpResponseDetails = true;
        connection._socket.Options.HttpVersion = version ?? HttpVersion.Version11;
        connection._socket.Options.HttpVersionPolicy = HttpVersionPolicy.RequestVersionExact;
        using var invoker = new HttpMessageInvoker(new SocketsHttpHandler());
        try
        {
            await connection._socket.ConnectAsync(new Uri($"ws://{address.Authority}{pathAndQuery}"), invoker, connection._timeout.Token);
        }
        catch (WebSocketException)
        {
            throw new HttpRequestException("The handshake was refused.", null, connection._socket.HttpStatusCode);
        }

        await connection.SendAsync("""{"protocol":"json","version":1}""");
        (await connection.ReceiveAsync()).Should().Be("{}");
        return connection;
    }

    /// <summary>Invokes a method of the hub, and returns its result, or the error as the hub says it.</summary>
    public async Task<string?> InvokeAsync(string method)
    {
        await SendAsync($$"""{"type":1,"invocationId":"1","target":"{{method}}","arguments":[]}""");
        while (await ReceiveAsync() is { } message)
        {
            var json = JsonDocument.Parse(message).RootElement;
            if (json.GetProperty("type").GetInt32() == 3)
            {
                return (json.TryGetProperty("result", out var result) ? result : json.GetProperty("error")).GetString();
            }
        }

        return null;
    }

    /// <summary>Reads until the server closes the connection.</summary>
    public async Task WhenClosedAsync()
    {
        while (await ReceiveAsync() is not null)
        {
        }
    }

    public void Dispose()
    {
        _socket.Dispose();
        _timeout.Dispose();
    }

    private Task SendAsync(string message) => _socket.SendAsync(Encoding.UTF8.GetBytes(message + End), WebSocketMessageType.Text, endOfMessage: true, _timeout.Token);

    private async Task<string?> ReceiveAsync()
    {
        var text = "";
        while (_received.Count == 0)
        {
            var buffer = new byte[4096];
            WebSocketReceiveResult result;
            try
            {
                result = await _socket.ReceiveAsync(buffer, _timeout.Token);
            }
            catch (WebSocketException)
            {
                return null;
            }

            if (result.MessageType == WebSocketMessageType.Close)
            {
                return null;
            }

            text += Encoding.UTF8.GetString(buffer, 0, result.Count);
            while (text.IndexOf(End, StringComparison.Ordinal) is >= 0 and var end)
            {
                _received.Enqueue(text[..end]);
                text = text[(end + 1)..];
            }
        }

        return _received.Dequeue();
    }
}
