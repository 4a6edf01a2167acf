using System;
using System.Linq;
using System.Reflection;

namespace JwtSecurity.Analyzers;

/// <summary>
/// Where each rule is explained: a heading a rule, on one page of the repository.
/// </summary>
internal static class HelpPage
{
    /// <summary>The page in the repository.</summary>
    public const string File = "src/JwtSecurity.Analyzers/README.md";

    // Written into the assembly by the build, like the address in the package.
    private static readonly string? s_repository =
        typeof(HelpPage).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().FirstOrDefault(metadata => metadata.Key == "RepositoryUrl")?.Value;

    /// <summary>The address that editors open for a rule; <see langword="null"/> where the build knew no address of its repository, and the editor searches for the rule's number.</summary>
    public static string? Of(string rule) => Of(rule, s_repository);

    /// <summary>The same for a repository.</summary>
    public static string? Of(string rule, string? repository)
    {
        if (!Uri.TryCreate(repository, UriKind.Absolute, out var address) || address.Scheme != Uri.UriSchemeHttps)
        {
            return null;
        }

        var page = address.AbsoluteUri.EndsWith(".git", StringComparison.Ordinal) ? address.AbsoluteUri.Substring(0, address.AbsoluteUri.Length - ".git".Length) : address.AbsoluteUri.TrimEnd('/');
        return $"{page}/blob/HEAD/{File}#{rule.ToLowerInvariant()}";
    }
}
