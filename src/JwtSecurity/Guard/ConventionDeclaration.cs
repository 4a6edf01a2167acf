using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Mvc.Abstractions;

namespace JwtSecurity;

/// <summary>
/// A call of <c>RequireJwt</c>, on an endpoint or on something that holds endpoints.
/// </summary>
internal sealed record ConventionDeclaration : GuardDeclaration
{
    /// <summary>What it was called on. Two calls on one builder are equally near to the endpoint.</summary>
    public required object Level { get; init; }

    /// <summary>Whether that is the endpoint itself, so that nothing outside lifts it.</summary>
    public required bool IsOwn { get; init; }

    /// <summary>How many times <c>AllowAnonymous</c> stood already where this was called: further out, so that it does not lift this.</summary>
    public int AnonymousOutside { get; init; }

    /// <summary>The same, as seen from an endpoint being built.</summary>
    public ConventionDeclaration On(EndpointBuilder builder) => this with { AnonymousOutside = CountAnonymousOutside(builder) };

    /// <summary>How many times <c>AllowAnonymous</c> stands already on an endpoint being built: what is declared now is nearer.</summary>
    public static int CountAnonymousOutside(EndpointBuilder builder)
    {
        // MVC puts the attributes of an action there before the conventions of MapControllers, although they are nearer.
        var action = builder.Metadata.OfType<ActionDescriptor>().FirstOrDefault()?.EndpointMetadata ?? [];
        return builder.Metadata.OfType<IAllowAnonymous>().Count(each => !action.Contains(each));
    }
}
