using System.Reflection;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;

namespace JwtSecurity;

/// <summary>
/// Ends the sessions of the tokens that a request carries, expired ones too, and unsets the cookies.
/// </summary>
/// <remarks>
/// A refresh under way cannot undo it: the session has ended in the store, and what that refresh hands out is refused like everything else of it.
/// </remarks>
internal sealed class LogoutEndpoint(string? setName) : TokenEndpoint(setName, "MapJwtLogout")
{
    public override MethodInfo Description { get; } = ((Action<JwtRefreshRequest?>)Describe).Method;

    public override void Check(JwtSecurityRegistry registry, StartupFindings findings)
    {
        base.Check(registry, findings);
        CheckHasSessions(registry, findings);
    }

    public override IEnumerable<JwtValidationError> Refusals(EndpointSchemes schemes, string httpMethod) =>
        base.Refusals(schemes, httpMethod).Concat(schemes.ChecksOrigin ? [JwtErrors.CsrfFailed] : []);

    protected override IReadOnlyList<JwtEndpointField> Takes(EndpointSchemes schemes) => [new(schemes.Fields.Refresh)];

    protected override IEnumerable<JwtSecurityScheme> Readers(EndpointSchemes schemes) => schemes.All;

    protected override async Task HandleAsync(HttpContext context, EndpointSchemes schemes)
    {
        // 1. Nobody is logged out by a page of another site.
        if (schemes.ForbidsCookies(context.Request))
        {
            await RefuseAsync(context, schemes, JwtErrors.CsrfFailed);
            return;
        }

        // 2. The tokens.
        var (fields, error) = await RequestFields.ReadAsync(context.Request, context.RequestAborted);
        if (error is not null)
        {
            await RefuseAsync(context, schemes, error);
            return;
        }

        var presented = PresentedToken.FindAll(context.Request, schemes.All).ToList();
        if (fields!.Find(schemes.Fields.Refresh) is { Length: > 0 } text)
        {
            presented.InsertRange(0, schemes.Refresh.Select(scheme => PresentedToken.InBody(scheme, text)));
        }

        // 3. The end of what they belong to. Where the store does not answer, that is the answer, and the cookies stay.
        JwtValidationError? fault = null;
        var ended = false;
        foreach (var each in presented)
        {
            var (credentials, wrong) = await ReadAsync(context, each);
            if (credentials is null)
            {
                fault = fault is null || fault.Code == JwtErrorCodes.WrongTokenType ? wrong : fault;
                continue;
            }

            await SessionsOf(context).RevokeAsync(credentials, context.RequestAborted);
            ended = true;
        }

        // 4. The cookies, whatever was in them: unless it is not certain that their own site asks for it.
        var refusal = ended ? null : fault ?? Missing(fields, schemes);
        if (refusal?.Code != JwtErrorCodes.CsrfFailed)
        {
            UnsetCookies(context.Response, schemes);
        }

        if (refusal is not null)
        {
            await RefuseAsync(context, schemes, refusal);
            return;
        }

        context.Response.StatusCode = StatusCodes.Status204NoContent;
    }

    /// <summary>Unsets what login and refresh set.</summary>
    public static void UnsetCookies(HttpResponse response, EndpointSchemes schemes)
    {
        foreach (var scheme in schemes.All.Where(scheme => scheme.Settings.Kind.ReadsCookie))
        {
            if (scheme.Settings.Kind.TokenType == JwtTokenType.Access)
            {
                scheme.UnsetAccessCookie(response);
            }
            else
            {
                scheme.UnsetRefreshCookie(response);
            }
        }
    }

    private static async ValueTask<(JwtAuthorizationCredentials? Credentials, JwtValidationError? Error)> ReadAsync(HttpContext context, PresentedToken presented)
    {
        var settings = presented.Scheme.Settings;
        ValidatedToken? token = null;
        if ((presented.Token.Error ?? JwtValidator.Validate(presented.Token.Text, settings, out token, acceptExpired: true)) is { } error)
        {
            return (null, error);
        }

        var credentials = new JwtAuthorizationCredentials(token!, settings);
        error = presented.Token.Origin == TokenOrigin.Cookie ? await CookieTokenCheck.RunAsync(context.Request, settings, credentials) : null;
        return error is null ? (credentials, null) : (null, error);
    }

    // A browser without cookies has logged out before.
    private static JwtValidationError? Missing(RequestFields fields, EndpointSchemes schemes) =>
        fields.Error ?? (schemes.ReadsCookies ? null : JwtErrors.CredentialsMissing);

    private static void Describe([FromBody] JwtRefreshRequest? request = null)
    {
    }
}
