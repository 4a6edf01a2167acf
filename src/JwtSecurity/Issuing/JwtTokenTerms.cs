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
}
