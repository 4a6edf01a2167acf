using System.Text.Json;

namespace JwtSecurity;

/// <summary>
/// One way in which an endpoint may refuse a request, in the words of its scheme's dialect.
/// </summary>
public sealed class JwtEndpointRefusal
{
    internal JwtEndpointRefusal(JwtValidationError error, JwtSchemeSettings settings)
    {
        var translated = settings.Errors.Of(error);
        Code = translated.Code;
        StatusCode = translated.StatusCode;
        if (settings.Options.WriteProblemDetails)
        {
            ContentType = JwtRefusal.ContentType(translated);
            Body = JsonElement.Parse(translated.Body.Span);
        }
    }

    /// <summary>Gets the code, one of <see cref="JwtErrorCodes"/>.</summary>
    public string Code { get; }

    /// <summary>Gets the status of the response.</summary>
    public int StatusCode { get; }

    /// <summary>Gets the type of the body.</summary>
    /// <value><c>application/problem+json</c>, or <c>application/json</c> where the dialect has a body of its own; <see langword="null"/> where there is none.</value>
    public string? ContentType { get; }

    /// <summary>Gets the body.</summary>
    /// <value><see langword="null"/> where <see cref="ContentType"/> is.</value>
    public JsonElement? Body { get; }
}
