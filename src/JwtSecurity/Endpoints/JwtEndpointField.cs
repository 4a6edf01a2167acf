namespace JwtSecurity;

/// <summary>
/// A field that a token endpoint takes or answers, by the name it has in the set's dialect.
/// </summary>
public sealed class JwtEndpointField
{
    internal JwtEndpointField(string name, bool isRequired = true, bool isNumber = false, bool isSecret = false)
    {
        Name = name;
        IsRequired = isRequired;
        IsNumber = isNumber;
        IsSecret = isSecret;
    }

    /// <summary>Gets the name.</summary>
    public string Name { get; }

    /// <summary>Gets whether it is always there, or has to be.</summary>
    public bool IsRequired { get; }

    /// <summary>Gets whether its value is a whole number.</summary>
    /// <value><see langword="false"/> for text.</value>
    public bool IsNumber { get; }

    /// <summary>Gets whether its value is a password.</summary>
    public bool IsSecret { get; }
}
