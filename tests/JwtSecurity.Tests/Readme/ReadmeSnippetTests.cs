using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using JwtSecurity.Tests.TestKit;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.ApplicationParts;
using Microsoft.AspNetCore.Mvc.Controllers;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace JwtSecurity.Tests.Readme;

/// <summary>The README's snippets, each used the way its text says.</summary>
public sealed class ReadmeSnippetTests
{
    [Fact]
    public async Task Securing_endpoints()
    {
        await using var application = await TestApp.StartAsync(jwt => jwt.AddAccessBearer(), app =>
        {
            // The parameter is the declaration. Without [Security] it means the only access scheme there is.
            app.MapGet("/orders", (JwtAuthorizationCredentials credentials) => $"orders of {credentials["username"]}");

            // Roles and scopes: 403 where one is missing.
            app.MapDelete("/orders/{id}", (int id, [Security<JwtAccessBearer>(Roles = "admin")] JwtAuthorizationCredentials credentials) => $"{id} is gone");

            // Endpoints that do not look at the credentials, and groups of them.
            var reports = app.MapGroup("/reports").RequireJwt<JwtAccessBearer>(scopes: ["reports:read"]);
            reports.MapGet("/daily", () => "all is well");
            reports.MapGet("/about", () => "for everybody").AllowAnonymous();
        });
        var access = application.Scheme<JwtAccessBearer>();
        var user = Bearer(access.CreateAccessToken(new { username = "ada", role = "user" }));
        var admin = Bearer(access.CreateAccessToken(new { username = "grace", role = "admin", scope = "reports:read" }));

        (await application.GetAsync("/orders", user)).Body.Should().Be("orders of ada");
        (await application.SendAsync(HttpMethod.Delete, "/orders/7", [user])).Code.Should().Be(JwtErrorCodes.InsufficientRole);
        (await application.SendAsync(HttpMethod.Delete, "/orders/7", [admin])).Body.Should().Be("7 is gone");
        (await application.GetAsync("/reports/daily", user)).Code.Should().Be(JwtErrorCodes.InsufficientScope);
        (await application.GetAsync("/reports/daily", admin)).Body.Should().Be("all is well");
        (await application.GetAsync("/reports/about")).Body.Should().Be("for everybody");
    }

    [Fact]
    public async Task Controllers()
    {
        await using var application = await TestApp.StartAsync(
            jwt => jwt.AddAccessBearer(),
            app => app.MapControllers(),
            builder => builder.Services.AddControllers().ConfigureApplicationPartManager(parts =>
            {
                parts.ApplicationParts.Add(new AssemblyPart(typeof(ProfileController).Assembly));
                parts.FeatureProviders.Clear();
                parts.FeatureProviders.Add(new OnlyProfileController());
            }));
        var access = application.Scheme<JwtAccessBearer>();
        var user = Bearer(access.CreateAccessToken(new Profile("ada", "user")));
        var admin = Bearer(access.CreateAccessToken(new Profile("grace", "admin")));

        (await application.GetAsync("/profile", user)).Body.Should().Be("ada");
        (await application.GetAsync("/profile")).Code.Should().Be(JwtErrorCodes.CredentialsMissing);
        (await application.PostAsync("/profile/token", user)).Code.Should().Be(JwtErrorCodes.InsufficientRole);
        var token = await application.PostAsync("/profile/token", admin);
        (await application.GetAsync("/profile", Bearer(token.Body))).Body.Should().Be("grace");
    }

