using Microsoft.Extensions.Configuration;

namespace JwtSecurity.Tests.TestKit;

/// <summary>Configuration that is replaced whole, as a file is when it is written again.</summary>
internal sealed class ReplaceableConfiguration : ConfigurationProvider, IConfigurationSource
{
    public ReplaceableConfiguration(IEnumerable<(string Key, string Value)> values)
    {
        Set(values);
        Root = new ConfigurationBuilder().Add(this).Build();
    }

    public IConfigurationRoot Root { get; }

    /// <summary>Replaces it. When this returns, everybody who listens has been told.</summary>
    public void Replace(IEnumerable<(string Key, string Value)> values)
    {
        Set(values);
        OnReload();
    }

    public IConfigurationProvider Build(IConfigurationBuilder builder) => this;

    private void Set(IEnumerable<(string Key, string Value)> values) =>
        Data = values.ToDictionary(value => value.Key, value => (string?)value.Value, StringComparer.OrdinalIgnoreCase);
}
