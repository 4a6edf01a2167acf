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

        var approvedFile = RepositoryFiles.PathOf($"tests/JwtSecurity.Tests/Approved/OpenApi/{name}.approved.json");
        var receivedFile = approvedFile.Replace(".approved.", ".received.", StringComparison.Ordinal);
        File.Delete(receivedFile);
        var approved = File.Exists(approvedFile) ? await File.ReadAllTextAsync(approvedFile) : "";
        if (received != approved)
        {
            await File.WriteAllTextAsync(receivedFile, received);
            Assert.Fail($"""
                The document {name} has changed.
                If the change is meant, approve it and commit the file:
                diff {approvedFile} {receivedFile}
                cp {receivedFile} {approvedFile}
                """);
        }
    }
}
