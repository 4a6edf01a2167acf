using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using JwtSecurity.EntityFrameworkCore;
using JwtSecurity.Jwks;
using JwtSecurity.OpenApi;
using JwtSecurity.Testing;

namespace JwtSecurity.Tests.Repository;

/// <summary>Rules of this repository that no compiler knows.</summary>
public sealed partial class ConventionTests
{
    private static readonly Assembly[] s_libraries =
        [typeof(JwtSecurityScheme).Assembly, typeof(JwksOptions).Assembly, typeof(JwtOpenApiOptions).Assembly, typeof(JwtSecurityDbContext).Assembly, typeof(JwtTestClock).Assembly];

    // Options are derived from, attributes for languages without generic ones, events and stores for applications that override, key sources by whoever has keys elsewhere.
    private static readonly Type[] s_open = [typeof(JwtSchemeOptions), typeof(JwtSecurityAttribute), typeof(JwtSecurityEvents), typeof(SigningKeySource), typeof(JwtSessionStore), typeof(JwtLogin)];

    [Fact]
    public void Public_types_are_closed_unless_meant_to_be_derived_from() =>
        ExportedTypes()
            .Where(type => !type.IsSealed && !type.IsInterface && !IsClosedBase(type))
            .Should().BeEquivalentTo(s_open);

    [Fact]
    public void Public_types_stand_alone() =>
        ExportedTypes().Where(type => type.IsNested).Should().BeEmpty();

    [Fact]
    public void Everything_is_in_the_namespace_of_its_package_except_extensions_where_users_look_for_them()
    {
        var elsewhere = s_libraries.SelectMany(library => library.GetTypes().Where(type => !type.IsNested && !IsGenerated(type) && type.Namespace != library.GetName().Name)).ToList();

        elsewhere.Select(type => type.Namespace).Distinct().Should().BeEquivalentTo("Microsoft.AspNetCore.Builder", "Microsoft.EntityFrameworkCore", "Microsoft.Extensions.DependencyInjection");
        elsewhere.Should().OnlyContain(type => type.IsAbstract && type.IsSealed && type.Name.EndsWith("Extensions"));
    }

    // A program of the template has statements and no type.
    [Fact]
    public void A_source_file_holds_one_type_and_has_its_name() =>
        RepositoryFiles.Under("src", "*.cs")
            .Select(file => (File: file, Types: TopLevelType().Matches(RepositoryFiles.Read(file)).Select(match => match.Groups["name"].Value)))
            .Where(source => !source.Types.SequenceEqual(Path.GetFileName(source.File) == "Program.cs" ? [] : [Path.GetFileName(source.File).Split('.')[0]]))
            .Should().BeEmpty();

    [Fact]
    public void Tests_move_a_clock_and_never_wait() => FilesThatMatch("tests/JwtSecurity.Tests", "*.cs", Waiting()).Should().BeEmpty();

    [Fact]
    public void No_file_names_the_host_of_a_package_registry() => FilesThatMatch("", "*", RegistryHost()).Should().BeEmpty();

    private static IEnumerable<Type> ExportedTypes() => s_libraries.SelectMany(library => library.GetExportedTypes());

    private static IEnumerable<string> FilesThatMatch(string folder, string pattern, Regex words) =>
        RepositoryFiles.Under(folder, pattern).Where(file => words.IsMatch(RepositoryFiles.Read(file)));

    // An abstract class whose constructors only this assembly can call.
    private static bool IsClosedBase(Type type) =>
        type.IsAbstract && type.GetConstructors(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic).All(constructor => constructor.IsFamilyAndAssembly);

    private static bool IsGenerated(Type type) =>
        type.IsDefined(typeof(CompilerGeneratedAttribute)) || type.Namespace is null
        || type.GetCustomAttributes().Any(attribute => attribute.GetType().FullName == "Microsoft.CodeAnalysis.EmbeddedAttribute");

    [GeneratedRegex(@"^(?:(?:public|internal|file|sealed|static|abstract|partial|readonly|ref|unsafe) )*(?:class|struct|interface|enum|record struct|record|delegate \S+) (?<name>\w+)", RegexOptions.Multiline)]
    private static partial Regex TopLevelType();

    [GeneratedRegex(@"Thread\.Sleep|Task\.Delay")]
    private static partial Regex Waiting();

    [GeneratedRegex(@"\b(?:nuget|myget|npmjs|pypi|jfrog)\.(?:org|com|io)\b", RegexOptions.IgnoreCase)]
    private static partial Regex RegistryHost();
}
