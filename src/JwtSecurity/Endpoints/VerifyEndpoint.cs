using System.Reflection;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;

namespace JwtSecurity;

/// <summary>
/// Says whether a token, access or refresh, is good now: 200 and an empty object, or the refusal that any endpoint would answer.
/// </summary>
internal sealed class VerifyEndpoint(string? setName) : TokenEndpoint(setName, "MapJwtVerify")
{
    private const string Token = "token";

    public override MethodInfo Description { get; } = ((Action<JwtVerifyRequest?>)Describe).Method;

    protected override IReadOnlyList<JwtEndpointField> Takes(EndpointSchemes schemes) => [new(Token)];

    protected override IReadOnlyList<JwtEndpointField> Answers(EndpointSchemes schemes) => [];

    protected override IEnumerable<JwtSecurityScheme> Readers(EndpointSchemes schemes) => schemes.All;

    protected override async Task HandleAsync(HttpContext context, EndpointSchemes schemes)
    {
        var (fields, error) = await RequestFields.ReadAsync(context.Request, context.RequestAborted);
        if (error is not null)
        {
            await RefuseAsync(context, schemes, error);
            return;
        }

        var presented = fields!.Find(Token) is { Length: > 0 } text
            ? schemes.All.Select(scheme => PresentedToken.InBody(scheme, text))
            : PresentedToken.FindAll(context.Request, schemes.All);

        // The scheme of the other kind says no more than that the token is not its own.
        PresentedToken? judge = null;
        foreach (var each in presented)
        {
            var authentication = await each.AuthenticateAsync(context);
            if (authentication.Credentials is not null)
            {
                await TokenAnswer.WriteJsonAsync(context, static json =>
                {
                    json.WriteStartObject();
                    json.WriteEndObject();
                });
                return;
            }

            if (judge is null || error!.Code == JwtErrorCodes.WrongTokenType)
            {
                (judge, error) = (each, authentication.Error);
            }
        }

        if (judge is null && (!fields.IsEmpty || schemes.NamesMissingTokens))
        {
            fields.Demand(Token);
        }

        await RefuseAsync(context, schemes, error ?? fields.Error ?? JwtErrors.CredentialsMissing);
    }

    private static void Describe([FromBody] JwtVerifyRequest? request = null)
    {
    }
}
