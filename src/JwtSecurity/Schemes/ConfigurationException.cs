namespace JwtSecurity;

/// <summary>
/// A value or key of the configuration that cannot be read: a finding among others.
/// </summary>
internal sealed class ConfigurationException(string message) : InvalidOperationException(message);
