using JwtSecurity.Tests.Repository;
using Microsoft.OpenApi;

namespace JwtSecurity.Tests.OpenApi;

/// <summary>Compares whole documents with those a person has approved.</summary>
internal static class ApprovedDocument
{
    public static async Task CompareAsync(string name, string received)
    {
        received = received.ReplaceLineEndings("\n") + "\n";
        var diagnostic = OpenApiDocument.Parse(received, "json").Diagnostic;
        diagnostic!.Errors.Should().BeEmpty("a document that breaks the rules of OpenAPI helps nobody");

        await ApprovedFile.CompareAsync($"OpenApi/{name}.approved.json", received, _ => $"The document {name} has changed.");
    }
}
