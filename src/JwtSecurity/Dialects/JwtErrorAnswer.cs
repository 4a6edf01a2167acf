using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace JwtSecurity;

/// <summary>
/// What a refused request is answered with. A dialect changes one with <c>with</c>: <c>context.Answer with { Body = … }</c>.
/// </summary>
public sealed record JwtErrorAnswer
{
    internal JwtErrorAnswer(JwtValidationError error)
    {
        StatusCode = error.StatusCode;
        Detail = error.Detail;
        Challenge = error.Challenge;
    }

    /// <summary>Gets the status of the response.</summary>
    /// <value>400 to 499; 401 or 403 unless the dialect says otherwise.</value>
    /// <exception cref="ArgumentOutOfRangeException">It is set to a status that is no refusal.</exception>
    public int StatusCode
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, StatusCodes.Status400BadRequest);
            ArgumentOutOfRangeException.ThrowIfGreaterThan(value, StatusCodes.Status499ClientClosedRequest);
            field = value;
        }
    }

    /// <summary>Gets the text: what <see cref="JwtValidationError.Detail"/> says, and the <c>detail</c> of problem details.</summary>
    public string Detail { get; init; }

    /// <summary>Gets the value of <c>WWW-Authenticate</c> (RFC 6750, section 3).</summary>
    /// <value>A 401 without one is against RFC 9110, section 11.6.1; <see langword="null"/> sends none.</value>
    public string? Challenge { get; init; }

    /// <summary>Gets the body, sent as <c>application/json</c>.</summary>
    /// <value><see langword="null"/> by default: problem details (RFC 9457) with <see cref="Detail"/> and the code.</value>
    public JsonObject? Body { get; init; }
}
