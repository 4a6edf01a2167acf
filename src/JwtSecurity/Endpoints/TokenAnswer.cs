using System.Buffers;
using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace JwtSecurity;

/// <summary>
/// Hands out tokens: each in the body, in a cookie, or in both.
/// </summary>
internal static class TokenAnswer
{
    /// <summary>Sets the cookies and writes the body.</summary>
    /// <exception cref="InvalidOperationException">A cookie would be larger than browsers store.</exception>
    public static Task WriteAsync(HttpContext context, EndpointSchemes schemes, string accessToken, string? refreshToken, long? expiresIn)
    {
        SetCookies(context.Response, schemes, accessToken, refreshToken);
        return WriteJsonAsync(context, json => WriteTokens(json, schemes, accessToken, refreshToken, expiresIn));
    }

    /// <summary>What the body has.</summary>
    public static IReadOnlyList<JwtEndpointField> Describe(EndpointSchemes schemes, bool hasRefreshToken)
    {
        var fields = schemes.Fields;
        var all = new List<JwtEndpointField>();
        if (schemes.UseBody(JwtTokenType.Access))
        {
            all.Add(new JwtEndpointField(fields.Access));
        }

        if (hasRefreshToken && schemes.UseBody(JwtTokenType.Refresh))
        {
            all.Add(new JwtEndpointField(fields.Refresh));
        }

        if (fields.TokenType is { } type && schemes.UseBody(JwtTokenType.Access))
        {
            all.Add(new JwtEndpointField(type));
        }

        if (fields.ExpiresIn is { } expiresIn)
        {
            all.Add(new JwtEndpointField(expiresIn, isNumber: true));
        }

        return all;
    }

    /// <summary>Writes a JSON object as the body.</summary>
    public static Task WriteJsonAsync(HttpContext context, Action<Utf8JsonWriter> write)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer))
        {
            write(json);
        }

        var response = context.Response;
        response.ContentType = "application/json";
        response.ContentLength = buffer.WrittenCount;
        return response.Body.WriteAsync(buffer.WrittenMemory, context.RequestAborted).AsTask();
    }

    private static void SetCookies(HttpResponse response, EndpointSchemes schemes, string accessToken, string? refreshToken)
    {
        if (schemes.UseCookie(JwtTokenType.Access))
        {
            foreach (var scheme in schemes.CookieSchemes(JwtTokenType.Access))
            {
                scheme.SetAccessCookie(response, accessToken);
            }
        }

        if (refreshToken is not null && schemes.UseCookie(JwtTokenType.Refresh))
        {
            foreach (var scheme in schemes.CookieSchemes(JwtTokenType.Refresh))
            {
                scheme.SetRefreshCookie(response, refreshToken);
            }
        }
    }

    // RFC 6749, 5.1. What went into a cookie alone is not here, but when it ends is: a page cannot read the cookie.
    private static void WriteTokens(Utf8JsonWriter json, EndpointSchemes schemes, string accessToken, string? refreshToken, long? expiresIn)
    {
        var fields = schemes.Fields;
        json.WriteStartObject();
        if (schemes.UseBody(JwtTokenType.Access))
        {
            json.WriteString(fields.Access, accessToken);
        }

        if (refreshToken is not null && schemes.UseBody(JwtTokenType.Refresh))
        {
            json.WriteString(fields.Refresh, refreshToken);
        }

        if (fields.TokenType is { } type && schemes.UseBody(JwtTokenType.Access))
        {
            json.WriteString(type, "bearer");
        }

        if (fields.ExpiresIn is { } name && expiresIn is { } seconds)
        {
            json.WriteNumber(name, seconds);
        }

        json.WriteEndObject();
    }
}
