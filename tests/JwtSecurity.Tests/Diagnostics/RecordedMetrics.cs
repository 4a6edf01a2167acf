using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;

namespace JwtSecurity.Tests.Diagnostics;

/// <summary>What one application measures, and no other of this process.</summary>
internal sealed class RecordedMetrics : IDisposable
{
    private readonly MeterListener _listener = new();
    private readonly ConcurrentQueue<(string Instrument, string Tags, double Value)> _measurements = new();

    public RecordedMetrics(IServiceProvider services)
    {
        var factory = services.GetRequiredService<IMeterFactory>();
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter.Name == "JwtSecurity" && ReferenceEquals(instrument.Meter.Scope, factory))
            {
                Instruments.TryAdd(instrument.Name, instrument.Unit ?? "");
                listener.EnableMeasurementEvents(instrument);
            }
        };
        _listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Record(instrument, value, tags));
        _listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Record(instrument, value, tags));
        _listener.Start();
    }

    /// <summary>The instruments and their units.</summary>
    public ConcurrentDictionary<string, string> Instruments { get; } = new();

    /// <summary>How often something was measured, by instrument and tags: "jwt_security.tokens.issued jwt_security.scheme=… …" and the sum, or for a histogram the count.</summary>
    public IReadOnlyDictionary<string, double> Totals => _measurements
        .GroupBy(measurement => $"{measurement.Instrument} {measurement.Tags}")
        .ToDictionary(group => group.Key, group => group.First().Instrument.EndsWith(".duration", StringComparison.Ordinal) ? group.Count() : group.Sum(measurement => measurement.Value));

    public void Dispose() => _listener.Dispose();

    private void Record(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var texts = new List<string>();
        foreach (var (name, tag) in tags)
        {
            texts.Add($"{name}={tag}");
        }

        _measurements.Enqueue((instrument.Name, string.Join(' ', texts), value));
    }
}
