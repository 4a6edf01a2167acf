namespace JwtSecurity.Testing;

/// <summary>
/// The options of a scheme.
/// </summary>
internal static class SchemeOptions
{
    /// <summary>The options that decide what a token of the scheme says and where it goes, without its sessions; the keys are the scheme's and those of its sources.</summary>
    public static JwtSchemeOptions ReadOptions(this JwtSecurityScheme scheme, IEnumerable<SigningKeySource> sources)
    {
        var options = new JwtSchemeOptions();

        // A scheme shows its options to whoever copies it. The copy itself is thrown away; it needs a key to be made, and those of sources would not come along.
        _ = JwtAccessBearer.From(scheme, copied =>
        {
            Copy(copied, options);
            copied.SecretKey = null;
            copied.SigningKeys.Clear();
            copied.SigningKeys.Add(SigningKey.Generate("HS256"));
        });

        foreach (var key in sources.SelectMany(source => source.Keys))
        {
            options.SigningKeys.Add(key);
        }

        return options;
    }

    private static void Copy(JwtSchemeOptions from, JwtSchemeOptions to)
    {
        to.SecretKey = from.SecretKey;
        to.Algorithm = from.Algorithm;
        to.AllowShortSecretKey = from.AllowShortSecretKey;
        Copy(from.SigningKeys, to.SigningKeys);
        to.Issuer = from.Issuer;
        Copy(from.Audiences, to.Audiences);
        to.AccessExpiresDelta = from.AccessExpiresDelta;
        to.RefreshExpiresDelta = from.RefreshExpiresDelta;
        to.Leeway = from.Leeway;
        to.Dialect = from.Dialect;
        to.SubjectSerializerOptions = from.SubjectSerializerOptions;
        to.TimeProvider = from.TimeProvider;
        to.AccessCookie.Name = from.AccessCookie.Name;
        to.RefreshCookie.Name = from.RefreshCookie.Name;
        to.Csrf.DoubleSubmit = from.Csrf.DoubleSubmit;
        to.Csrf.HeaderName = from.Csrf.HeaderName;
        to.Csrf.AccessCookieName = from.Csrf.AccessCookieName;
        to.Csrf.RefreshCookieName = from.Csrf.RefreshCookieName;
    }

    private static void Copy<T>(IList<T> from, IList<T> to)
    {
        foreach (var each in from)
        {
            to.Add(each);
        }
    }
}
