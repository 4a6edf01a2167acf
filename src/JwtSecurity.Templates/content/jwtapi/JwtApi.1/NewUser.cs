using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace JwtApi._1;

// Public, because AddValidation sees no other types. No record: whoever logs one would log the password.
public sealed class NewUser
{
    // One spelling for each name: nobody is called Admin, beside admin, or so with a letter from elsewhere that looks the same.
    [Required, MaxLength(64), RegularExpression("^[a-z0-9@._+-]+$", ErrorMessage = "The field Username takes small letters, digits, and @ . _ + - only.")]
    public string Username { get; set; } = "";

    [Required, Length(12, 128)]
    public string Password { get; set; } = "";

    [AllowedValues("user", "admin"), DefaultValue("user")]
    public string Role { get; set; } = "user";
}
