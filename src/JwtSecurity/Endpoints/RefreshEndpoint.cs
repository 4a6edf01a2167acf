using System.Reflection;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;

namespace JwtSecurity;

/// <summary>
/// Takes a refresh token, and hands out new tokens: token ► limit ► is it good ► may its subject still ► tokens.
/// </summary>
/// <remarks>
/// With sessions the refresh token is replaced. Without, it stays as it is and there is a new access token alone: to replace what nothing takes back would only make it live for ever.
/// </remarks>
internal sealed class RefreshEndpoint(string? setName) : TokenEndpoint(setName, "MapJwtRefresh")
{
    public override MethodInfo Description { get; } = ((Action<JwtRefreshRequest?>)Describe).Method;

    public override void Check(JwtSecurityRegistry registry, StartupFindings findings)
    {
        base.Check(registry, findings);
        CheckHasRefreshScheme(registry, findings);
    }

    public override IEnumerable<JwtValidationError> Refusals(EndpointSchemes schemes, string httpMethod) =>
        base.Refusals(schemes, httpMethod).Append(JwtErrors.RateLimited).Concat(schemes.ChecksOrigin ? [JwtErrors.CsrfFailed] : []);

    protected override IReadOnlyList<JwtEndpointField> Takes(EndpointSchemes schemes) => FindBodyScheme(schemes) is null ? [] : [new(schemes.Fields.Refresh)];

    protected override IReadOnlyList<JwtEndpointField> Answers(EndpointSchemes schemes) => TokenAnswer.Describe(schemes, hasRefreshToken: schemes.Speaker.Settings.Sessions is not null);

    protected override IEnumerable<JwtSecurityScheme> Readers(EndpointSchemes schemes) => schemes.Refresh;

    protected override async Task HandleAsync(HttpContext context, EndpointSchemes schemes)
    {
        // 1. The answer may set cookies, whoever's token it was.
        if (schemes.ForbidsCookies(context.Request))
        {
            await RefuseAsync(context, schemes, JwtErrors.CsrfFailed);
            return;
        }

        // 2. The token.
        var (presented, error) = await FindTokenAsync(context, schemes);
        if (presented is not { } token)
        {
            await RefuseAsync(context, schemes, error ?? JwtErrors.CredentialsMissing);
            return;
        }

        // 3. Not too often: before it costs the store anything. Whatever is not signed never gets there, and is not counted: of such there are as many as somebody likes
        // to send, and each would take memory.
        using var lease = token.IsSigned ? LimiterOf(context, schemes).TryRefresh(context, token.Token.Text) : null;
        if (lease is { IsAcquired: false })
        {
            await RefuseAsync(context, schemes, lease);
            return;
        }

        // 4. Is it good? Everything that a guard would ask, and its session.
        var authentication = await token.AuthenticateAsync(context);
        if (authentication.Credentials is not { } credentials)
        {
            await JwtRefusal.WriteAsync(context, authentication.Error!, token.Scheme);
            return;
        }

        // 5. New tokens.
        await (schemes.Speaker.Settings.Sessions is null ? RenewAccessAsync(context, schemes, credentials) : RenewSessionAsync(context, schemes, credentials));
    }

    private static JwtSecurityScheme? FindBodyScheme(EndpointSchemes schemes) => Array.Find(schemes.Refresh, scheme => scheme.Settings.Kind.ReadsHeader);

    // What the body says counts: clients attach their access token to every request, this one too.
    private static async ValueTask<(PresentedToken? Token, JwtValidationError? Error)> FindTokenAsync(HttpContext context, EndpointSchemes schemes)
    {
        var bodyScheme = FindBodyScheme(schemes);
        RequestFields? fields = null;
        if (bodyScheme is not null)
        {
            (fields, var error) = await RequestFields.ReadAsync(context.Request, context.RequestAborted);
            if (error is not null)
            {
                return (null, error);
            }

            if (fields!.Find(schemes.Fields.Refresh) is { Length: > 0 } text)
            {
                return (PresentedToken.InBody(bodyScheme, text), null);
            }
        }

        foreach (var presented in PresentedToken.FindAll(context.Request, schemes.Refresh))
        {
            return (presented, null);
        }

        if (fields is not null && (!fields.IsEmpty || schemes.NamesMissingTokens))
        {
            fields.Demand(schemes.Fields.Refresh);
        }

        return (null, fields?.Error);
    }

    private async Task RenewSessionAsync(HttpContext context, EndpointSchemes schemes, JwtAuthorizationCredentials credentials)
    {
        var result = await SessionsOf(context).RenewAsync(credentials, context.RequestAborted);
        await (result.Succeeded
            ? TokenAnswer.WriteAsync(context, schemes, result.Pair.AccessToken, result.Pair.RefreshToken, result.Pair.ExpiresIn)
            : RefuseAsync(context, schemes, result.Error));
    }

    private async Task RenewAccessAsync(HttpContext context, EndpointSchemes schemes, JwtAuthorizationCredentials credentials)
    {
        object? subject = credentials.Subject;
        if (FindService<JwtLogin>(context) is { } login)
        {
            subject = await login.RefreshAsync(credentials.Subject, context.RequestAborted);
        }

        if (subject is null)
        {
            await RefuseAsync(context, schemes, JwtErrors.TokenRevoked);
            return;
        }

        var access = schemes.Issuer.CreateAccessToken(subject, details: new JwtTokenDetails { Claims = credentials.FurtherClaims, AuthTime = credentials.AuthTime });
        await TokenAnswer.WriteAsync(context, schemes, access, refreshToken: null, schemes.AccessLifetime);
    }

    private static void Describe([FromBody] JwtRefreshRequest? request = null)
    {
    }
}