    [Fact]
    public async Task Recent_login()
    {
        await using var application = await TestApp.StartAsync(jwt => jwt.AddAccessBearer().AddRefreshBearer(), app =>
        {
            app.MapPost("/account/password", (JwtAuthorizationCredentials credentials) => $"a new password for {credentials["username"]}")
                .RequireFresh(TimeSpan.FromMinutes(5));

            // For controllers, and for single parameters: in seconds, as attributes take no TimeSpan.
            app.MapDelete("/account", ([Security<JwtAccessBearer>(MaxAgeSeconds = 5 * 60)] JwtAuthorizationCredentials credentials) => $"{credentials["username"]} is gone");
            app.MapPost("/auth", (JwtAccessBearer access) =>
                access.CreateTokenPair(new { username = "ada" }, details: new JwtTokenDetails { AuthTime = DateTimeOffset.UtcNow }));

            // To renew a token is no login: the new one keeps the time of the old one.
            app.MapPost("/refresh", ([Security<JwtRefreshBearer>] JwtAuthorizationCredentials credentials, JwtAccessBearer access) =>
                access.CreateTokenPair(credentials.Subject, details: new JwtTokenDetails { AuthTime = credentials.AuthTime }));
        });

        // The program asks the machine for the time.
        application.Clock.SetUtcNow(TimeProvider.System.GetUtcNow().AddSeconds(1));
        var pair = (await application.PostAsync("/auth")).Json;
        var access = Bearer(pair.GetProperty("access_token").GetString()!);
        (await application.PostAsync("/account/password", access)).Body.Should().Be("a new password for ada");
        (await application.SendAsync(HttpMethod.Delete, "/account", [access])).Body.Should().Be("ada is gone");

        application.Clock.Advance(TimeSpan.FromMinutes(6));
        var renewed = Bearer((await application.PostAsync("/refresh", Bearer(pair.GetProperty("refresh_token").GetString()!))).Json.GetProperty("access_token").GetString()!);
        (await application.PostAsync("/account/password", renewed)).Code.Should().Be(JwtErrorCodes.FreshTokenRequired);
        (await application.SendAsync(HttpMethod.Delete, "/account", [access])).Code.Should().Be(JwtErrorCodes.FreshTokenRequired);
    }

    [Fact]
    public async Task A_path_and_everything_below_it()
    {
        await using var application = await TestApp.StartAsync(jwt => jwt.AddAccessBearer(), app =>
        {
            // Before what it guards, and after UsePathBase and whatever rewrites paths.
            app.UseJwtSecurity("/reports");
            app.UseJwtSecurity<JwtAccessBearer>("/backoffice", roles: ["admin"]);

            app.UseStaticFiles();
            app.Run(context => context.Response.WriteAsync("in"));
        });
        var user = Bearer(application.Scheme<JwtAccessBearer>().CreateAccessToken(new { username = "ada", role = "user" }));

        (await application.GetAsync("/reports/daily.pdf")).Code.Should().Be(JwtErrorCodes.CredentialsMissing);
        (await application.GetAsync("/reports/daily.pdf", user)).Body.Should().Be("in");
        (await application.GetAsync("/backoffice", user)).Code.Should().Be(JwtErrorCodes.InsufficientRole);
        (await application.GetAsync("/reportsX")).Body.Should().Be("in");
    }

    [Fact]
    public async Task Hubs_and_their_tokens()
    {
        await using var application = await TestApp.StartRawAsync(
            builder =>
            {
                builder.Configuration["Jwt:SecretKey"] = TestApp.Secret;
                builder.Services.AddSignalR();
                builder.Services.AddJwtSecurity(options =>
                    {
                        options.SecretKey = builder.Configuration["Jwt:SecretKey"];
                        options.QueryToken.Paths.Add("/hubs/chat");
                    })
                    .AddAccessBearer();
            },
            app =>
            {
                app.MapHub<ChatHub>("/hubs/chat", options => options.CloseOnAuthenticationExpiration = true).RequireJwt<JwtAccessBearer>();
            });
        var token = application.Scheme<JwtAccessBearer>().CreateAccessToken(new { username = "ada" });
        var client = application.Server.CreateWebSocketClient();

        using var socket = await client.ConnectAsync(new Uri($"ws://localhost/hubs/chat?access_token={token}"), default);
        socket.State.Should().Be(System.Net.WebSockets.WebSocketState.Open);
        await client.Awaiting(each => each.ConnectAsync(new Uri("ws://localhost/hubs/chat"), default)).Should().ThrowAsync<InvalidOperationException>().WithMessage("*401*");
    }

