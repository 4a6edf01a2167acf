namespace JwtSecurity.Tests.TestKit;

/// <summary>An answer as it came over the wire.</summary>
internal sealed record RawAnswer(int Status, string Head)
{
    public string Body { get; init; } = "";

    public string? Header(string name) => Head.Split("\r\n")
        .Where(line => line.StartsWith(name + ":", StringComparison.OrdinalIgnoreCase))
        .Select(line => line[(name.Length + 1)..].Trim())
        .FirstOrDefault();
}
