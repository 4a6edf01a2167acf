using JwtSecurity.Analyzers;
using JwtSecurity.Tests.Repository;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace JwtSecurity.Tests.Analyzers;

/// <summary>What every rule owes to the one who meets it.</summary>
public sealed class RulesTests
{
    private static readonly DiagnosticDescriptor[] s_rules =
    [
        .. typeof(SecretInSourceAnalyzer).Assembly.GetTypes()
            .Where(type => type.IsSubclassOf(typeof(DiagnosticAnalyzer)) && !type.IsSubclassOf(typeof(DiagnosticSuppressor)))
            .SelectMany(type => ((DiagnosticAnalyzer)Activator.CreateInstance(type)!).SupportedDiagnostics)
            .OrderBy(rule => rule.Id, StringComparer.Ordinal),
    ];

    [Fact]
    public void The_numbers_are_those_that_were_given() =>
        s_rules.Select(rule => rule.Id).Should().Equal("JWTSEC001", "JWTSEC002", "JWTSEC003", "JWTSEC004");

    [Fact]
    public void Each_has_a_heading_on_the_page_about_them()
    {
        var page = RepositoryFiles.Read(HelpPage.File);

        foreach (var rule in s_rules)
        {
            page.Should().Contain($"\n## {rule.Id}\n").And.Contain($"| [{rule.Id}](#{rule.Id.ToLowerInvariant()}) | {rule.Title} |");
        }
    }

    [Theory]
    [InlineData("https://example.com/jwt/security", "https://example.com/jwt/security/blob/HEAD/src/JwtSecurity.Analyzers/README.md#jwtsec001")]
    [InlineData("https://example.com/jwt/security.git", "https://example.com/jwt/security/blob/HEAD/src/JwtSecurity.Analyzers/README.md#jwtsec001")]
    [InlineData("/home/me/security", null)]
    [InlineData("git@example.com:jwt/security.git", null)]
    [InlineData("", null)]
    [InlineData(null, null)]
    public void Its_link_is_the_page_in_the_repository_it_was_built_from(string? repository, string? link) =>
        HelpPage.Of("JWTSEC001", repository).Should().Be(link);

    [Fact]
    public void A_link_is_one_that_an_editor_can_open_or_there_is_none() =>
        s_rules.Select(rule => rule.HelpLinkUri).Should().OnlyContain(link => link.Length == 0 || link.StartsWith("https://"));

    [Fact]
    public void Each_is_a_warning_that_says_why() =>
        s_rules.Should().OnlyContain(rule => rule.DefaultSeverity == DiagnosticSeverity.Warning && rule.IsEnabledByDefault && rule.Description.ToString(null).Length > 0);
}
