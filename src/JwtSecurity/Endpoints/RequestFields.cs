using System.Buffers;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Net.Http.Headers;

namespace JwtSecurity;

/// <summary>
/// The texts in the body of a request to a token endpoint, a JSON object or a form, and what is wrong with those that are asked for. Failures are values.
/// </summary>
internal sealed class RequestFields
{
    // Two tokens of the largest size, and their names.
    private const int MaximumBytes = 40 * 1024;
    private const int MaximumFields = 64;

    // What normalizes names, ASP.NET Core Identity for example, throws where one has it.
    private const char NoCharacter = '\ufffe';

    private static readonly JsonDocumentOptions s_json = new() { AllowDuplicateProperties = false, MaxDepth = 8 };

    private readonly Dictionary<string, string> _texts = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _noTexts = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _faults = new(StringComparer.Ordinal);

    private RequestFields()
    {
    }

    /// <summary>Whether the request had no body at all.</summary>
    public bool IsEmpty { get; private init; }

    /// <summary>All texts, by their names.</summary>
    public IReadOnlyDictionary<string, string> Texts => _texts;

    /// <summary>What is wrong with the fields that were asked for; <see langword="null"/> where nothing is.</summary>
    public JwtValidationError? Error => _faults.Count == 0 ? null : JwtErrors.FieldsInvalid(_faults);

    /// <summary>Reads the body.</summary>
    /// <exception cref="OperationCanceledException">The client went away.</exception>
    public static async ValueTask<(RequestFields? Fields, JwtValidationError? Error)> ReadAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        if (request.ContentLength > MaximumBytes)
        {
            return (null, JwtErrors.RequestTooLarge);
        }

        // A body is read once. Who came before has left the form here: whoever authenticated a cookie, for example, whose CSRF token stands in it.
        if (request.HttpContext.Features.Get<IFormFeature>()?.Form is { } form)
        {
            return (ReadForm(form), null);
        }

