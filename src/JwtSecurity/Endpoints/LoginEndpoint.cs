using System.Reflection;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;

namespace JwtSecurity;

/// <summary>
/// Takes a user name and a password, and hands out tokens: body ► limit ► who is it ► session ► tokens.
/// </summary>
internal sealed class LoginEndpoint(string? setName) : TokenEndpoint(setName, "MapJwtLogin")
{
    private const int MaximumUsername = 256;

    public override MethodInfo Description { get; } = ((Action<JwtLoginRequest>)Describe).Method;

    public override void Check(JwtSecurityRegistry registry, StartupFindings findings)
    {
        base.Check(registry, findings);
        if (registry.Find(SetName) is { HasLogin: false })
        {
            findings.Add($"MapJwtLogin does not know who may log in to {Set}. Call AddLogin(…) or AddIdentityLogin<TUser>() on what AddJwtSecurity returns.");
        }
    }

    public override IEnumerable<JwtValidationError> Refusals(EndpointSchemes schemes, string httpMethod) =>
        base.Refusals(schemes, httpMethod)
            .Where(error => error != JwtErrors.CredentialsMissing)
            .Concat([JwtErrors.LoginFailed, JwtErrors.RateLimited])
            .Concat(schemes.Speaker.Settings.Sessions?.Limit is { Policy: JwtSessionLimitPolicy.Refuse } ? [JwtErrors.SessionLimitReached] : [])
            .Concat(schemes.ChecksOrigin ? [JwtErrors.CsrfFailed] : []);

    protected override IReadOnlyList<JwtEndpointField> Takes(EndpointSchemes schemes) =>
        [new("grant_type", isRequired: false), new("username"), new("password", isSecret: true), new("scope", isRequired: false)];

    protected override IReadOnlyList<JwtEndpointField> Answers(EndpointSchemes schemes) => TokenAnswer.Describe(schemes, hasRefreshToken: schemes.Refresh.Length > 0);

    protected override async Task HandleAsync(HttpContext context, EndpointSchemes schemes)
    {
        // 1. A form on another site that logs its visitor in under the attacker's name.
        if (schemes.ForbidsCookies(context.Request))
        {
            await RefuseAsync(context, schemes, JwtErrors.CsrfFailed);
            return;
        }

        // 2. What was sent.
        var (fields, error) = await RequestFields.ReadAsync(context.Request, context.RequestAborted);
        error ??= Check(fields!);
        if (error is not null)
        {
            await RefuseAsync(context, schemes, error);
            return;
        }

        // 3. Not too often: before the password costs anything.
        var login = new JwtLoginContext(context, fields!.Texts["username"], fields.Texts["password"], fields.Texts);
        using var lease = LimiterOf(context, schemes).TryLogIn(context, login.Username);
        if (!lease.IsAcquired)
        {
            await RefuseAsync(context, schemes, lease);
            return;
        }

        // 4. Who is it? An unknown name and a wrong password are answered the same.
        using var activity = JwtTelemetry.StartLogin(schemes.Speaker.Name);
        try
        {
            if (await FindService<JwtLogin>(context)!.AuthenticateAsync(login, context.RequestAborted) is { } subject)
            {
                await AnswerAsync(context, schemes, subject, login.Details);
                return;
            }
        }
        catch (Exception exception)
        {
            JwtTelemetry.Fail(activity, exception);
            throw;
        }

        JwtTelemetry.Fail(activity, JwtErrors.LoginFailed.Code);
        await RefuseAsync(context, schemes, JwtErrors.LoginFailed);
    }

    private static JwtValidationError? Check(RequestFields fields)
    {
        if (fields.Demand("username").Length > MaximumUsername)
        {
            fields.Refuse("username", $"Ensure this field has no more than {MaximumUsername} characters.");
        }

        fields.Demand("password");
        fields.Find("scope");

        // RFC 6749, 4.3.2; people who are not used to OAuth leave it out.
        if (fields.Find("grant_type") is not (null or "password"))
        {
            fields.Refuse("grant_type", "It must be 'password'.");
        }

        return fields.Error;
    }

    private async Task AnswerAsync(HttpContext context, EndpointSchemes schemes, object subject, JwtSessionDetails details)
    {
        if (schemes.Speaker.Settings.Sessions is not null)
        {
            var pair = await SessionsOf(context).StartAsync(subject, details, context.RequestAborted);
            await TokenAnswer.WriteAsync(context, schemes, pair.AccessToken, pair.RefreshToken, pair.ExpiresIn);
            return;
        }

        var tokenDetails = AsLogin(details.TokenDetails ?? new JwtTokenDetails(), schemes.Issuer.Settings);
        var access = schemes.Issuer.CreateAccessToken(subject, details: tokenDetails);
        var refresh = schemes.Refresh is [var scheme, ..] ? scheme.CreateRefreshToken(subject, details: tokenDetails) : null;
        await TokenAnswer.WriteAsync(context, schemes, access, refresh, schemes.AccessLifetime);
    }

    // This is the login that RequireFresh asks for, unless the application knows better.
    private static JwtTokenDetails AsLogin(JwtTokenDetails details, JwtSchemeSettings settings) => new()
    {
        Claims = details.Claims,
        Header = details.Header,
        NotBefore = details.NotBefore,
        AuthTime = details.AuthTime ?? (details.Fresh == false ? null : settings.TimeProvider.GetUtcNow()),
        Fresh = details.Fresh ?? (settings.Dialect.WritesFresh ? true : null),
    };

    private static void Describe([FromBody] JwtLoginRequest request)
    {
    }
}
