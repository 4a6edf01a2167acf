namespace JwtSecurity.Tests.Repository;

/// <summary>Compares what there is with what a person has approved.</summary>
internal static class ApprovedFile
{
    /// <param name="name">The file, below <c>Approved</c>: its name has <c>.approved.</c> in it.</param>
    /// <param name="received">What there is.</param>
    /// <param name="describe">Says what has changed, given what was approved.</param>
    public static async Task CompareAsync(string name, string received, Func<string, string> describe)
    {
        var approvedFile = RepositoryFiles.PathOf($"tests/JwtSecurity.Tests/Approved/{name}");
        var receivedFile = approvedFile.Replace(".approved.", ".received.", StringComparison.Ordinal);
        File.Delete(receivedFile);

        var approved = File.Exists(approvedFile) ? await File.ReadAllTextAsync(approvedFile) : "";
        if (received != approved)
        {
            await File.WriteAllTextAsync(receivedFile, received);
            Assert.Fail($"""
                {describe(approved)}
                If the change is meant, approve it and commit the file:
                diff {approvedFile} {receivedFile}
                cp {receivedFile} {approvedFile}
                """);
        }
    }
}
