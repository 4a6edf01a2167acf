using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Identity;

namespace JwtApi._1;

internal sealed class User
{
    [Key]
    public required string Username { get; init; }

    public required string Role { get; set; }

    public string PasswordHash { get; set; } = "";

    public static User From(NewUser newUser, IPasswordHasher<User> passwords)
    {
        var user = new User { Username = newUser.Username, Role = newUser.Role };
        user.PasswordHash = passwords.HashPassword(user, newUser.Password);
        return user;
    }

    public Subject ToSubject() => new(Username, Role);
}
