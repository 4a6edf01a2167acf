using JwtSecurity;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;

namespace JwtApi._1;

internal static class UserEndpoints
{
    public static void MapUsers(this IEndpointRouteBuilder app)
    {
        var users = app.MapGroup("/users").WithTags("Users");

        // The parameter is the declaration: without a good token nobody gets in.
        users.MapGet("/me", (JwtAuthorizationCredentials credentials) => credentials.GetSubject<Subject>());

        users.MapPost("/", CreateAsync)
            .RequireJwt<JwtAccessBearer>(roles: ["admin"])
            .ProducesValidationProblem()
            .ProducesProblem(StatusCodes.Status409Conflict);
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> CreateAsync(
        NewUser newUser, AppDbContext database, IPasswordHasher<User> passwords, CancellationToken cancellationToken)
    {
        var taken = TypedResults.Problem("There is a user of this name.", statusCode: StatusCodes.Status409Conflict);
        var namesakes = database.Users.Where(user => user.Username == newUser.Username);
        if (await namesakes.AnyAsync(cancellationToken))
        {
            return taken;
        }

        database.Users.Add(User.From(newUser, passwords));
        try
        {
            await database.SaveChangesAsync(cancellationToken);
        }
        catch (DbUpdateException) when (namesakes.Any())
        {
            // Of two requests at the same time the other one was first.
            return taken;
        }

        return TypedResults.NoContent();
    }
}