    [Fact]
    public async Task Options_from_configuration()
    {
        await using var application = await TestApp.StartRawAsync(
            builder =>
            {
                builder.Configuration.AddInMemoryCollection([new("Jwt:SecretKey", TestApp.Secret), new("Jwt:AccessExpiresDelta", "00:01:00")]);
                builder.Services.AddJwtSecurity(builder.Configuration.GetSection("Jwt")).AddAccessBearer();
            },
            app => app.MapGet("/", (JwtAuthorizationCredentials credentials) => credentials.ExpiresAt - credentials.IssuedAt));

        var token = application.Scheme<JwtAccessBearer>().CreateAccessToken(new { username = "ada" });
        (await application.GetAsync("/", Bearer(token))).Body.Should().Be("\"00:01:00\"");
    }

    [Fact]
    public async Task Cookies()
    {
        await using var application = await TestApp.StartAsync(jwt => jwt.AddAccessCookie(), app =>
        {
            app.MapPost("/login", (JwtAccessCookie access, HttpResponse response) =>
            {
                access.SetAccessCookie(response, access.CreateAccessToken(new { username = "ada" }));
                return Results.NoContent();
            });

            app.MapPost("/logout", (JwtAccessCookie access, HttpResponse response) =>
            {
                access.UnsetAccessCookie(response);
                return Results.NoContent();
            });
            app.MapGet("/", (JwtAuthorizationCredentials credentials) => credentials.GetString("username"));
        });

        var login = await application.PostAsync("/login");
        var cookie = login.Headers["Set-Cookie"].Single().Split(';')[0];
        (await application.GetAsync("/", ("Cookie", cookie))).Body.Should().Be("ada");

        var logout = await application.PostAsync("/logout");
        logout.Headers["Set-Cookie"].Single().Should().StartWith("access_token_cookie=;").And.Contain("max-age=0");
    }

    [Fact]
    public async Task Keys_of_which_others_have_the_public_half()
    {
        using var folder = new TemporaryFolder();
        folder.Write("jwt.pem", KeyPairs.Pem("ES256"));
        var File = folder;
        string publicKey = "";
        await using var issuer = await TestApp.StartRawAsync(
            builder =>
            {
                publicKey = Issue(builder);
            },
            app => app.MapPost("/", (JwtAccessBearer access) => access.CreateAccessToken(new { username = "ada" })));
        await using var verifier = await TestApp.StartRawAsync(
            builder =>
            {
                builder.Services.AddJwtSecurity(options => options.SigningKeys.Add(SigningKey.FromJwk(publicKey))).AddAccessBearer();
            },
            app => app.MapGet("/", (JwtAuthorizationCredentials credentials) => credentials.GetString("username")));

        (await verifier.GetAsync("/", Bearer((await issuer.PostAsync("/")).Body))).Body.Should().Be("ada");
        var create = () => verifier.Scheme<JwtAccessBearer>().CreateAccessToken(new { username = "mallory" });
        create.Should().Throw<InvalidOperationException>();

        string Issue(WebApplicationBuilder builder)
        {
            var key = SigningKey.FromPem(File.ReadAllText("jwt.pem"));
            builder.Services.AddJwtSecurity(options => options.SigningKeys.Add(key)).AddAccessBearer();

            // For those who verify: the public half, as a JWK. A public key as PEM text or a certificate does, too.
            var publicKey = key.ToJwk();
            return publicKey;
        }
    }

