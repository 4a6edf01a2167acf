using System.Text.Json;

namespace JwtSecurity.Tests.TestKit;

/// <summary>Public test vectors, which lie beside the repository where they have been put there.</summary>
internal static class Vectors
{
    private static readonly string? s_folder = Find();

    public static string? WhyMissing => s_folder is null ? "The test vectors are not here: the folder ../shared/vectors, seen from the repository, is missing." : null;

    public static JsonElement Read(string file)
    {
        using var json = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(s_folder!, file)));
        return json.RootElement.Clone();
    }

    private static string? Find()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "JwtSecurity.sln")))
            {
                var vectors = Path.Combine(folder.FullName, "..", "shared", "vectors");
                return Directory.Exists(vectors) ? vectors : null;
            }
        }

        return null;
    }
}
