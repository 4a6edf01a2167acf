using System.Buffers;
using System.Text;
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
    private readonly string? _parameter;

    internal JwtValidationError(string code, string detail, int statusCode, string? bearerError, string? parameter = null, IReadOnlyDictionary<string, string>? fields = null)
    {
        Code = code;
        Detail = detail;
        StatusCode = statusCode;
        _bearerError = bearerError;
        _parameter = parameter;
        Fields = fields;
        Challenge = FormatChallenge();
        Body = WriteProblem();
        IsProblem = true;
    }

    /// <summary>An error in the words of a dialect.</summary>
    internal JwtValidationError(string code, JwtErrorAnswer answer)
    {
        Code = code;
        Detail = answer.Detail;
        StatusCode = answer.StatusCode;
        Challenge = answer.Challenge;
        Body = answer.Body is { } body ? Write(writer => body.WriteTo(writer)) : WriteProblem();
        IsProblem = answer.Body is null;
    }

    /// <summary>Gets the code, one of <see cref="JwtErrorCodes"/>, the same in every dialect.</summary>
    public string Code { get; }

    /// <summary>Gets the text that the client reads, in the scheme's dialect. It may change between versions; the code does not.</summary>
    public string Detail { get; }

    /// <summary>Gets the status of the response.</summary>
    /// <value>401 or 403, unless the dialect has another; from token endpoints also 400, 404, 413, 415 and 429; 503 where the store of sessions does not answer, which says nothing about the token.</value>
    public int StatusCode { get; }

    /// <summary>Whether it says nothing about the token. It is answered wherever it occurs: nobody is taken for anonymous because a database restarts.</summary>
    internal bool IsUnavailable => StatusCode == StatusCodes.Status503ServiceUnavailable;

    /// <summary>The value of <c>WWW-Authenticate</c> (RFC 6750, section 3), or <see langword="null"/> where a token would not help.</summary>
    internal string? Challenge { get; }

    /// <summary>The body in UTF-8, the same for every request.</summary>
    internal ReadOnlyMemory<byte> Body { get; }

    /// <summary>What is wrong with which field of the request, where it is one's fault.</summary>
    internal IReadOnlyDictionary<string, string>? Fields { get; }

    /// <summary>Whether the body is problem details (RFC 9457), for which the application may have a writer of its own.</summary>
    internal bool IsProblem { get; }

    /// <summary>Makes the answer that a guard would write: status, <c>WWW-Authenticate</c> and body.</summary>
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

    /// <summary>The same error with another text and status.</summary>
    internal JwtValidationError With(string detail, int statusCode) => new(Code, detail, statusCode, _bearerError, _parameter, Fields);

    private string? FormatChallenge()
    {
        if (StatusCode != StatusCodes.Status401Unauthorized && _bearerError is null)
        {
            return null;
        }

        if (_bearerError is null)
        {
            return "Bearer";
        }

        var challenge = $"Bearer error=\"{_bearerError}\", error_description={HeaderUtilities.EscapeAsQuotedString(ToAscii(Detail))}";
        return _parameter is null ? challenge : $"{challenge}, {_parameter}";
    }

    // RFC 6750, section 3: no other characters. A dialect may have claims with others, and a server would refuse to send them.
    private static string ToAscii(string text) => Ascii.IsValid(text) ? text : new string([.. text.Select(character => char.IsAscii(character) ? character : '?')]);

    private ReadOnlyMemory<byte> WriteProblem() => Write(writer =>
    {
        writer.WriteStartObject();
        if (TypeOf(StatusCode) is { } type)
        {
            writer.WriteString("type"u8, type);
        }

        writer.WriteString("title"u8, ReasonPhrases.GetReasonPhrase(StatusCode));
        writer.WriteNumber("status"u8, StatusCode);
        writer.WriteString("detail"u8, Detail);
        writer.WriteString("code"u8, Code);
        if (Fields is not null)
        {
            WriteFields(writer, Fields);
        }

        writer.WriteEndObject();
    });

    // As ASP.NET Core's validation problems have them.
    private static void WriteFields(Utf8JsonWriter writer, IReadOnlyDictionary<string, string> fields)
    {
        writer.WriteStartObject("errors"u8);
        foreach (var (name, message) in fields)
        {
            writer.WriteStartArray(name);
            writer.WriteStringValue(message);
            writer.WriteEndArray();
        }

        writer.WriteEndObject();
    }

    // As ASP.NET Core has them. Without a type the problem is what its title says (RFC 9457, section 4.2.1).
    private static string? TypeOf(int statusCode) => statusCode switch
    {
        StatusCodes.Status400BadRequest => "https://tools.ietf.org/html/rfc9110#section-15.5.1",
        StatusCodes.Status401Unauthorized => "https://tools.ietf.org/html/rfc9110#section-15.5.2",
        StatusCodes.Status403Forbidden => "https://tools.ietf.org/html/rfc9110#section-15.5.4",
        StatusCodes.Status404NotFound => "https://tools.ietf.org/html/rfc9110#section-15.5.5",
        StatusCodes.Status413PayloadTooLarge => "https://tools.ietf.org/html/rfc9110#section-15.5.14",
        StatusCodes.Status415UnsupportedMediaType => "https://tools.ietf.org/html/rfc9110#section-15.5.16",
        StatusCodes.Status429TooManyRequests => "https://tools.ietf.org/html/rfc6585#section-4",
        StatusCodes.Status503ServiceUnavailable => "https://tools.ietf.org/html/rfc9110#section-15.6.4",
        StatusCodes.Status422UnprocessableEntity => "https://tools.ietf.org/html/rfc4918#section-11.2",
        _ => null,
    };

    private static ReadOnlyMemory<byte> Write(Action<Utf8JsonWriter> write)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using var writer = new Utf8JsonWriter(buffer, s_writerOptions);
        write(writer);
        writer.Flush();
        return buffer.WrittenMemory;
    }
}