    [Fact]
    public void Rotation_in_code()
    {
        using var folder = new TemporaryFolder();
        folder.Write("jwt-2026.pem", KeyPairs.Pem("ES256"));
        folder.Write("jwt-2027.pem", KeyPairs.Other("ES256").ExportPkcs8PrivateKeyPem());
        var File = folder;
        var options = new JwtSchemeOptions { TimeProvider = new ManualTimeProvider() };

        options.SigningKeys.Add(SigningKey.FromPem(File.ReadAllText("jwt-2026.pem")));
        options.SigningKeys.Add(SigningKey.FromPem(File.ReadAllText("jwt-2027.pem")).WithActiveFrom(new DateTimeOffset(2027, 1, 1, 0, 0, 0, TimeSpan.Zero)));

        ShouldRotate(options, (ManualTimeProvider)options.TimeProvider);
    }

    [Fact]
    public void Rotation_in_configuration()
    {
        using var folder = new TemporaryFolder();
        folder.Write("jwt-2026.pem", KeyPairs.Pem("ES256"));
        folder.Write("jwt-2027.pem", KeyPairs.Other("ES256").ExportPkcs8PrivateKeyPem());
        var examples = ReadmeTests.BlocksOf("src/JwtSecurity/Keys/README.md", "json").Where(block => block.Contains("\"SigningKeys\"", StringComparison.Ordinal)).ToArray();
        examples.Should().HaveCount(2);

        foreach (var example in examples)
        {
            using var json = new MemoryStream(Encoding.UTF8.GetBytes(example.Replace("/run/secrets", folder.Path, StringComparison.Ordinal)));
            var options = new JwtSecurityOptions { TimeProvider = new ManualTimeProvider() };
            JwtConfiguration.Bind(new ConfigurationBuilder().AddJsonStream(json).Build().GetSection("Jwt"), options);

            ShouldRotate(options, (ManualTimeProvider)options.TimeProvider);
        }
    }

    [Fact]
    public async Task Several_kinds_of_users()
    {
        await using var application = await TestApp.StartRawAsync(
            builder =>
            {
                builder.Configuration.AddInMemoryCollection([new("AdminJwt:SecretKey", "the secret of the administrators, and of nobody else")]);
                builder.Services.AddJwtSecurity(options => options.SecretKey = TestApp.Secret).AddAccessBearer();
                builder.Services.AddJwtSecurity("admin", options => options.SecretKey = builder.Configuration["AdminJwt:SecretKey"])
                    .AddAccessBearer();
            },
            app =>
            {
                app.MapGet("/admin", ([Security<JwtAccessBearer>("admin")] JwtAuthorizationCredentials credentials) => $"hello {credentials["username"]}");

                app.MapPost("/admin/auth", ([FromKeyedServices("admin")] JwtAccessBearer access) => access.CreateAccessToken(new { username = "grace" }));
            });

        var token = (await application.PostAsync("/admin/auth")).Body;
        (await application.GetAsync("/admin", Bearer(token))).Body.Should().Be("hello grace");
        var other = application.Scheme<JwtAccessBearer>().CreateAccessToken(new { username = "mallory" });
        (await application.GetAsync("/admin", Bearer(other))).Code.Should().Be(JwtErrorCodes.KeyUnknown);
    }

