using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;

namespace JwtSecurity;

/// <summary>
/// A call of <c>RequireFresh</c>, in the metadata of every endpoint it is about. It names no scheme: whoever judges the endpoint's tokens asks for it, the guard or
/// ASP.NET Core authorization.
/// </summary>
/// <param name="MaxAge">How long ago the user may have logged in.</param>
/// <param name="IsOwn">Whether it was called on the endpoint itself, so that nothing outside lifts it.</param>
internal sealed record FreshDeclaration(TimeSpan MaxAge, bool IsOwn)
{
    /// <summary>How many times <c>AllowAnonymous</c> stood already where this was called: further out, so that it does not lift this.</summary>
    private int AnonymousOutside { get; init; }

    /// <summary>The same, as seen from an endpoint being built.</summary>
    public FreshDeclaration On(EndpointBuilder builder) => this with { AnonymousOutside = ConventionDeclaration.CountAnonymousOutside(builder) };

    /// <summary>The strictest of those that hold for an endpoint.</summary>
    public static TimeSpan? FindMaxAge(IEnumerable<object> metadata)
    {
        var declarations = metadata.OfType<FreshDeclaration>().ToArray();
        if (declarations.Length == 0)
        {
            return null;
        }

        // As for RequireJwt: AllowAnonymous lifts what was asked further out.
        var anonymous = metadata.OfType<IAllowAnonymous>().Count();
        return declarations.Where(each => each.IsOwn || anonymous <= each.AnonymousOutside).Min(each => (TimeSpan?)each.MaxAge);
    }
}
