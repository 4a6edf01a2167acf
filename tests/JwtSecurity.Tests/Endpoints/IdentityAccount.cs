namespace JwtSecurity.Tests.Endpoints;

/// <summary>A user of ASP.NET Core Identity.</summary>
internal class IdentityAccount
{
    public string Id { get; set; } = "7";

    public string UserName { get; set; } = "";

    public string? NormalizedUserName { get; set; }

    public string? PasswordHash { get; set; }

    public bool EmailConfirmed { get; set; }

    public int AccessFailedCount { get; set; }

    public DateTimeOffset? LockoutEnd { get; set; }

    public bool TwoFactorEnabled { get; set; }

    public string? AuthenticatorKey { get; set; }

    public IList<string> RecoveryCodes { get; set; } = [];

    public IList<string> Roles { get; } = [];
}
