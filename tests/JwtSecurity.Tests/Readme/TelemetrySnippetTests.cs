using System.Diagnostics.Metrics;
using JwtSecurity.Tests.Endpoints;

namespace JwtSecurity.Tests.Readme;

public sealed class TelemetrySnippetTests
{
    [Fact]
    public async Task A_listener_hears_a_login()
    {
        var text = new StringWriter();
        var output = TextWriter.Synchronized(text);
        await using var app = await EndpointApp.StartAsync();

        using var listener = new MeterListener
        {
            InstrumentPublished = (instrument, listener) =>
            {
                if (instrument.Meter.Name == "JwtSecurity")
                {
                    listener.EnableMeasurementEvents(instrument);
                }
            },
        };
        listener.SetMeasurementEventCallback<long>((instrument, value, tags, state) => output.WriteLine($"{instrument.Name}: {value}"));
        listener.Start();

        await app.LogInAsync();
        text.ToString().Should().Contain("jwt_security.tokens.issued: 1").And.Contain("jwt_security.sessions.started: 1");
    }
}
