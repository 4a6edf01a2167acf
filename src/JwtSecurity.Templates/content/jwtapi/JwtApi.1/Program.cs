using JwtApi._1;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;

var builder = WebApplication.CreateBuilder(args);

// Users and their sessions, in one database.
builder.Services.AddDbContext<AppDbContext>(options => options.UseSqlite(builder.Configuration.GetConnectionString("Database")));
builder.Services.AddSingleton(typeof(IPasswordHasher<>), typeof(PasswordHasher<>));

// Tokens come in the Authorization header. A login starts a session, a refresh renews its tokens, a logout ends it.
builder.Services.AddJwtSecurity(builder.Configuration.GetSection("Jwt"))
    .AddAccessBearer()
    .AddRefreshBearer()
    .AddSessions()
    .AddEntityFrameworkStore<AppDbContext>()
    .AddLogin<PasswordLogin>();

// What is refused has a body that says why.
builder.Services.AddProblemDetails();
builder.Services.AddValidation();
builder.Services.AddOpenApi(options => options.AddJwtSecurity(document => document.TokenUrl = "/auth/login"));

var app = builder.Build();

app.UseStatusCodePages();

// /auth/login, /auth/refresh, /auth/verify, /auth/logout and /auth/sessions.
app.MapJwtSecurity("/auth");
app.MapUsers();

if (app.Environment.IsDevelopment())
{
    app.MapOpenApi();
    app.UseSwaggerUI(options =>
    {
        options.RoutePrefix = "docs";
        options.SwaggerEndpoint("/openapi/v1.json", "JwtApi.1");
    });

    // The address that `dotnet run` prints leads there, too.
    app.MapGet("/", () => Results.Redirect("/docs")).ExcludeFromDescription();
}

await app.PrepareDatabaseAsync();
app.Run();
