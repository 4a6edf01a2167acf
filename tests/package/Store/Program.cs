using JwtSecurity;
using JwtSecurity.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore;

var builder = WebApplication.CreateBuilder(args);

builder.Services.AddJwtSecurity(builder.Configuration.GetSection("Jwt"))
    .AddAccessBearer()
    .AddRefreshBearer()
    .AddEntityFrameworkStore(options => options.UseSqlite(builder.Configuration.GetConnectionString("Sessions")));

var app = builder.Build();

var contexts = app.Services.GetRequiredService<IDbContextFactory<JwtSecurityDbContext>>();
await using var context = await contexts.CreateDbContextAsync();
await context.Database.EnsureCreatedAsync();

app.MapPost("/revoke/{jti}", async (string jti, JwtSessionStore store) =>
    await store.RevokeTokenAsync("", jti, DateTimeOffset.UtcNow.AddMinutes(5), CancellationToken.None));

app.MapGet("/revoked/{jti}", async (string jti, JwtSessionStore store, CancellationToken cancellationToken) =>
    new Answer(await store.IsRevokedAsync("", null, jti, cancellationToken)));

app.Run();

internal sealed record Answer(bool Revoked);
