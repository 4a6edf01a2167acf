namespace JwtSecurity.Testing;

/// <summary>
/// Makes tokens that a scheme would not make: another scheme does, with its options changed in one respect.
/// </summary>
internal static class FlawedToken
{
    private const string Stranger = "https://stranger.example";

    // More than a clock's seconds differ by.
    private static readonly TimeSpan s_margin = TimeSpan.FromMinutes(1);

    public static string Create(
        JwtSecurityScheme scheme, IEnumerable<SigningKeySource> sources, JwtTokenType tokenType, object subject, JwtTokenDetails? details, JwtTokenFlaw flaw)
    {
        var options = scheme.ReadOptions(sources);
        var (algorithm, keyId) = TokenText.ReadKey(scheme.CreateAccessToken(subject));
        KeepKey(options, keyId);
        var now = options.TimeProvider!.GetUtcNow();
        TimeSpan? lifetime = null;
        switch (flaw)
        {
            case JwtTokenFlaw.Expired:
                // A short one: where tokens live for ever, as long as an application does, it would be from before 1970.
                lifetime = s_margin;
                options.TimeProvider = new StoppedClock(now - s_margin - options.Leeway - s_margin);
                break;

            case JwtTokenFlaw.NotYetValid:
                var notBefore = now + options.Leeway + s_margin;
                options.TimeProvider = new StoppedClock(notBefore);
                details = From(details, notBefore);
                break;

            case JwtTokenFlaw.Forged:
                options.SecretKey = null;
                options.SigningKeys.Clear();
                options.SigningKeys.Add(SigningKey.Generate(algorithm, keyId));
                break;

            case JwtTokenFlaw.OtherIssuer:
                ThrowIf(options.Issuer is null, scheme, nameof(options.Issuer), flaw);
                options.Issuer = Stranger;
                break;

            case JwtTokenFlaw.OtherAudience:
                ThrowIf(options.Audiences.Count == 0, scheme, nameof(options.Audiences), flaw);
                options.Audiences.Clear();
                options.Audiences.Add(Stranger);
                break;

            default:
                throw new ArgumentOutOfRangeException(nameof(flaw), flaw, $"There is no such {nameof(JwtTokenFlaw)}.");
        }

        var other = new JwtAccessBearer(options);
        return tokenType == JwtTokenType.Access ? other.CreateAccessToken(subject, lifetime, details: details) : other.CreateRefreshToken(subject, lifetime, details: details);
    }

    // The one that signs now: at another time it might be another.
    private static void KeepKey(JwtSchemeOptions options, string keyId)
    {
        var key = options.SigningKeys.FirstOrDefault(key => key.KeyId == keyId);
        options.SigningKeys.Clear();
        if (key is not null)
        {
            options.SecretKey = null;
            options.SigningKeys.Add(key.WithActiveFrom(DateTimeOffset.MinValue));
        }
    }

    private static JwtTokenDetails From(JwtTokenDetails? details, DateTimeOffset notBefore) => new()
    {
        Claims = details?.Claims,
        Header = details?.Header,
        AuthTime = details?.AuthTime,
        Fresh = details?.Fresh,
        NotBefore = notBefore,
    };

    private static void ThrowIf(bool isAccepted, JwtSecurityScheme scheme, string option, JwtTokenFlaw flaw)
    {
        if (isAccepted)
        {
            throw new InvalidOperationException($"{scheme.Name} has no {option}, and would accept a token that has the flaw {flaw}. Set {option} in the application.");
        }
    }
}
