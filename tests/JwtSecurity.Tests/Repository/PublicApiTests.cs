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
        await ApprovedFile.CompareAsync($"{name}.approved.txt", received, approved => $"The public API of {name} has changed. First difference: {FirstDifference(approved, received)}");
    }

    private static string FirstDifference(string approved, string received)
    {
        var before = approved.Split('\n');
        var after = received.Split('\n');
        var line = before.Zip(after).TakeWhile(pair => pair.First == pair.Second).Count();
        return $"line {line + 1}, approved '{before.ElementAtOrDefault(line)?.Trim()}', received '{after.ElementAtOrDefault(line)?.Trim()}'.";
    }
}
