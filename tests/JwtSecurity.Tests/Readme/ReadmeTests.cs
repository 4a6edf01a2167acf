using System.Text.RegularExpressions;
using JwtSecurity.Tests.Repository;

namespace JwtSecurity.Tests.Readme;

/// <summary>Every C# block of the README is code that is compiled and run elsewhere, to the letter.</summary>
public sealed partial class ReadmeTests
{
    private static readonly string[] s_sources =
    [
        "samples/UserGuide/Program.cs",
        "tests/package/Trimmed/Program.cs",
        "tests/JwtSecurity.Tests/Readme/ReadmeSnippetTests.cs",
    ];

    public static TheoryData<int> Blocks => [.. Enumerable.Range(0, Snippets().Length)];

    [Theory]
    [MemberData(nameof(Blocks))]
    public void Every_snippet_is_compiled_code(int block)
    {
        var snippet = Snippets()[block];
        var places = s_sources.Count(source => Unindented(RepositoryFiles.Read(source)).Contains(Unindented(snippet), StringComparison.Ordinal));
        places.Should().Be(1, "this block must stand in one of the files that are compiled and run:\n{0}", snippet);
    }

    [Theory]
    [InlineData("samples/UserGuide/Program.cs")]
    [InlineData("tests/package/Trimmed/Program.cs")]
    public void The_programs_stand_there_whole(string source)
    {
        Snippets().Should().Contain(RepositoryFiles.Read(source).TrimEnd());
    }

    [Fact]
    public void Every_error_code_is_explained()
    {
        var readme = RepositoryFiles.Read("README.md");
        foreach (var code in typeof(JwtErrorCodes).GetFields().Select(field => (string)field.GetRawConstantValue()!))
        {
            readme.Contains($"`{code}`", StringComparison.Ordinal).Should().BeTrue(code);
        }
    }

    [Fact]
    public void Every_option_is_listed()
    {
        var readme = RepositoryFiles.Read("README.md");
        foreach (var option in typeof(JwtSecurityOptions).GetProperties().Where(property => property.DeclaringType!.Assembly == typeof(JwtSecurityOptions).Assembly))
        {
            readme.Contains(option.Name, StringComparison.Ordinal).Should().BeTrue(option.Name);
        }
    }

    private static string[] Snippets() =>
        [.. CSharpBlocks().Matches(RepositoryFiles.Read("README.md")).Select(match => match.Groups["code"].Value.TrimEnd())];

    private static string Unindented(string code) => string.Join('\n', code.Split('\n').Select(line => line.Trim()).Where(line => line.Length > 0));

    [GeneratedRegex("^```csharp\n(?<code>.*?)^```$", RegexOptions.Multiline | RegexOptions.Singleline | RegexOptions.ExplicitCapture)]
    private static partial Regex CSharpBlocks();
}