        // It holds a password, perhaps: nobody finds it in there later.
        var buffer = ArrayPool<byte>.Shared.Rent(MaximumBytes + 1);
        try
        {
            var length = await FillAsync(request, buffer.AsMemory(0, MaximumBytes + 1), cancellationToken);
            return length > MaximumBytes ? (null, JwtErrors.RequestTooLarge)
                : length == 0 ? (new RequestFields { IsEmpty = true }, null)
                : !MediaTypeHeaderValue.TryParse(request.ContentType, out var type) || !IsUtf8(type) ? (null, JwtErrors.ContentTypeNotSupported)
                : IsJson(type) ? ReadJson(buffer.AsMemory(0, length))
                : type.MediaType.Equals("application/x-www-form-urlencoded", StringComparison.OrdinalIgnoreCase) ? await ReadFormAsync(request, buffer, length, cancellationToken)
                : (null, JwtErrors.ContentTypeNotSupported);
        }
        catch (BadHttpRequestException exception)
        {
            return (null, exception.StatusCode == StatusCodes.Status413PayloadTooLarge ? JwtErrors.RequestTooLarge : JwtErrors.RequestMalformed);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer, clearArray: true);
        }
    }

    /// <summary>A field that must be there, and not be blank. Where it is not, <see cref="Error"/> says so, and the text is empty.</summary>
    public string Demand(string name)
    {
        var text = Find(name);
        if (text is null)
        {
            Refuse(name, "This field is required.");
        }
        else if (text.Length == 0)
        {
            Refuse(name, "This field may not be blank.");
        }

        return text ?? "";
    }

    /// <summary>A field that may be there. Where it is and is no text, <see cref="Error"/> says so.</summary>
    public string? Find(string name)
    {
        if (_noTexts.TryGetValue(name, out var fault))
        {
            Refuse(name, fault);
        }

        return _texts.GetValueOrDefault(name);
    }

    /// <summary>Adds what is wrong with a field, unless something is already.</summary>
    public void Refuse(string name, string fault) => _faults.TryAdd(name, fault);

    private static async ValueTask<int> FillAsync(HttpRequest request, Memory<byte> buffer, CancellationToken cancellationToken)
    {
        if (request.HttpContext.Features.Get<IHttpRequestBodyDetectionFeature>() is { CanHaveBody: false })
        {
            return 0;
        }

        var length = 0;
        while (length < buffer.Length && await request.Body.ReadAsync(buffer[length..], cancellationToken) is > 0 and var read)
        {
            length += read;
        }

        return length;
    }

    private static bool IsJson(MediaTypeHeaderValue type) =>
        type.MediaType.Equals("application/json", StringComparison.OrdinalIgnoreCase) || type.Suffix.Equals("json", StringComparison.OrdinalIgnoreCase);

    private static bool IsUtf8(MediaTypeHeaderValue type) =>
        !type.Charset.HasValue || HeaderUtilities.RemoveQuotes(type.Charset).Equals("utf-8", StringComparison.OrdinalIgnoreCase);

    private static (RequestFields? Fields, JwtValidationError? Error) ReadJson(ReadOnlyMemory<byte> json)
    {
        try
        {
            using var document = JsonDocument.Parse(json, s_json);
            if (document.RootElement.ValueKind != JsonValueKind.Object)
            {
                return (null, JwtErrors.RequestMalformed);
            }

            var fields = new RequestFields();
            foreach (var member in document.RootElement.EnumerateObject())
            {
                fields.Add(member);
            }

            return (fields, null);
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            // No JSON; or a name that is no text, half a surrogate for example.
            return (null, JwtErrors.RequestMalformed);
        }
    }

    // Only what is asked for is at fault: other members are whatever the client likes.
    private void Add(JsonProperty member)
    {
        if (member.Value.ValueKind == JsonValueKind.Null)
        {
            _noTexts.Add(member.Name, "This field may not be null.");
        }
        else if (TextOf(member.Value) is { } text)
        {
            Add(member.Name, text);
        }
        else
        {
            _noTexts.Add(member.Name, "Not a valid string.");
        }
    }

    private void Add(string name, string text)
    {
        // Databases take no such character in a text, and answer with an exception.
        if (text.Contains('\0', StringComparison.Ordinal))
        {
            _noTexts.Add(name, "Null characters are not allowed.");
        }
        else if (text.Contains(NoCharacter, StringComparison.Ordinal))
        {
            _noTexts.Add(name, "Not a valid string.");
        }
        else
        {
            _texts.Add(name, text);
        }
    }

    private static string? TextOf(JsonElement value)
    {
        try
        {
            return value.ValueKind == JsonValueKind.String ? value.GetString() : null;
        }
        catch (InvalidOperationException)
        {
            // Half a surrogate, or bytes that are no UTF-8.
            return null;
        }
    }

    private static async ValueTask<(RequestFields? Fields, JwtValidationError? Error)> ReadFormAsync(HttpRequest request, byte[] buffer, int length, CancellationToken cancellationToken)
    {
        using var stream = new MemoryStream(buffer, 0, length, writable: false);
        using var reader = new FormReader(stream, Encoding.UTF8) { ValueCountLimit = MaximumFields, KeyLengthLimit = MaximumBytes, ValueLengthLimit = MaximumBytes };
        try
        {
            var form = new FormCollection(await reader.ReadFormAsync(cancellationToken));

            // And who comes later finds it in turn.
            request.Form = form;
            return (ReadForm(form), null);
        }
        catch (InvalidDataException)
        {
            return (null, JwtErrors.RequestMalformed);
        }
    }

    private static RequestFields ReadForm(IFormCollection form)
    {
        var fields = new RequestFields();
        foreach (var (name, values) in form)
        {
            if (values is [{ } value])
            {
                fields.Add(name, value);
            }
            else
            {
                // Which of two passwords counts is a question that two servers answer differently.
                fields._noTexts.Add(name, "Not a valid string.");
            }
        }

        return fields;
    }
}
