using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace JwtSecurity.Tests.TestKit;

/// <summary>Keeps every log entry, so that tests can read what operators would.</summary>
internal sealed class RecordingLoggerProvider : ILoggerProvider
{
    private TaskCompletionSource _next = NewNext();

    public ConcurrentQueue<(LogLevel Level, EventId Id, string Category, string Text)> Entries { get; } = new();

    public ILogger CreateLogger(string categoryName) => new Recorder(categoryName, this);

    /// <summary>Completes when there is an entry with this identifier.</summary>
    public async Task WhenWrittenAsync(int id)
    {
        for (var next = Next(); Entries.All(entry => entry.Id.Id != id); next = Next())
        {
            await next.WaitAsync(TimeSpan.FromSeconds(30));
        }

        Task Next() => Volatile.Read(ref _next).Task;
    }

    public void Dispose()
    {
    }

    private static TaskCompletionSource NewNext() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private sealed class Recorder(string category, RecordingLoggerProvider provider) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            provider.Entries.Enqueue((logLevel, eventId, category, formatter(state, exception) + exception));
            Interlocked.Exchange(ref provider._next, NewNext()).SetResult();
        }
    }
}
