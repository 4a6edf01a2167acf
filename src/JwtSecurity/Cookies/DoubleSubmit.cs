using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace JwtSecurity;

/// <summary>
/// Demands that a request repeats the <c>csrf</c> claim of its token: the second layer against cross-site request forgery, for where the first is not enough.
/// </summary>
internal sealed class DoubleSubmit(JwtCsrfOptions options)
{
    public static void Check(JwtSchemeOptions options, StartupFindings findings)
    {
        var csrf = options.Csrf;
        if (!CookieNames.IsValid(csrf.HeaderName))
        {
            findings.Add($"Csrf.HeaderName is '{csrf.HeaderName}', which is no name of a header. Use letters, digits and '-', for example 'X-CSRF-TOKEN'.");
        }

        if (csrf.FormFieldName is "")
        {
            findings.Add("Csrf.FormFieldName is empty. Set it to the name of a field, for example 'csrf_token', or to null to look at no form.");
        }

        string[] names = [csrf.AccessCookieName, csrf.RefreshCookieName];
        if (Array.Find(names, name => !CookieNames.IsValid(name)) is { } bad)
        {
            findings.Add($"Csrf has a cookie named '{bad}', which is no cookie name. Use letters, digits, '-' and '_'.");
        }

        string[] all = [.. names, options.AccessCookie.Name, options.RefreshCookie.Name];
        if (all.Distinct(StringComparer.Ordinal).Count() < all.Length && IsOn(options))
        {
            findings.Add($"Csrf.AccessCookieName and Csrf.RefreshCookieName are '{csrf.AccessCookieName}' and '{csrf.RefreshCookieName}'. Give each a name that no other cookie has.");
        }
    }

    public static bool IsOn(JwtSchemeOptions options) => options.Csrf.DoubleSubmit ?? options.Dialect.WritesCsrf;

    /// <summary>What is wrong with a request that carries a token with this claim in a cookie. Asynchronous only where a form has to be read.</summary>
    public ValueTask<JwtValidationError?> CheckAsync(HttpRequest request, string? claim)
    {
        var header = request.Headers[options.HeaderName];
        if (header.Count > 0 || options.FormFieldName is null || !request.HasFormContentType)
        {
            return new(Compare(header, claim));
        }

        return CheckFormAsync(request, options.FormFieldName, claim);
    }

    private static async ValueTask<JwtValidationError?> CheckFormAsync(HttpRequest request, string fieldName, string? claim)
    {
        try
        {
            // It is kept with the request: the endpoint reads the same form.
            var form = await request.ReadFormAsync(request.HttpContext.RequestAborted);
            return Compare(form[fieldName], claim);
        }
        catch (Exception exception) when (exception is InvalidDataException or IOException)
        {
            return JwtErrors.CsrfTokenMissing;
        }
    }

    // As bytes, which whatever a header holds can be made into.
    private static JwtValidationError? Compare(StringValues sent, string? claim) =>
        sent.Count == 0 || string.IsNullOrEmpty(sent[0]) ? JwtErrors.CsrfTokenMissing
        : sent is [{ } value] && !string.IsNullOrEmpty(claim) && CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(value), Encoding.UTF8.GetBytes(claim)) ? null
        : JwtErrors.CsrfTokenWrong;
}