    [Fact]
    public async Task Sharing_tokens_with_a_Django_service()
    {
        await using var application = await TestApp.StartRawAsync(
            builder =>
            {
                builder.Configuration["Jwt:SecretKey"] = TestApp.Secret;
                builder.Services.AddJwtSecurity(options =>
                    {
                        // Django's SIMPLE_JWT["SIGNING_KEY"] or, where that is not set, its SECRET_KEY.
                        options.SecretKey = builder.Configuration["Jwt:SecretKey"];
                        options.Dialect = JwtDialect.SimpleJwt;
                    })
                    .AddAccessBearer()
                    .AddRefreshBearer();
            },
            app =>
            {
                // Answers {"access": "…", "refresh": "…"}, as TokenObtainPairView does.
                app.MapPost("/api/token", (JwtAccessBearer access) => access.CreateTokenPair(new { user_id = 7, name = "ada" }));

                // There is no claim for the subject here: it is every claim that is not the token's own.
                app.MapGet("/api/me", (JwtAuthorizationCredentials credentials) => $"{credentials["name"]} is number {credentials["user_id"]}");
            });

        var pair = (await application.PostAsync("/api/token")).Json;
        pair.EnumerateObject().Select(field => field.Name).Should().BeEquivalentTo("access", "refresh");
        var token = pair.GetProperty("access").GetString()!;
        Tokens.ReadPayload(token).EnumerateObject().Select(claim => claim.Name).Should().BeEquivalentTo("token_type", "exp", "iat", "jti", "user_id", "name");
        (await application.GetAsync("/api/me", Bearer(token))).Body.Should().Be("ada is number 7");

        var theirs = Tokens.Sign(DialectTokens.Payload("SimpleJwt", application.Clock.GetUtcNow(), changes: ("name", "grace")));
        (await application.GetAsync("/api/me", Bearer(theirs))).Body.Should().Be("grace is number 7");
        (await application.GetAsync("/api/me")).Body.Should().Be("""{"detail":"Authentication credentials were not provided."}""");
    }

    [Theory]
    [InlineData("FlaskJwtExtended", 422, """{"msg":"Only non-refresh tokens are allowed"}""")]
    [InlineData("Billing", 401, """{"error":"wrong_token_type"}""")]
    public async Task A_dialect_with_changes(string dialect, int status, string body)
    {
        await using var application = await TestApp.StartAsync(
            jwt => jwt.AddAccessBearer().AddRefreshBearer(),
            app => app.MapGet("/", ([Security<JwtAccessBearer>] JwtAuthorizationCredentials credentials) => credentials.Subject),
            options: options =>
            {
                if (dialect == "FlaskJwtExtended")
                {
                    options.Dialect = JwtDialect.FlaskJwtExtended with { InvalidTokenStatusCode = 422 };
                    return;
                }

                options.Dialect = JwtDialect.SimpleJwt with
                {
                    Name = "Billing",
                    // The other side has SIMPLE_JWT = {"USER_ID_CLAIM": "account"}.
                    IdentityClaim = "account",
                    ErrorAnswer = context => context.Answer with { Body = new JsonObject { ["error"] = context.Code } },
                };
            });
        var pair = application.Scheme<JwtAccessBearer>().CreateTokenPair(new { sub = "7", account = "7" });

        (await application.GetAsync("/", Bearer(pair.AccessToken))).Body.Should().Be("""{"sub":"7","account":"7"}""");
        var refused = await application.GetAsync("/", Bearer(pair.RefreshToken));
        (refused.Status, refused.Body).Should().Be(((HttpStatusCode)status, body));
    }

