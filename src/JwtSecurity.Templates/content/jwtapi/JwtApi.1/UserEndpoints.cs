using JwtSecurity;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Identity;

namespace JwtApi._1;

internal static class UserEndpoints
{
    public static void MapUsers(this IEndpointRouteBuilder app)
    {
        // The parameter is the declaration: without a good token nobody gets in.
        app.MapGet("/users/me", (JwtAuthorizationCredentials credentials) => credentials.GetSubject<Subject>());

        app.MapPost("/users", CreateAsync)
            .RequireJwt<JwtAccessBearer>(roles: ["admin"])
            .ProducesProblem(StatusCodes.Status409Conflict);
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> CreateAsync(
        NewUser newUser, AppDbContext database, IPasswordHasher<User> passwords, CancellationToken cancellationToken)
    {
        if (await database.Users.FindAsync([newUser.Username], cancellationToken) is not null)
        {
            return TypedResults.Problem("There is a user of this name.", statusCode: StatusCodes.Status409Conflict);
        }

        database.Users.Add(User.From(newUser, passwords));
        await database.SaveChangesAsync(cancellationToken);
        return TypedResults.NoContent();
    }
}
