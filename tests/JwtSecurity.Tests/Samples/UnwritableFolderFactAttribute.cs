namespace JwtSecurity.Tests.Samples;

/// <summary>A fact about a folder in which nobody can make a file, not even root; where there is none, the test says so instead of passing.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class UnwritableFolderFactAttribute : FactAttribute
{
    public const string Folder = "/proc";

    public UnwritableFolderFactAttribute() => Skip = Directory.Exists(Folder) ? null : $"{Folder} is not here: it is the folder that nobody can write to, whatever their rights.";
}
