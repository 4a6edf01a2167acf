using System.Text.RegularExpressions;
using JwtSecurity.Jwks;
using JwtSecurity.Tests.Repository;

namespace JwtSecurity.Tests.Readme;

/// <summary>Every C# block of the README, and of the pages beside the code, is code that is compiled and run elsewhere, to the letter.</summary>
public sealed partial class ReadmeTests
{
    private static readonly string[] s_pages = [.. RepositoryFiles.Under(".", "README.md").Select(Slashed)];

    // The programs of the samples and of the package's walk, and the tests beside this one.
    private static readonly string[] s_sources =
    [
        .. RepositoryFiles.Under("samples", "*.cs"),
        .. RepositoryFiles.Under("tests/package", "*.cs"),
        .. RepositoryFiles.Under("tests/JwtSecurity.Tests/Readme", "*.cs"),
    ];

    public static TheoryData<string, int> Blocks
    {
        get
        {
            var blocks = new TheoryData<string, int>();
            foreach (var page in s_pages)
            {
                for (var block = 0; block < Snippets(page).Length; block++)
                {
                    blocks.Add(page, block);
                }
            }

            return blocks;
        }
    }

    [Theory]
    [MemberData(nameof(Blocks))]
    public void Every_snippet_is_compiled_code(string page, int block)
    {
        var snippet = Snippets(page)[block];
        var places = s_sources.Count(source => Unindented(RepositoryFiles.Read(source)).Contains(Unindented(snippet), StringComparison.Ordinal));
        places.Should().BePositive("this block must stand in one of the files that are compiled and run:\n{0}", snippet);
    }

    [Fact]
    public void Every_link_leads_to_a_file()
    {
        foreach (var page in s_pages)
        {
            var folder = Path.GetDirectoryName(page)!;
            foreach (var link in Links().Matches(RepositoryFiles.Read(page)).Select(match => match.Groups["target"].Value))
            {
                var target = RepositoryFiles.PathOf(Path.Combine(folder, link));
                (File.Exists(target) || Directory.Exists(target)).Should().BeTrue("{0} links to {1}", page, link);
            }
        }
    }

    [Theory]
    [InlineData("samples/UserGuide/Program.cs")]
    [InlineData("tests/package/Trimmed/Program.cs")]
    public void The_programs_stand_there_whole(string source)
    {
        Snippets("README.md").Should().Contain(RepositoryFiles.Read(source).TrimEnd());
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
        foreach (var option in typeof(JwtSecurityOptions).GetProperties().Concat(typeof(JwtSessionOptions).GetProperties())
            .Where(property => property.DeclaringType!.Assembly == typeof(JwtSecurityOptions).Assembly))
        {
            readme.Contains(option.Name, StringComparison.Ordinal).Should().BeTrue(option.Name);
        }
    }

    [Theory]
    [InlineData("README.md", typeof(JwtCsrfOptions))]
    [InlineData("README.md", typeof(JwtCookieOptions))]
    [InlineData("src/JwtSecurity/Endpoints/README.md", typeof(JwtEndpointOptions))]
    public void Every_option_within_an_option_is_listed(string page, Type options)
    {
        var text = RepositoryFiles.Read(page);
        foreach (var option in options.GetProperties())
        {
            (text.Contains($"`{option.Name}`", StringComparison.Ordinal) || text.Contains($".{option.Name}`", StringComparison.Ordinal)).Should().BeTrue(option.Name);
        }
    }

    [Theory]
    [InlineData("src/JwtSecurity/Keys/README.md")]
    [InlineData("src/JwtSecurity.Jwks/README.md")]
    public void Every_option_of_key_sets_is_listed(string page)
    {
        var text = RepositoryFiles.Read(page);
        foreach (var option in typeof(JwksOptions).GetProperties())
        {
            text.Contains($"`{option.Name}`", StringComparison.Ordinal).Should().BeTrue(option.Name);
        }
    }

    internal static string[] BlocksOf(string page, string language) =>
        [.. CodeBlocks().Matches(RepositoryFiles.Read(page)).Where(match => match.Groups["language"].Value == language).Select(match => match.Groups["code"].Value.TrimEnd())];

    private static string[] Snippets(string page) => BlocksOf(page, "csharp");

    private static string Slashed(string path) => path.Replace('\\', '/');

    private static string Unindented(string code) => string.Join('\n', code.Split('\n').Select(line => line.Trim()).Where(line => line.Length > 0));

    [GeneratedRegex("^```(?<language>[a-z]+)\n(?<code>.*?)^```$", RegexOptions.Multiline | RegexOptions.Singleline | RegexOptions.ExplicitCapture)]
    private static partial Regex CodeBlocks();

    // Those into the repository; what begins with "#" stays on the page.
    [GeneratedRegex(@"\]\((?<target>[^)#:]+)(#[^)]*)?\)", RegexOptions.ExplicitCapture)]
    private static partial Regex Links();
}