    [Fact]
    public async Task Publishing_and_accepting_keys()
    {
        var folder = Directory.CreateTempSubdirectory("JwtSecurity.Tests.").FullName;
        var (issuer, keys, nextKeyFile) = await StartIssuerAsync(folder);
        await using var stopping = issuer;
        using var client = new HttpClient { BaseAddress = new Uri(issuer.Urls.First()) };
        await using var application = await TestApp.StartRawAsync(
            builder =>
            {
                builder.Configuration.AddInMemoryCollection([new("Login:Keys", new Uri(client.BaseAddress, "/.well-known/jwks.json").AbsoluteUri)]);
                builder.Services.AddSingleton(TimeProvider.System);
                builder.Services.AddJwtSecurity(options =>
                    {
                        options.Issuer = "https://login.example.com";
                        options.Audiences.Add("https://orders.example.com");
                    })
                    .AddJwks(builder.Configuration["Login:Keys"]!)
                    .AddAccessBearer();
            },
            app => app.MapGet("/", (JwtAuthorizationCredentials credentials) => credentials.GetString("username")));

        var old = await (await client.PostAsync(new Uri("/auth", UriKind.Relative), null)).Content.ReadAsStringAsync();
        (await application.GetAsync("/", Bearer(old))).Body.Should().Be("ada");

        var time = TimeProvider.System;

        // Published at once, and known everywhere when the first token is signed with it.
        var next = SigningKey.FromPem(File.ReadAllText(nextKeyFile)).WithActiveFrom(time.GetUtcNow().AddHours(1));
        keys.Replace([.. keys.Keys, next]);

        (await client.GetStringAsync(new Uri("/.well-known/jwks.json", UriKind.Relative))).Should().Contain(next.KeyId).And.Contain("RS256").And.Contain("ES256");
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task Hooks()
    {
        var users = new DisabledUsers("mallory");
        await using var application = await TestApp.StartAsync(
            jwt => jwt.AddAccessBearer(),
            app => app.MapGet("/", (JwtAuthorizationCredentials credentials) => credentials.GetString("username")),
            builder => builder.Services.AddSingleton<IUsers>(users),
            options =>
            {
                options.Events.OnTokenValidated = async context =>
                {
                    var users = context.HttpContext.RequestServices.GetRequiredService<IUsers>();
                    if (await users.IsDisabledAsync(context.Credentials.GetString("username"), context.HttpContext.RequestAborted))
                    {
                        context.Reject();
                    }
                };
                options.Events.OnChallenge = context =>
                {
                    context.HandleResponse();
                    return context.HttpContext.Response.WriteAsJsonAsync(new { msg = context.Error.Detail });
                };
            });
        var access = application.Scheme<JwtAccessBearer>();

        (await application.GetAsync("/", Bearer(access.CreateAccessToken(new { username = "ada" })))).Body.Should().Be("ada");
        var refused = await application.GetAsync("/", Bearer(access.CreateAccessToken(new { username = "mallory" })));
        refused.Status.Should().Be(HttpStatusCode.Unauthorized);
        refused.Body.Should().Be("""{"msg":"Invalid token: it was revoked"}""");
    }

    [Fact]
    public async Task Sessions()
    {
        await using var application = await TestApp.StartRawAsync(
            builder =>
            {
                builder.Configuration.AddInMemoryCollection([new("Jwt:SecretKey", TestApp.Secret)]);
                builder.Services.AddJwtSecurity(options => options.SecretKey = builder.Configuration["Jwt:SecretKey"])
                    .AddAccessBearer()
                    .AddRefreshBearer()
                    .AddSessions(sessions => sessions.AbsoluteLifetime = TimeSpan.FromDays(180))
                    // In the memory of this process: a restart ends them all.
                    .AddInMemoryStore();
            },
            app =>
            {
                // A login starts a session. What the client calls itself is for the list below.
                app.MapPost("/login", (JwtSessions sessions, HttpRequest request) => sessions.StartAsync(
                    new { username = "ada", role = "user" },
                    new JwtSessionDetails { Client = request.Headers.UserAgent }));

                // A refresh renews its tokens.
                app.MapPost("/refresh", async (
                    [Security<JwtRefreshBearer>] JwtAuthorizationCredentials credentials,
                    JwtSessions sessions,
                    CancellationToken cancellationToken) =>
                {
                    var result = await sessions.RefreshAsync(credentials, cancellationToken);
                    return result.Succeeded ? Results.Ok(result.Pair) : result.Error.ToResult();
                });

                // A logout ends it, here, everywhere, or everywhere else.
                app.MapPost("/logout", ([Security<JwtAccessBearer>] JwtAuthorizationCredentials credentials, JwtSessions sessions) =>
                    sessions.RevokeAsync(credentials));

                app.MapPost("/logout-everywhere", ([Security<JwtAccessBearer>] JwtAuthorizationCredentials credentials, JwtSessions sessions) =>
                    sessions.RevokeAllAsync(credentials.GetString("username")!));

                app.MapPost("/logout-other-devices", ([Security<JwtAccessBearer>] JwtAuthorizationCredentials credentials, JwtSessions sessions) =>
                    sessions.RevokeAllAsync(credentials.GetString("username")!, exceptSessionId: credentials.SessionId));

                app.MapGet("/sessions", ([Security<JwtAccessBearer>] JwtAuthorizationCredentials credentials, JwtSessions sessions) =>
                    sessions.ListAsync(credentials.GetString("username")!));
            });

        var phone = (await application.PostAsync("/login", ("User-Agent", "the phone"))).Json;
        var tablet = (await application.PostAsync("/login", ("User-Agent", "the tablet"))).Json;
        application.Clock.Advance(TimeSpan.FromMinutes(1));
        var renewed = (await application.PostAsync("/refresh", Bearer(phone, "refresh_token"))).Json;
        var sessions = (await application.GetAsync("/sessions", Bearer(renewed))).Json;
        sessions.EnumerateArray().Select(session => session.GetProperty("client").GetString()).Should().Equal("the phone", "the tablet");

        await application.PostAsync("/logout", Bearer(renewed));
        (await application.GetAsync("/sessions", Bearer(phone))).Code.Should().Be(JwtErrorCodes.TokenRevoked);
        (await application.PostAsync("/refresh", Bearer(renewed, "refresh_token"))).Code.Should().Be(JwtErrorCodes.TokenRevoked);

        var watch = (await application.PostAsync("/login", ("User-Agent", "the watch"))).Json;
        await application.PostAsync("/logout-other-devices", Bearer(tablet));
        (await application.GetAsync("/sessions", Bearer(watch))).Code.Should().Be(JwtErrorCodes.TokenRevoked);
        (await application.GetAsync("/sessions", Bearer(tablet))).Json.EnumerateArray().Should().ContainSingle();

        await application.PostAsync("/logout-everywhere", Bearer(tablet));
        (await application.GetAsync("/sessions", Bearer(tablet))).Code.Should().Be(JwtErrorCodes.TokenRevoked);
    }

    [Fact]
    public async Task Session_hook()
    {
        await using var application = await TestApp.StartAsync(
            jwt => jwt.AddRefreshBearer().AddSessions().AddInMemoryStore(),
            _ => { },
            builder => builder.Services.AddSingleton<IUsers>(new DisabledUsers("mallory")),
            options =>
            {
                options.Events.OnSessionRefreshing = async context =>
                {
                    var users = context.Services.GetRequiredService<IUsers>();
                    if (await users.IsDisabledAsync(context.Session.SubjectKey, context.CancellationToken))
                    {
                        // The session ends. To change a role instead: context.ReplaceSubject(new { … }).
                        context.Reject();
                    }
                };
            });

        (await RefreshAsync("ada")).Succeeded.Should().BeTrue();
        (await RefreshAsync("mallory")).Error!.Code.Should().Be(JwtErrorCodes.TokenRevoked);

        async Task<JwtRefreshResult> RefreshAsync(string username)
        {
            var sessions = application.Services.GetRequiredService<JwtSessions>();
            var pair = await sessions.StartAsync(new { username });
            return await sessions.RefreshAsync((await application.Scheme<JwtRefreshBearer>().ValidateAsync(pair.RefreshToken)).Credentials!);
        }
    }

    [Fact]
    public async Task Without_a_request()
    {
        var secret = TestApp.Secret;

        var access = new JwtAccessBearer(new JwtSchemeOptions { SecretKey = secret });
        var token = access.CreateAccessToken(
            new { username = "ada" },
            details: new JwtTokenDetails { Claims = new Dictionary<string, object?> { ["scope"] = "reports:read" } });

        var result = await access.ValidateAsync(token);
        var text = result.Succeeded ? $"hello {result.Credentials["username"]}" : result.Error.Detail;

        // Another scheme with the same options, but for what is said here.
        var refresh = JwtRefreshBearer.From(access, options => options.RefreshExpiresDelta = TimeSpan.FromDays(2));

        text.Should().Be("hello ada");
        result.Credentials!.Claims.GetProperty("scope").GetString().Should().Be("reports:read");
        var renewed = await refresh.ValidateAsync(refresh.CreateRefreshToken(result.Credentials.Subject));
        (renewed.Credentials!.ExpiresAt - renewed.Credentials.IssuedAt).Should().Be(TimeSpan.FromDays(2));
    }

    private static void ShouldRotate(JwtSchemeOptions options, ManualTimeProvider clock)
    {
        var access = new JwtAccessBearer(options);
        var old = access.CreateAccessToken(new { username = "ada" }, TimeSpan.FromDays(365));

        clock.SetUtcNow(new DateTimeOffset(2027, 1, 1, 0, 0, 0, TimeSpan.Zero));
        var renewed = access.CreateAccessToken(new { username = "ada" });

        Tokens.ReadHeader(renewed).GetRawText().Should().NotBe(Tokens.ReadHeader(old).GetRawText());
        (access.Verdict(old), access.Verdict(renewed)).Should().Be(("accepted", "accepted"));
    }

    private static async Task<(WebApplication App, SigningKeySource Keys, string NextKeyFile)> StartIssuerAsync(string folder)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Configuration["Jwt:KeyFile"] = Path.Combine(folder, "key.pem");
        var nextKeyFile = Path.Combine(folder, "next.pem");
        File.WriteAllText(builder.Configuration["Jwt:KeyFile"]!, RSA.Create(2048).ExportPkcs8PrivateKeyPem());
        File.WriteAllText(nextKeyFile, ECDsa.Create(ECCurve.NamedCurves.nistP256).ExportPkcs8PrivateKeyPem());

        var keys = new SigningKeySource(SigningKey.FromPem(File.ReadAllText(builder.Configuration["Jwt:KeyFile"]!)));
        builder.Services.AddJwtSecurity(options =>
            {
                options.Issuer = "https://login.example.com";
                options.Audiences.Add("https://orders.example.com");
            })
            .AddSigningKeySource(keys)
            .AddAccessBearer();

        var app = builder.Build();

        app.MapPost("/auth", (JwtAccessBearer access) => access.CreateAccessToken(new { username = "ada" }));
        app.MapJwks();

        await app.StartAsync();
        return (app, keys, nextKeyFile);
    }

