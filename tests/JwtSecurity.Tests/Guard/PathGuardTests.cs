using System.Net;
using System.Net.WebSockets;
using System.Security.Claims;
using JwtSecurity.Tests.TestKit;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.FileProviders;

namespace JwtSecurity.Tests.Guard;

/// <summary>A path that is shut, whatever answers below it.</summary>
public sealed class PathGuardTests
{
    [Fact]
    public async Task Files_below_the_path_need_a_token_and_others_do_not()
    {
        using var folder = CreateFiles();
        await using var app = await TestApp.StartAsync(jwt => jwt.AddAccessBearer(), web =>
        {
            web.UseJwtSecurity("/protected");
            web.UseStaticFiles(new StaticFileOptions { FileProvider = new PhysicalFileProvider(folder.Path) });
        });

        (await app.GetAsync("/protected/secret.txt")).Summary().Should().Be("401 credentials_missing");
        (await app.GetAsync("/protected/secret.txt", app.Forged())).Summary().Should().Be("401 signature_invalid");
        (await app.GetAsync("/protected/secret.txt", app.Refresh())).Summary().Should().Be("401 wrong_token_type");
        (await app.GetAsync("/protected/secret.txt", app.Access())).Body.Should().Be("the secret");
        (await app.GetAsync("/public.txt")).Body.Should().Be("for everybody");
        (await app.GetAsync("/protectedX")).Status.Should().Be(HttpStatusCode.NotFound);

        // What is not there is not told.
        var refused = await app.GetAsync("/protected/nothing");
        refused.Summary().Should().Be("401 credentials_missing");
        (refused.Challenge, refused.CacheControl).Should().Be(("Bearer", "no-store"));
        (await app.GetAsync("/protected/nothing", app.Access())).Status.Should().Be(HttpStatusCode.NotFound);
    }

    [Theory]
    [InlineData("/protected/secret.txt")]
    [InlineData("/PROTECTED/secret.txt")]
    [InlineData("/%70rotected/secret.txt")]
    [InlineData("//protected/secret.txt")]
    [InlineData("///protected//secret.txt")]
    [InlineData("/./protected/secret.txt")]
    [InlineData("/x/../protected/secret.txt")]
    [InlineData("/x/%2e%2e/protected/secret.txt")]
    [InlineData("/protected%2Fsecret.txt")]
    [InlineData("/x%2F..%2Fprotected/secret.txt")]
    [InlineData("/protected%5Csecret.txt")]
    [InlineData("/protected\\secret.txt")]
    [InlineData("/protected/secret.txt?x=/public.txt")]
    [InlineData("http://localhost/protected/secret.txt")]
    public async Task However_the_path_is_written(string target)
    {
        using var folder = CreateFiles();
        await using var app = await LoopbackApp.StartAsync(jwt => jwt.AddAccessBearer(), web =>
        {
            web.UseJwtSecurity("/protected");
            web.UseStaticFiles(new StaticFileOptions { FileProvider = new PhysicalFileProvider(folder.Path) });
        });
        await using var connection = await RawConnection.OpenAsync(app.Address);

        var answer = await connection.SendAsync($"GET {target} HTTP/1.1\r\nHost: localhost\r\n\r\n");

        answer!.Status.Should().Be(401);
        answer.Body.Should().Contain("credentials_missing");
    }

