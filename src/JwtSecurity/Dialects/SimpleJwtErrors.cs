using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace JwtSecurity;

/// <summary>
/// Refusals as Django REST framework and SimpleJWT write them: an access scheme as its authentication class, a refresh scheme as its token views.
/// </summary>
/// <remarks>The texts are those of SimpleJWT before 5.5, which tells a token that has expired from one that is invalid. Clients go by <c>code</c>, which is the same.</remarks>
internal static class SimpleJwtErrors
{
    public static JwtErrorAnswer Answer(JwtErrorContext context) => context.Code switch
    {
        JwtErrorCodes.CredentialsMissing => Say(context, "Authentication credentials were not provided."),
        JwtErrorCodes.InsufficientRole or JwtErrorCodes.InsufficientScope => Say(context, "You do not have permission to perform this action."),
        JwtErrorCodes.LoginFailed => Say(context, "No active account found with the given credentials"),
        JwtErrorCodes.RequestInvalid when context.Fields.Count > 0 => ListFields(context),
        JwtErrorCodes.RequestInvalid or JwtErrorCodes.RequestTooLarge or JwtErrorCodes.ContentTypeNotSupported or JwtErrorCodes.SessionNotFound => Say(context, $"{context.Answer.Detail}."),
        JwtErrorCodes.RateLimited => Say(context, "Request was throttled."),

        // The original asks for no recent login: the text and the challenge of RFC 9470 stay.
        JwtErrorCodes.FreshTokenRequired => context.Answer with { Body = new JsonObject { ["detail"] = context.Answer.Detail } },
        JwtErrorCodes.CsrfFailed => Say(context, $"CSRF Failed: {context.Answer.Detail}."),
        _ when context.Error == JwtErrors.IdentityInvalid => NotValid(context, "Token contained no recognizable user identification"),
        _ when context.TokenType == JwtTokenType.Refresh => NotValid(context, MessageOf(context.Code)),
        _ => NotValidForAnyType(context),
    };

    private static JwtErrorAnswer NotValidForAnyType(JwtErrorContext context)
    {
        var answer = NotValid(context, "Given token not valid for any token type");
        answer.Body!["messages"] = new JsonArray(new JsonObject
        {
            ["token_class"] = "AccessToken",
            ["token_type"] = "access",
            ["message"] = MessageOf(context.Code),
        });
        return answer;
    }

    private static JwtErrorAnswer ListFields(JwtErrorContext context) => context.Answer with
    {
        Challenge = null,
        Body = new JsonObject(context.Fields.Select(field => KeyValuePair.Create(field.Key, (JsonNode?)new JsonArray(JsonValue.Create(field.Value))))),
    };

    private static JwtErrorAnswer NotValid(JwtErrorContext context, string detail)
    {
        var answer = Say(context, detail);
        answer.Body!["code"] = "token_not_valid";
        return answer;
    }

    private static JwtErrorAnswer Say(JwtErrorContext context, string detail) => context.Answer with
    {
        Detail = detail,
        Challenge = context.Answer.StatusCode == StatusCodes.Status401Unauthorized ? "Bearer realm=\"api\"" : null,
        Body = new JsonObject { ["detail"] = detail },
    };

    private static string MessageOf(string code) => code switch
    {
        JwtErrorCodes.TokenRevoked or JwtErrorCodes.TokenReused => "Token is blacklisted",
        JwtErrorCodes.WrongTokenType => "Token has wrong type",
        _ => "Token is invalid or expired",
    };
}
