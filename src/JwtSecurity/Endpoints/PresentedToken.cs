using Microsoft.AspNetCore.Http;

namespace JwtSecurity;

/// <summary>
/// A token that a request presents to a token endpoint, and the scheme that it is for.
/// </summary>
internal readonly record struct PresentedToken(JwtSecurityScheme Scheme, FoundToken Token)
{
    /// <summary>What the schemes find in headers and cookies: one each at most.</summary>
    public static IEnumerable<PresentedToken> FindAll(HttpRequest request, IEnumerable<JwtSecurityScheme> schemes)
    {
        foreach (var scheme in schemes)
        {
            var found = TokenSource.Find(request, scheme.Settings);
            if (!found.IsNone)
            {
                yield return new PresentedToken(scheme, found);
            }
        }
    }

    /// <summary>One that stands in a body. No browser sends it by itself.</summary>
    public static PresentedToken InBody(JwtSecurityScheme scheme, string token) => new(scheme, FoundToken.At(TokenOrigin.Body, token, 0, token.Length));

    /// <summary>Whether it was made with a key of the scheme's, and its time has not come.</summary>
    public bool IsSigned => Token.Error is null && JwtValidator.Validate(Token.Text, Scheme.Settings, out _) is null;

    /// <summary>What the scheme makes of it, with everything that it asks elsewhere.</summary>
    public ValueTask<JwtAuthentication> AuthenticateAsync(HttpContext context) =>
        JwtAuthenticator.AuthenticateAsync(context, JwtSecurityFeature.GetOrAdd(context), Scheme, Token);
}
