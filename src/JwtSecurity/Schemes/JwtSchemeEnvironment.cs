using System.Diagnostics.Metrics;
using System.Text.Json;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace JwtSecurity;

/// <summary>
/// What a scheme takes from where it lives when its options do not say: the application's services, or nothing for one built by hand.
/// </summary>
internal sealed class JwtSchemeEnvironment
{
    public static readonly JwtSchemeEnvironment ByHand = new(new JsonOptions(), TimeProvider.System, NullLoggerFactory.Instance, JwtTelemetry.ByHand);

    public JwtSchemeEnvironment(IOptions<JsonOptions> jsonOptions, ILoggerFactory loggerFactory, TimeProvider? timeProvider, IMeterFactory meters, bool hasProblemDetailsService)
        : this(jsonOptions.Value, timeProvider ?? TimeProvider.System, loggerFactory, new JwtTelemetry(meters)) => HasProblemDetailsService = hasProblemDetailsService;

    private JwtSchemeEnvironment(JsonOptions jsonOptions, TimeProvider timeProvider, ILoggerFactory loggerFactory, JwtTelemetry telemetry)
    {
        Telemetry = telemetry;
        TimeProvider = timeProvider;
        Logger = loggerFactory.CreateLogger("JwtSecurity");

        // The application's types, with names of its own: what responses look like must not change what tokens look like.
        SubjectSerializerOptions = new JsonSerializerOptions(JsonSerializerDefaults.Web)
        {
            TypeInfoResolver = jsonOptions.SerializerOptions.TypeInfoResolver,
        };
    }

    public JsonSerializerOptions SubjectSerializerOptions { get; }

    public TimeProvider TimeProvider { get; }

    public ILogger Logger { get; }

    public JwtTelemetry Telemetry { get; }

    /// <summary>Whether the application writes problem details by a service of its own.</summary>
    public bool HasProblemDetailsService { get; }
}
