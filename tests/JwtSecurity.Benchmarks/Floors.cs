using System.Collections.Concurrent;
using System.Security.Claims;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http;

namespace JwtSecurity.Benchmarks;

/// <summary>
/// What the framework takes for doing nothing on the same roads: below this, nothing that is built on it can come.
/// </summary>
internal static class Floors
{
    private static readonly JwtValidationError s_malformed = JwtErrors.TokenMalformed;
    private static readonly IncrementalHash s_hash = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, Encoding.UTF8.GetBytes(Variants.Secret));
    private static readonly byte[] s_signed = Encoding.ASCII.GetBytes(Variants.CreateToken().Split('.') is [var header, var payload, _] ? $"{header}.{payload}" : "");
    private static readonly byte[] s_signature = HMACSHA256.HashData(Encoding.UTF8.GetBytes(Variants.Secret), s_signed);
    private static readonly ConcurrentDictionary<string, string> s_texts = new(StringComparer.Ordinal);

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

    /// <summary>What a signature costs by the framework's own hash, with the key in it already.</summary>
    public static bool CheckSignature()
    {
        Span<byte> signature = stackalloc byte[HMACSHA256.HashSizeInBytes];
        s_hash.AppendData(s_signed);
        s_hash.GetHashAndReset(signature);
        return CryptographicOperations.FixedTimeEquals(signature, s_signature);
    }

    /// <summary>Puts a text into the dictionary that <see cref="LookUp"/> asks.</summary>
    public static void Remember(byte[] authorization)
    {
        var text = Encoding.Latin1.GetString(authorization);
        s_texts[text] = text[^8..];
    }

    /// <summary>What it costs to know one of many texts again.</summary>
    public static string LookUp(HttpRequest request) => s_texts[request.Headers.Authorization.ToString()];

    /// <summary>The answer to a malformed token, from an endpoint that looks at none.</summary>
    public static Task RefuseAsync(HttpContext context)
    {
        var response = context.Response;
        response.StatusCode = StatusCodes.Status401Unauthorized;
        response.Headers.CacheControl = "no-store";
        response.Headers.WWWAuthenticate = s_malformed.Challenge;
        response.ContentType = "application/problem+json";
        response.ContentLength = s_malformed.Body.Length;
        return response.Body.WriteAsync(s_malformed.Body, CancellationToken.None).AsTask();
    }
}
