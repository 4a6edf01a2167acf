namespace JwtSecurity.Tests.TestKit;

/// <summary>Schemes made by hand, and what they say of a token: the engine without an application around it.</summary>
internal static class HandMade
{
    public static JwtSchemeOptions Options(TimeProvider clock, Action<JwtSchemeOptions>? configure = null)
    {
        var options = new JwtSchemeOptions { SecretKey = TestApp.Secret, TimeProvider = clock };
        configure?.Invoke(options);
        return options;
    }

    public static JwtAccessBearer Access(TimeProvider clock, Action<JwtSchemeOptions>? configure = null) => new(Options(clock, configure));

    public static JwtRefreshBearer Refresh(TimeProvider clock, Action<JwtSchemeOptions>? configure = null) => new(Options(clock, configure));

    /// <summary>An access scheme with these keys and no secret.</summary>
    public static JwtAccessBearer WithKeys(TimeProvider clock, params SigningKey[] keys) => Access(clock, options =>
    {
        options.SecretKey = null;
        Array.ForEach(keys, options.SigningKeys.Add);
    });

    /// <summary>Why the scheme refuses a token; null if it accepts it.</summary>
    public static JwtValidationError? Refusal(this JwtSecurityScheme scheme, string token) => JwtValidator.Validate(token, scheme.Settings, out _);

    /// <summary>The code of the refusal, or "accepted".</summary>
    public static string Verdict(this JwtSecurityScheme scheme, string token) => scheme.Refusal(token)?.Code ?? "accepted";

    public static async Task<JwtAuthorizationCredentials> Accept(this JwtSecurityScheme scheme, string token)
    {
        var result = await scheme.ValidateAsync(token);
        result.Error.Should().BeNull();
        return result.Credentials!;
    }
}
