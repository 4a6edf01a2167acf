using System.ComponentModel.DataAnnotations;

namespace JwtApi._1;

// Public, because AddValidation sees no other types.
public sealed record NewUser(
    [Required, MaxLength(64)] string Username,
    [Required, Length(12, 128)] string Password,
    [Required, AllowedValues("user", "admin")] string Role = "user");
