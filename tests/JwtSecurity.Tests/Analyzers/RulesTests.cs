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
    public void Each_has_a_heading_on_the_page_it_links_to()
    {
        foreach (var rule in s_rules)
        {
            var link = rule.HelpLinkUri.Split('#');

            link[1].Should().Be(rule.Id.ToLowerInvariant());
            RepositoryFiles.Read(link[0]).Should().Contain($"\n## {rule.Id}\n").And.Contain($"| [{rule.Id}](#{link[1]}) | {rule.Title} |");
        }
    }

    [Fact]
    public void Each_is_a_warning_that_says_why() =>
        s_rules.Should().OnlyContain(rule => rule.DefaultSeverity == DiagnosticSeverity.Warning && rule.IsEnabledByDefault && rule.Description.ToString(null).Length > 0);
}
