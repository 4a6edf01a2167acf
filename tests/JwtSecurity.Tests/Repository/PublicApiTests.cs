using JwtSecurity.EntityFrameworkCore;
using JwtSecurity.Jwks;
using JwtSecurity.OpenApi;
using JwtSecurity.Testing;

namespace JwtSecurity.Tests.Repository;

/// <summary>What is public is a promise: every change of it is seen, and approved by a person.</summary>
public sealed class PublicApiTests
{
    [Theory]
    [InlineData(typeof(JwtSecurityScheme))]
    [InlineData(typeof(JwksOptions))]
    [InlineData(typeof(JwtOpenApiOptions))]
    [InlineData(typeof(JwtSecurityDbContext))]
    [InlineData(typeof(JwtTestClock))]
    public async Task The_public_API_is_the_approved_one(Type typeOfIt)
    {
        var library = typeOfIt.Assembly;
        var name = library.GetName().Name;
        var received = PublicApi.Describe(library);
        var approvedFile = RepositoryFiles.PathOf($"tests/JwtSecurity.Tests/Approved/{name}.approved.txt");
        var receivedFile = approvedFile.Replace(".approved.", ".received.", StringComparison.Ordinal);
        File.Delete(receivedFile);

        var approved = File.Exists(approvedFile) ? await File.ReadAllTextAsync(approvedFile) : "";
        if (received != approved)
        {
            await File.WriteAllTextAsync(receivedFile, received);
            Assert.Fail($"""
                The public API of {name} has changed. First difference: {FirstDifference(approved, received)}
                If the change is meant, approve it and commit the file:
                cp {receivedFile} {approvedFile}
                """);
        }
    }

    private static string FirstDifference(string approved, string received)
    {
        var before = approved.Split('\n');
        var after = received.Split('\n');
        var line = before.Zip(after).TakeWhile(pair => pair.First == pair.Second).Count();
        return $"line {line + 1}, approved '{before.ElementAtOrDefault(line)?.Trim()}', received '{after.ElementAtOrDefault(line)?.Trim()}'.";
    }
}
