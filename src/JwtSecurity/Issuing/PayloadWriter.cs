using System.Buffers;
using System.Text.Json;

namespace JwtSecurity;

/// <summary>
/// A JSON writer and its buffer, kept by each thread from one token to the next.
/// </summary>
internal sealed class PayloadWriter : IDisposable
{
    // What is larger was for an unusual token, and is not kept.
    private const int LargestKept = 16 * 1024;

    [ThreadStatic]
    private static PayloadWriter? s_kept;

    private readonly ArrayBufferWriter<byte> _buffer = new(512);

    private PayloadWriter? _aside;

    private PayloadWriter() => Json = new Utf8JsonWriter(_buffer, new JsonWriterOptions { MaxDepth = StrictJson.MaximumDepth });

    public Utf8JsonWriter Json { get; }

    /// <summary>What was written, as far as it was flushed.</summary>
    public ReadOnlySpan<byte> Written => _buffer.WrittenSpan;

    /// <summary>A second one, for what is looked at before it is written. It is given back with this one.</summary>
    public PayloadWriter Aside => _aside ??= new PayloadWriter();

    /// <summary>Takes the thread's writer, or makes one: a converter that creates a token while a token is created gets another.</summary>
    public static PayloadWriter Rent()
    {
        var writer = s_kept ?? new PayloadWriter();
        s_kept = null;
        return writer;
    }

    /// <summary>Gives it back, empty.</summary>
    public void Dispose()
    {
        Clear();
        _aside?.Clear();
        if (_buffer.Capacity <= LargestKept && (_aside is null || _aside._buffer.Capacity <= LargestKept))
        {
            s_kept = this;
        }
    }

    private void Clear()
    {
        Json.Reset();
        _buffer.Clear();
    }
}
