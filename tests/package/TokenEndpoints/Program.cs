using System.Text.Json.Serialization;
using JwtSecurity;

var builder = WebApplication.CreateSlimBuilder(args);

builder.Services.ConfigureHttpJsonOptions(options =>
    options.SerializerOptions.TypeInfoResolverChain.Insert(0, AppJsonContext.Default));

builder.Services.AddJwtSecurity(builder.Configuration.GetSection("Jwt"))
    .AddAccessBearer()
    .AddRefreshBearer()
    .AddSessions()
    .AddInMemoryStore()
    .AddLogin<Login>();

var app = builder.Build();

app.MapJwtSecurity("/auth");

app.MapGet("/users/me", (JwtAuthorizationCredentials credentials) => new User(credentials.GetString("username")!));

app.Run();

internal sealed record User(string Username);

// Whoever knows the password, under any name.
internal sealed class Login : JwtLogin
{
    public override ValueTask<object?> AuthenticateAsync(JwtLoginContext context, CancellationToken cancellationToken) =>
        ValueTask.FromResult<object?>(context.Password == "enchantress" ? new User(context.Username) : null);
}

[JsonSerializable(typeof(User))]
internal sealed partial class AppJsonContext : JsonSerializerContext;
