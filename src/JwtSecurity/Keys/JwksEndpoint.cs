using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Headers;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Net.Http.Headers;

namespace JwtSecurity;

/// <summary>
/// Answers with the public keys of a set, and is the metadata by which the start-up check finds the endpoint that does.
/// </summary>
internal sealed class JwksEndpoint(string? setName)
{
    // Short enough for a key to be everywhere within the hour that the documentation asks for, long enough to spare the issuer.
    private static readonly string s_cacheControl = string.Create(CultureInfo.InvariantCulture, $"public, max-age={TimeSpan.FromMinutes(5).TotalSeconds}");

    private JwksDocument? _document;

    /// <summary>Adds what makes publishing pointless: a set that is not there, or has nothing that anybody may see.</summary>
    public void Check(JwtSecurityRegistry registry, IEnumerable<JwtSchemeSettings> all, StartupFindings findings)
    {
        var schemes = all.Where(settings => settings.SetName == setName).ToArray();
        if (!registry.CheckHasSchemes(setName, "MapJwks publishes the keys of", findings))
        {
            return;
        }

        if (Array.Exists(schemes, settings => settings.KeySources.AreOfAnotherService))
        {
            findings.Add($"MapJwks publishes the keys of {Set}, which are those of another service, as AddJwks takes them. They are published where the tokens are made: remove MapJwks, or name the set that signs.");
        }
        else if (schemes.Length > 0 && !Array.Exists(schemes, settings => settings.Keys.MayGrow || settings.Keys.All.Any(key => key.HasPublicPart)))
        {
            findings.Add($"MapJwks publishes the keys of {Set}, which has secrets only, and a secret is never published: whoever can verify with it can sign with it. "
                + $"Add an RSA or EC key to {nameof(JwtSchemeOptions.SigningKeys)}, or remove MapJwks.");
        }
    }

    public Task InvokeAsync(HttpContext context)
    {
        var document = CurrentDocument(context.RequestServices.GetRequiredService<JwtSecuritySets>());
        var response = context.Response;
        var headers = response.GetTypedHeaders();
        headers.ETag = document.ETag;
        response.Headers.CacheControl = s_cacheControl;
        if (IsKnown(context.Request.GetTypedHeaders(), document.ETag))
        {
            response.StatusCode = StatusCodes.Status304NotModified;
            return Task.CompletedTask;
        }

        // Not application/jwk-set+json, which RFC 7517 registers: OpenID providers have always sent this, and it is what every client takes.
        response.ContentType = "application/json";
        response.ContentLength = document.Json.Length;
        return HttpMethods.IsHead(context.Request.Method) ? Task.CompletedTask : response.Body.WriteAsync(document.Json, context.RequestAborted).AsTask();
    }

    private string Set => JwtSecurityRegistry.Describe(setName);

    // RFC 9110, 13.1.2: compared weakly.
    private static bool IsKnown(RequestHeaders request, EntityTagHeaderValue current) =>
        request.IfNoneMatch.Any(known => known.Equals(EntityTagHeaderValue.Any) || known.Compare(current, useStrongComparison: false));

    // Made once for each generation of keys, so that a reload is seen at once.
    private JwksDocument CurrentDocument(JwtSecuritySets sets)
    {
        var schemes = sets.SettingsOf(setName).ToArray();
        var document = Volatile.Read(ref _document);
        if (document is null || !document.IsOf(schemes))
        {
            document = new JwksDocument(schemes);
            Volatile.Write(ref _document, document);
        }

        return document;
    }
}
