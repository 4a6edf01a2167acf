namespace JwtSecurity;

/// <summary>
/// What a caller asked for beside the subject; what is missing, the scheme's settings say.
/// </summary>
internal readonly struct JwtTokenTerms
{
    public JwtTokenTerms(TimeSpan? expiresDelta, string? uniqueIdentifier, JwtTokenDetails? details)
    {
        if (uniqueIdentifier is not null)
        {
            ArgumentException.ThrowIfNullOrWhiteSpace(uniqueIdentifier);
        }

        ExpiresDelta = expiresDelta;
        UniqueIdentifier = uniqueIdentifier;
        Details = details;
    }

    public TimeSpan? ExpiresDelta { get; }

    public string? UniqueIdentifier { get; }

    public JwtTokenDetails? Details { get; }

    /// <summary>The session it belongs to.</summary>
    public string? SessionId { get; init; }

    /// <summary>Its <c>csrf</c>, in dialects that write one, where it was drawn before.</summary>
    public string? Csrf { get; init; }

    /// <summary>When it was created, where that is not now: a token that is written again.</summary>
    public DateTimeOffset? IssuedAt { get; init; }

    /// <summary>When it expires, where that was decided before.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }
}
