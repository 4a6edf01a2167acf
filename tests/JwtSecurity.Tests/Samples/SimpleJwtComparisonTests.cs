using JwtSecurity.Tests.Interop;
using JwtSecurity.Tests.TestKit;

namespace JwtSecurity.Tests.Samples;

/// <summary>The sample beside a Django project with SimpleJWT: one script of requests, answer by answer. Where they differ, the sample's page says so.</summary>
public sealed class SimpleJwtComparisonTests
{
    [PythonFact]
    public Task Without_rotation() => CompareAsync(SimpleJwtCases.Lasting, rotates: false);

    [PythonFact]
    public Task With_rotation() => CompareAsync(SimpleJwtCases.Rotating, rotates: true);

    [PythonFact]
    public Task With_rotation_that_forgives_nothing() => CompareAsync(SimpleJwtCases.Blacklisting, rotates: true, blacklists: true);

    [Fact]
    public void Every_difference_is_of_a_case_that_is_run()
    {
        var names = new[] { SimpleJwtCases.Common, SimpleJwtCases.Lasting, SimpleJwtCases.Rotating, SimpleJwtCases.Blacklisting }.SelectMany(cases => cases).Select(each => each.Name).ToList();

        names.Should().OnlyHaveUniqueItems();
        KeptDifferences.Rows.Select(row => row.Case).Should().OnlyHaveUniqueItems().And.BeSubsetOf([KeptDifferences.OtherHeaders, .. names]);
    }

    private static async Task CompareAsync(IReadOnlyList<SimpleJwtCase> cases, bool rotates, bool blacklists = false)
    {
        await using var sample = SampleProcess.Start("SimpleJwt", "Production", settings:
        [
            ("Jwt:SecretKey", TestApp.Secret),
            ("Jwt:RotateRefreshTokens", $"{rotates}"),
            ("Jwt:Sessions:GracePeriod", blacklists ? "00:00:00" : null),
            ("Jwt:Endpoints:LoginLimit", $"{SimpleJwtCases.LoginLimit}"),
        ]);
        using var django = await DjangoProject.StartAsync(SimpleJwtClient.Username, SimpleJwtClient.Password, rotates, blacklists);
        var there = new SimpleJwtClient(django.Address);
        var here = new SimpleJwtClient(await sample.WaitForAddressAsync()) { Other = there };
        there.Other = here;
        await there.StartAsync();
        await here.StartAsync();

        cases = [.. SimpleJwtCases.Common, .. cases];
        var found = new List<(string Case, string Theirs, string Ours)>();
        var otherHeaders = (Theirs: new SortedSet<string>(StringComparer.Ordinal), Ours: new SortedSet<string>(StringComparer.Ordinal));
        foreach (var each in cases)
        {
            var theirs = new ComparedAnswer(await each.RunAsync(there), there.Normalize);
            var ours = new ComparedAnswer(await each.RunAsync(here), here.Normalize);
            otherHeaders.Theirs.UnionWith(theirs.OtherHeaders);
            otherHeaders.Ours.UnionWith(ours.OtherHeaders);
            if (ComparedAnswer.Difference(theirs, ours) is var (theirPieces, ourPieces))
            {
                found.Add((each.Name, theirPieces, ourPieces));
            }
        }

        found.Add((KeptDifferences.OtherHeaders, Write(otherHeaders.Theirs), Write(otherHeaders.Ours)));
        var kept = KeptDifferences.Rows.Where(row => row.Case == KeptDifferences.OtherHeaders || cases.Any(each => each.Name == row.Case)).ToList();
        Table(found.Except(kept)).Should().BeEmpty("the sample answers as SimpleJWT does, but for what its page lists");
        Table(kept.Except(found)).Should().BeEmpty("what the sample's page lists is what they answer");
    }

    private static string Write(IEnumerable<string> names) => string.Join(' ', names.Select(name => $"`{name}`"));

    private static string Table(IEnumerable<(string Case, string Theirs, string Ours)> rows) => string.Join('\n', rows.Select(row => $"| {row.Case} | {row.Theirs} | {row.Ours} |"));
}
