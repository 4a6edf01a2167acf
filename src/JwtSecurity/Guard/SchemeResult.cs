namespace JwtSecurity;

/// <summary>
/// What one scheme made of one token in one request.
/// </summary>
internal sealed class SchemeResult(JwtSecurityScheme scheme, JwtSchemeSettings settings, FoundToken found, JwtAuthentication authentication)
{
    public JwtSecurityScheme Scheme => scheme;

    public JwtAuthentication Authentication => authentication;

    /// <summary>The credentials, as far as the last asker was given them.</summary>
    public JwtAuthorizationCredentials? Admitted { get; set; }

    /// <summary>Whether the handler made the request's principal from these credentials.</summary>
    public bool IsTicketed { get; set; }

    /// <summary>Whether a guard of a path let the request in for these credentials.</summary>
    public bool OpenedPath { get; set; }

    /// <summary>Whether the token was rejected and nobody told of it, since nobody had asked.</summary>
    public bool IsUntold { get; set; }

    public SchemeResult? Next { get; set; }

    /// <summary>Whether this is still the answer: the same token from the same place, the same settings, not expired since.</summary>
    public bool IsOf(JwtSchemeSettings current, in FoundToken now) =>
        ReferenceEquals(settings, current)
        && found.Origin == now.Origin
        && ReferenceEquals(found.Error, now.Error)
        && found.Text.SequenceEqual(now.Text)
        && authentication.Credentials is not { HasExpired: true };
}
