using System.ComponentModel.DataAnnotations;

namespace JwtApi._1;

// Public, because what is not is not validated: see AddValidation in Program.cs.
public sealed record NewUser(
    [Required, MaxLength(64)] string Username,
    [Required, Length(12, 128)] string Password,
    [Required, AllowedValues("user", "admin")] string Role = "user");