    private static (string, string) Bearer(JsonElement pair, string member = "access_token") => Bearer(pair.GetProperty(member).GetString()!);

    private static (string, string) Bearer(string token) => ("Authorization", "Bearer " + token);

    private interface IUsers
    {
        Task<bool> IsDisabledAsync(string? username, CancellationToken cancellationToken);
    }

    private sealed class DisabledUsers(params string[] names) : IUsers
    {
        public async Task<bool> IsDisabledAsync(string? username, CancellationToken cancellationToken)
        {
            await Task.Yield();
            return names.Contains(username);
        }
    }

    private sealed class ChatHub : Microsoft.AspNetCore.SignalR.Hub;

    private sealed class OnlyProfileController : ControllerFeatureProvider
    {
        protected override bool IsController(System.Reflection.TypeInfo typeInfo) => typeInfo == typeof(ProfileController);
    }
}

[ApiController]
[Route("profile")]
public sealed class ProfileController(JwtAccessBearer access) : ControllerBase
{
    // On the parameter: the guard.
    [HttpGet]
    public string Get([Security<JwtAccessBearer>] JwtAuthorizationCredentials credentials) => credentials.GetSubject<Profile>().Username;

    // On the method or the class: like [Authorize], by ASP.NET Core's authorization.
    [HttpPost("token"), Security<JwtAccessBearer>(Roles = "admin")]
    public string Token() => access.CreateAccessToken(HttpContext.GetJwtCredentials()!.Subject);
}

public sealed record Profile(string Username, string Role);