    [Fact]
    public async Task An_endpoint_inside_keeps_its_own_demands_and_validates_nothing_twice()
    {
        var validated = 0;
        await using var app = await TestApp.StartAsync(
            jwt => jwt.AddAccessBearer(),
            web =>
            {
                web.UseJwtSecurity("/api", roles: ["admin", "user"]);
                web.MapGet("/api/me", (JwtAuthorizationCredentials credentials) => credentials.GetString("username"));
                web.MapGet("/api/admin", () => "in").RequireJwt<JwtAccessBearer>(roles: ["admin"]);
                web.MapGet("/api/fresh", () => "in").RequireJwt<JwtAccessBearer>().RequireFresh(TimeSpan.FromMinutes(5));
                web.MapGet("/api/method", [Security<JwtAccessBearer>(Roles = "admin")] () => "in");
            },
            builder => builder.Services.AddAuthorization(),
            options => options.Events.OnTokenValidated = _ =>
            {
                validated++;
                return Task.CompletedTask;
            });

        (await app.GetAsync("/api/me", app.Access(role: "user"))).Body.Should().Be("ada");
        validated.Should().Be(1);
        (await app.GetAsync("/api/me", app.Access(role: "guest"))).Code.Should().Be("insufficient_role");
        (await app.GetAsync("/api/admin", app.Access(role: "user"))).Code.Should().Be("insufficient_role");
        (await app.GetAsync("/api/admin", app.Access(role: "admin"))).Body.Should().Be("in");
        (await app.GetAsync("/api/fresh", app.Access(role: "user"))).Code.Should().Be("fresh_token_required");
        (await app.GetAsync("/api/method", app.Access(role: "user"))).Code.Should().Be("insufficient_role");
        (await app.GetAsync("/api/method", app.Access(role: "admin"))).Body.Should().Be("in");
        validated.Should().Be(7);
    }

    [Fact]
    public async Task Allow_anonymous_does_not_open_the_path()
    {
        await using var app = await TestApp.StartAsync(jwt => jwt.AddAccessBearer(), web =>
        {
            web.UseJwtSecurity("/api");
            web.MapGet("/api/open", () => "in").AllowAnonymous();
            web.MapGet("/api/optional", (JwtAuthorizationCredentials? credentials) => "in");
            var group = web.MapGroup("/api/lifted").RequireJwt<JwtAccessBearer>();
            group.MapGet("", (HttpContext context) => context.GetJwtCredentials()?.GetString("username")).AllowAnonymous();
        });

        foreach (var path in new[] { "/api/open", "/api/optional", "/api/lifted", "/api" })
        {
            (await app.GetAsync(path)).Code.Should().Be("credentials_missing");
        }

        (await app.GetAsync("/api/open", app.Access())).Body.Should().Be("in");
        (await app.GetAsync("/api/lifted", app.Access())).Body.Should().Be("ada");
    }

    [Theory]
    [InlineData("OPTIONS", "https://app.example.com", "GET", HttpStatusCode.NoContent)]
    [InlineData("OPTIONS", "https://app.example.com", null, HttpStatusCode.Unauthorized)]
    [InlineData("OPTIONS", null, "GET", HttpStatusCode.Unauthorized)]
    [InlineData("OPTIONS", null, null, HttpStatusCode.Unauthorized)]
    [InlineData("GET", "https://app.example.com", "GET", HttpStatusCode.Unauthorized)]
    [InlineData("POST", "https://app.example.com", "POST", HttpStatusCode.Unauthorized)]
    public async Task A_browser_may_ask_first_without_a_token_and_only_that(string method, string? origin, string? requestMethod, HttpStatusCode status)
    {
        await using var app = await TestApp.StartAsync(
            jwt => jwt.AddAccessBearer(),
            web =>
            {
                web.UseJwtSecurity("/api");
                web.UseCors(policy => policy.WithOrigins("https://app.example.com").AllowAnyHeader());
                web.MapMethods("/api/x", ["GET", "POST", "OPTIONS"], () => "in");
            },
            builder => builder.Services.AddCors());
        (string, string)[] headers = [.. new[] { ("Origin", origin), ("Access-Control-Request-Method", requestMethod) }.Where(header => header.Item2 is not null).Select(header => (header.Item1, header.Item2!))];

        (await app.SendAsync(new HttpMethod(method), "/api/x", headers)).Status.Should().Be(status);
    }

