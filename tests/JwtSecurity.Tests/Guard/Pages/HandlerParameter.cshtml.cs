using Microsoft.AspNetCore.Mvc.RazorPages;

namespace JwtSecurity.Tests.Guard.Pages;

/// <summary>A handler that takes credentials, which pages cannot.</summary>
public sealed class HandlerParameterModel : PageModel
{
    public string? Username { get; private set; }

    public void OnGet(JwtAuthorizationCredentials? credentials) => Username = credentials?.GetString("username") ?? "nobody";
}
