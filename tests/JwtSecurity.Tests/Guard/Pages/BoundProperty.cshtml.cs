using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace JwtSecurity.Tests.Guard.Pages;

/// <summary>A property that takes credentials, which pages cannot.</summary>
public sealed class BoundPropertyModel : PageModel
{
    [BindProperty(SupportsGet = true)]
    public JwtAuthorizationCredentials? Credentials { get; set; }
}