    [Fact]
    public async Task The_scheme_its_set_roles_and_scopes_are_those_that_are_named()
    {
        await using var app = await TestApp.StartAsync(
            jwt =>
            {
                jwt.AddAccessBearer().AddAccessCookie().AddRefreshBearer();
                jwt.Services.AddJwtSecurity("admin", o =>
                {
                    o.SecretKey = TestApp.OtherSecret;
                    o.AccessCookie.Name = "admin_cookie";
                }).AddAccessBearer();
            },
            web =>
            {
                web.UseJwtSecurity<JwtAccessCookie>("/cookie");
                web.UseJwtSecurity<JwtRefreshBearer>("/refresh");
                web.UseJwtSecurity<JwtAccessBearer>("/admin", "admin", roles: ["admin"]);
                web.UseJwtSecurity<JwtAccessBearer>("/both", scopes: ["read write"]);
                web.UseJwtSecurity<JwtAccessBearer>("/both/inner", roles: ["admin"]);
                web.Run(context => context.Response.WriteAsync(context.GetJwtCredentials()?.SchemeName ?? "nobody"));
            });
        var grace = TokenHeaders.Bearer(app.AccessToken("grace", "admin", secret: TestApp.OtherSecret));

        (await app.GetAsync("/cookie", app.Access())).Code.Should().Be("credentials_missing");
        (await app.GetAsync("/cookie", TokenHeaders.Cookie(app.AccessToken()))).Body.Should().Be("JwtAccessCookie");
        (await app.GetAsync("/refresh", app.Refresh())).Body.Should().Be("JwtRefreshBearer");
        (await app.GetAsync("/admin", app.Access())).Code.Should().Be("signature_invalid");
        (await app.GetAsync("/admin", grace)).Body.Should().Be("admin.JwtAccessBearer");
        (await app.GetAsync("/admin", TokenHeaders.Cookie(app.AccessToken()), grace)).Body.Should().Be("admin.JwtAccessBearer", "that opened the path");
        var refused = await app.GetAsync("/both", app.Access(scope: "read"));
        (refused.Code, refused.Challenge.EndsWith("scope=\"read write\"", StringComparison.Ordinal)).Should().Be(("insufficient_scope", true));
        (await app.GetAsync("/both", app.Access(role: "user", scope: "write read"))).Body.Should().Be("JwtAccessBearer");
        (await app.GetAsync("/both/inner", app.Access(role: "user", scope: "write read"))).Code.Should().Be("insufficient_role");
        (await app.GetAsync("/elsewhere")).Body.Should().Be("nobody");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task The_user_is_whom_the_token_says_wherever_authentication_stands(bool registerSchemes)
    {
        await using var app = await TestApp.StartAsync(
            jwt => jwt.AddAccessBearer(),
            web =>
            {
                web.UseJwtSecurity("/api");
                if (registerSchemes)
                {
                    web.UseAuthentication();
                }

                web.Run(context => context.Response.WriteAsync($"{context.User.Identity?.Name} {context.GetJwtCredentials()?.GetString("username")} {context.GetJwtCredentials<JwtAccessBearer>()?.SchemeName}"));
            },
            options: options => options.RegisterAuthenticationSchemes = registerSchemes);

        (await app.GetAsync("/api", app.Access())).Body.Should().Be("ada ada JwtAccessBearer");
    }

    [Fact]
    public async Task A_claims_transformation_runs()
    {
        await using var app = await TestApp.StartAsync(
            jwt => jwt.AddAccessBearer(),
            web =>
            {
                web.UseJwtSecurity("/api");
                web.Run(context => context.Response.WriteAsync(context.User.FindFirst("added")?.Value ?? "nothing"));
            },
            builder => builder.Services.AddSingleton<IClaimsTransformation, AddingTransformation>(),
            options => options.RegisterAuthenticationSchemes = false);

        (await app.GetAsync("/api", app.Access())).Body.Should().Be("by hand");
    }

    [Fact]
    public async Task What_depends_on_a_cookie_is_private_and_no_forged_request_gets_in()
    {
        await using var app = await TestApp.StartAsync(
            jwt => jwt.AddAccessCookie(),
            web =>
            {
                web.UseJwtSecurity("/api");
                web.UseResponseCaching();
                web.Run(context =>
                {
                    context.Response.Headers.CacheControl = "public, max-age=60";
                    return context.Response.WriteAsync(context.GetJwtCredentials()!.GetString("username")!);
                });
            },
            builder => builder.Services.AddResponseCaching(),
            options => options.RegisterAuthenticationSchemes = false);

        var ada = await app.GetAsync("/api", TokenHeaders.Cookie(app.AccessToken()));

        (ada.Body, ada.CacheControl, string.Join(", ", ada.Headers["Vary"])).Should().Be(("ada", "max-age=60, private", "Cookie, Authorization"));
        (await app.GetAsync("/api", TokenHeaders.Cookie(app.AccessToken("grace")))).Body.Should().Be("grace");
        (await app.PostAsync("/api", TokenHeaders.Cookie(app.AccessToken()), ("Sec-Fetch-Site", "cross-site"))).Summary().Should().Be("403 csrf_failed");
        (await app.PostAsync("/api", TokenHeaders.Cookie(app.AccessToken()), ("Sec-Fetch-Site", "same-origin"))).Body.Should().Be("ada");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task The_output_cache_stores_nothing_of_it(bool cacheFirst)
    {
        await using var app = await TestApp.StartAsync(
            jwt => jwt.AddAccessBearer(),
            web =>
            {
                if (cacheFirst)
                {
                    web.UseOutputCache();
                }

                web.UseJwtSecurity("/api");
                if (!cacheFirst)
                {
                    web.UseOutputCache();
                }

                web.MapGet("/api/me", (HttpContext context) => context.GetJwtCredentials()!.GetString("username")).CacheOutput(policy => policy.AddPolicy<AllowAuthorized>());
            },
            builder => builder.Services.AddOutputCache());

        (await app.GetAsync("/api/me", app.Access("ada"))).Body.Should().Be("ada");
        (await app.GetAsync("/api/me", app.Access("grace"))).Body.Should().Be("grace");
        (await app.GetAsync("/api/me")).Code.Should().Be("credentials_missing");
    }

    [Fact]
    public async Task The_path_is_what_it_is_where_the_guard_stands()
    {
        await using var app = await TestApp.StartAsync(jwt => jwt.AddAccessBearer(), web =>
        {
            web.UsePathBase("/shop");
            web.UseJwtSecurity("/api");
            web.Map("/branch", branch =>
            {
                branch.UseJwtSecurity("/inner");
                branch.Run(context => context.Response.WriteAsync("branch"));
            });
            web.Run(context => context.Response.WriteAsync("in"));
        });

        (await app.GetAsync("/shop/api/x")).Code.Should().Be("credentials_missing");
        (await app.GetAsync("/api/x")).Code.Should().Be("credentials_missing");
        (await app.GetAsync("/shop/x")).Body.Should().Be("in");
        (await app.GetAsync("/branch/inner")).Code.Should().Be("credentials_missing");
        (await app.GetAsync("/branch/x")).Body.Should().Be("branch");
    }

    [Fact]
    public async Task A_web_socket_opens_with_a_token()
    {
        await using var app = await TestApp.StartAsync(jwt => jwt.AddAccessBearer(), web =>
        {
            web.UseJwtSecurity("/sockets");
            web.UseWebSockets();
            web.Run(async context =>
            {
                using var socket = await context.WebSockets.AcceptWebSocketAsync();
                await socket.CloseAsync(WebSocketCloseStatus.NormalClosure, context.User.Identity!.Name, default);
            });
        });
        var client = app.Server.CreateWebSocketClient();

        await client.Awaiting(each => each.ConnectAsync(new Uri("ws://localhost/sockets/1"), default)).Should().ThrowAsync<InvalidOperationException>().WithMessage("*401*");
        client.ConfigureRequest = request => request.Headers.Authorization = app.Access().Value;
        using var socket = await client.ConnectAsync(new Uri("ws://localhost/sockets/1"), default);
        await socket.ReceiveAsync(new ArraySegment<byte>(new byte[16]), default);
        socket.CloseStatusDescription.Should().Be("ada");
    }

    [Fact]
    public async Task A_fallback_policy_and_the_guard_of_an_endpoint_get_along_with_it()
    {
        await using var app = await TestApp.StartAsync(
            jwt => jwt.AddAccessBearer(),
            web =>
            {
                web.UseJwtSecurity("/api");
                web.UseAuthorization();
                web.MapGet("/api/plain", () => "in");
                web.MapGet("/api/guarded", (JwtAuthorizationCredentials credentials, IAuthorizationService authorization, HttpContext context) => "in");
            },
            builder => builder.Services.AddAuthorizationBuilder().SetFallbackPolicy(new AuthorizationPolicyBuilder().RequireClaim("role", "admin").Build()));

        (await app.GetAsync("/api/plain", app.Access(role: "user"))).Status.Should().Be(HttpStatusCode.Forbidden);
        (await app.GetAsync("/api/plain", app.Access(role: "admin"))).Body.Should().Be("in");
        (await app.GetAsync("/api/guarded", app.Access(role: "user"))).Body.Should().Be("in");
    }

    [Theory]
    [InlineData("api", "*'api', which does not begin with a slash. Write '/api'.*")]
    [InlineData("", "*does not begin with a slash. Write '/'.*")]
    [InlineData("/x?y", "*'/x?y', and '?' has no place in it*")]
    [InlineData(null, "*pathPrefix*")]
    public async Task A_prefix_that_is_none_is_named_at_once(string? prefix, string message) =>
        await Throws<ArgumentException>(jwt => jwt.AddAccessBearer(), web => web.UseJwtSecurity(prefix!), message);

    [Fact]
    public async Task A_scheme_that_is_not_there_is_named_at_once()
    {
        await Throws<InvalidOperationException>(jwt => jwt.AddRefreshBearer(), web => web.UseJwtSecurity("/api"), "UseJwtSecurity(\"/api\") names no scheme, and there is no access scheme to take. Call AddAccessBearer()*");
        await Throws<InvalidOperationException>(
            jwt => jwt.AddAccessBearer().AddAccessCookie(), web => web.UseJwtSecurity("/api"), "*there are 2. Write UseJwtSecurity<JwtAccessBearer>(\"/api\") or UseJwtSecurity<JwtAccessCookie>(\"/api\").");
        await Throws<InvalidOperationException>(jwt => jwt.AddAccessBearer(), web => web.UseJwtSecurity<JwtAccessCookie>("/api"), "*UseJwtSecurity(\"/api\") needs JwtAccessCookie, which is not registered*AddAccessCookie()*");
        await Throws<InvalidOperationException>(jwt => jwt.AddAccessBearer(), web => web.UseJwtSecurity<JwtAccessBearer>("/api", "admin"), "*needs admin.JwtAccessBearer*AddJwtSecurity(\"admin\"*");
        await Throws<InvalidOperationException>(jwt => jwt.AddAccessBearer(), web => web.UseJwtSecurity<JwtSecurityScheme>("/api"), "*is no scheme*");
        await Throws<InvalidOperationException>(jwt => jwt.AddAccessBearer(), web => web.UseJwtSecurity("/api", scopes: ["läsen"]), "*demands the scope 'läsen'*");
        var start = () => TestApp.StartRawAsync(_ => { }, web => web.UseJwtSecurity("/api"));
        await start.Should().ThrowAsync<InvalidOperationException>().WithMessage("UseJwtSecurity needs JwtSecurity's services. Call builder.Services.AddJwtSecurity*");
    }

    private static async Task Throws<TException>(Action<JwtSecurityBuilder> schemes, Action<WebApplication> configure, string message)
        where TException : Exception
    {
        var start = () => TestApp.StartAsync(schemes, configure);

        await start.Should().ThrowAsync<TException>().WithMessage(message);
    }

    private static TemporaryFolder CreateFiles()
    {
        var folder = new TemporaryFolder();
        Directory.CreateDirectory(Path.Combine(folder.Path, "protected"));
        folder.Write("protected/secret.txt", "the secret");
        folder.Write("public.txt", "for everybody");
        return folder;
    }

    private sealed class AddingTransformation : IClaimsTransformation
    {
        public Task<ClaimsPrincipal> TransformAsync(ClaimsPrincipal principal)
        {
            principal.AddIdentity(new ClaimsIdentity([new Claim("added", "by hand")]));
            return Task.FromResult(principal);
        }
    }

    // As people write it who want answers to authorized requests cached.
    private sealed class AllowAuthorized : Microsoft.AspNetCore.OutputCaching.IOutputCachePolicy
    {
        public ValueTask CacheRequestAsync(Microsoft.AspNetCore.OutputCaching.OutputCacheContext context, CancellationToken cancellation)
        {
            context.EnableOutputCaching = context.AllowCacheLookup = context.AllowCacheStorage = true;
            return default;
        }

        public ValueTask ServeFromCacheAsync(Microsoft.AspNetCore.OutputCaching.OutputCacheContext context, CancellationToken cancellation) => default;

        public ValueTask ServeResponseAsync(Microsoft.AspNetCore.OutputCaching.OutputCacheContext context, CancellationToken cancellation) => default;
    }
}
