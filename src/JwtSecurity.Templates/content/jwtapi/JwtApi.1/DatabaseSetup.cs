using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;

namespace JwtApi._1;

internal static class DatabaseSetup
{
    public static async Task PrepareDatabaseAsync(this WebApplication app)
    {
        await using var scope = app.Services.CreateAsyncScope();
        var database = scope.ServiceProvider.GetRequiredService<AppDbContext>();
        await database.Database.EnsureCreatedAsync();
        if (await database.Users.AnyAsync())
        {
            return;
        }

        // Somebody has to add the others.
        if (app.Configuration.GetSection("FirstUser").Get<NewUser>() is not { } first)
        {
            app.Logger.LogWarning("Nobody can log in: there are no users yet. Set FirstUser__Username and FirstUser__Password, and start again.");
            return;
        }

        // What breaks the rules for all users stops the start, an empty password for example.
        Validator.ValidateObject(first, new ValidationContext(first), validateAllProperties: true);
        first.Role = "admin";
        var passwords = scope.ServiceProvider.GetRequiredService<IPasswordHasher<User>>();
        database.Users.Add(User.From(first, passwords));
        await database.SaveChangesAsync();
    }
}
