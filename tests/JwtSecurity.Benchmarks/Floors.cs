using System.Security.Claims;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http;

namespace JwtSecurity.Benchmarks;

/// <summary>
/// What the framework takes for doing nothing on the same roads: below this, nothing that is built on it can come.
/// </summary>
internal static class Floors
{
    /// <summary>A parameter that binds itself, to always the same.</summary>
    internal sealed class Parameter : IBindableFromHttpContext<Parameter>
    {
        private static readonly Parameter s_instance = new();

        public static ValueTask<Parameter?> BindAsync(HttpContext context, System.Reflection.ParameterInfo parameter) => new(s_instance);
    }

    /// <summary>A scheme that lets everybody in, as always the same.</summary>
    internal sealed class Handler : IAuthenticationHandler
    {
        private static readonly Task<AuthenticateResult> s_success = Task.FromResult(AuthenticateResult.Success(
            new AuthenticationTicket(new ClaimsPrincipal(new ClaimsIdentity([new Claim("username", "johndoe")], "floor")), "floor")));

        public Task InitializeAsync(AuthenticationScheme scheme, HttpContext context) => Task.CompletedTask;

        public Task<AuthenticateResult> AuthenticateAsync() => s_success;

        public Task ChallengeAsync(AuthenticationProperties? properties) => Task.CompletedTask;

        public Task ForbidAsync(AuthenticationProperties? properties) => Task.CompletedTask;
    }
}
