using System.Collections.Concurrent;
using System.Diagnostics;

namespace JwtSecurity.Tests.Diagnostics;

/// <summary>The library's spans within one trace. Other tests of this process trace, too; theirs are other traces.</summary>
internal sealed class RecordedSpans : IDisposable
{
    private readonly string _trace = ActivityTraceId.CreateRandom().ToString();
    private readonly ConcurrentQueue<Activity> _spans = new();
    private readonly ActivityListener _listener;

    public RecordedSpans()
    {
        _listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == "JwtSecurity",
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
            ActivityStopped = _spans.Enqueue,
        };
        ActivitySource.AddActivityListener(_listener);
    }

    /// <summary>The header that makes a request a part of the trace.</summary>
    public (string Name, string Value) Parent => ("traceparent", $"00-{_trace}-{ActivitySpanId.CreateRandom()}-01");

    /// <summary>All that each says: name, tags, status, what is said of it, and events.</summary>
    public IEnumerable<string> Texts => _spans.Where(span => span.TraceId.ToString() == _trace)
        .Select(span => $"{span.OperationName} {string.Join(' ', span.Tags.Select(tag => $"{tag.Key}={tag.Value}"))} {span.Status}{span.StatusDescription}{string.Concat(span.Events.Select(each => each.Name))}");

    public void Dispose() => _listener.Dispose();
}
