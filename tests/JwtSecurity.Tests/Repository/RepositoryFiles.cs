namespace JwtSecurity.Tests.Repository;

/// <summary>Finds the files of this repository, whatever folder the tests run in.</summary>
internal static class RepositoryFiles
{
    private static readonly string[] s_notOurs = [".git", ".vs", ".idea", "artifacts", "bin", "obj", "TestResults", "BenchmarkDotNet.Artifacts"];

    public static string Root { get; } = FindRoot();

    public static string PathOf(string relativePath) => Path.Combine(Root, relativePath);

    public static string Read(string relativePath) => File.ReadAllText(PathOf(relativePath));

    /// <summary>All files of a folder, without what builds leave there.</summary>
    public static IEnumerable<string> Under(string relativeFolder, string pattern = "*")
    {
        var folder = new DirectoryInfo(PathOf(relativeFolder));
        return folder.EnumerateFiles(pattern).Select(file => Path.GetRelativePath(Root, file.FullName))
            .Concat(folder.EnumerateDirectories()
                .Where(child => !s_notOurs.Contains(child.Name))
                .SelectMany(child => Under(Path.GetRelativePath(Root, child.FullName), pattern)))
            .Order(StringComparer.Ordinal);
    }

    private static string FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "JwtSecurity.sln")))
            {
                return folder.FullName;
            }
        }

        throw new DirectoryNotFoundException($"No JwtSecurity.sln above {AppContext.BaseDirectory}.");
    }
}
