using System.ComponentModel.DataAnnotations;

namespace JwtApi._1;

// Public, because AddValidation sees no other types.
public sealed record NewUser
{
    [Required, MaxLength(64)]
    public string Username { get; init; } = "";

    [Required, Length(12, 128)]
    public string Password { get; init; } = "";

    [Required, AllowedValues("user", "admin")]
    public string Role { get; init; } = "user";
}
