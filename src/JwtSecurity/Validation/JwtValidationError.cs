using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Net.Http.Headers;

namespace JwtSecurity;

/// <summary>
/// Why a request is refused: a stable code for programs, a text for people. Immutable, and free of anything the request contained.
/// </summary>
public sealed class JwtValidationError
{
    // The texts are our own, so quotes may stand as they are: this is read by people, too.
    private static readonly JsonWriterOptions s_writerOptions = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly string? _bearerError;

    internal JwtValidationError(string code, string detail, int statusCode, string? bearerError, string? scope = null)
    {
        Code = code;
        Detail = detail;
        StatusCode = statusCode;
        _bearerError = bearerError;
        Challenge = FormatChallenge(scope);
        Problem = WriteProblem();
    }

    /// <summary>Gets the code, one of <see cref="JwtErrorCodes"/>.</summary>
    public string Code { get; }

    /// <summary>Gets the text: the <c>detail</c> of the problem details. It may change between versions; the code does not.</summary>
    public string Detail { get; }

    /// <summary>Gets the status of the response.</summary>
    /// <value>401 or 403.</value>
    public int StatusCode { get; }

    /// <summary>The value of <c>WWW-Authenticate</c> (RFC 6750, section 3), or <see langword="null"/> where a token would not help.</summary>
    internal string? Challenge { get; }

    /// <summary>The problem details (RFC 9457) in UTF-8, the same for every request.</summary>
    internal ReadOnlyMemory<byte> Problem { get; }

    /// <summary>Makes the answer that a guard would write: status, <c>WWW-Authenticate</c> and problem details.</summary>
    /// <returns>A result for a minimal API.</returns>
    /// <example>
    /// <code>
    /// var result = await access.ValidateAsync(token, cancellationToken);
    /// if (!result.Succeeded)
    /// {
    ///     return result.Error.ToResult();
    /// }
    /// </code>
    /// </example>
    public IResult ToResult() => new RefusalResult(this);

    /// <summary>Describes the error by its code.</summary>
    /// <returns>The code and the text.</returns>
    public override string ToString() => $"{Code}: {Detail}";

    private string? FormatChallenge(string? scope)
    {
        if (StatusCode != StatusCodes.Status401Unauthorized && _bearerError is null)
        {
            return null;
        }

        if (_bearerError is null)
        {
            return "Bearer";
        }

        var challenge = $"Bearer error=\"{_bearerError}\", error_description={HeaderUtilities.EscapeAsQuotedString(Detail)}";
        return scope is null ? challenge : $"{challenge}, scope={HeaderUtilities.EscapeAsQuotedString(scope)}";
    }

    private ReadOnlyMemory<byte> WriteProblem()
    {
        var buffer = new ArrayBufferWriter<byte>();
        using var writer = new Utf8JsonWriter(buffer, s_writerOptions);
        writer.WriteStartObject();
        writer.WriteString("type"u8, StatusCode == StatusCodes.Status401Unauthorized
            ? "https://tools.ietf.org/html/rfc9110#section-15.5.2"u8
            : "https://tools.ietf.org/html/rfc9110#section-15.5.4"u8);
        writer.WriteString("title"u8, ReasonPhrases.GetReasonPhrase(StatusCode));
        writer.WriteNumber("status"u8, StatusCode);
        writer.WriteString("detail"u8, Detail);
        writer.WriteString("code"u8, Code);
        writer.WriteEndObject();
        writer.Flush();
        return buffer.WrittenMemory;
    }
}
