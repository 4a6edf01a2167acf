using System.Text.Json;
using JwtSecurity.Tests.TestKit;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace JwtSecurity.Tests.Dialects;

/// <summary>What holds in every dialect: the same strictness, the same credentials, the same roads.</summary>
public sealed class EveryDialectTests
{
    private readonly ManualTimeProvider _clock = new();

    public static TheoryData<string> Dialects => DialectTokens.Names;

    // A claim with a value that is wrong in every dialect; null leaves it out.
    public static TheoryData<string, string, string?, string> WrongClaims
    {
        get
        {
            var data = new TheoryData<string, string, string?, string>();
            foreach (var dialect in DialectTokens.BuiltIn)
            {
                var type = dialect.TypeClaim;
                (string Claim, string? Value, string Verdict)[] rows =
                [
                    ("exp", null, "claim_invalid"), ("exp", "\"1780316100\"", "claim_invalid"), ("exp", "true", "claim_invalid"), ("exp", "-1", "claim_invalid"), ("exp", "1e99", "claim_invalid"), ("exp", "1780315200", "token_expired"),
                    ("iat", null, "claim_invalid"), ("iat", "\"1780315200\"", "claim_invalid"), ("iat", "{}", "claim_invalid"),
                    ("jti", null, "claim_invalid"), ("jti", "5", "claim_invalid"), ("jti", "\"\"", "claim_invalid"), ("jti", "null", "claim_invalid"),
                    ("nbf", "\"soon\"", "claim_invalid"), ("nbf", "null", "claim_invalid"), ("nbf", "1780315201", "token_not_yet_valid"),
                    ("iss", "5", "claim_invalid"), ("aud", "5", "claim_invalid"), ("aud", "[\"a\",5]", "claim_invalid"), ("sid", "5", "claim_invalid"),
                    ("fresh", "\"yes\"", "claim_invalid"), ("auth_time", "\"1780315200\"", "claim_invalid"), ("auth_time", "-1", "claim_invalid"), ("auth_time", "1780315200.5", "accepted"), ("csrf", "5", "claim_invalid"), ("sub", "{}", "claim_invalid"), ("azp", "5", "claim_invalid"),
                    (type, null, "wrong_token_type"), (type, "\"ACCESS\"", "wrong_token_type"), (type, "\"refresh\"", "wrong_token_type"), (type, "1", "claim_invalid"), (type, "null", "claim_invalid"),
                ];
                foreach (var (claim, value, verdict) in rows)
                {
                    data.Add(dialect.Name, claim, value, verdict);
                }
            }

            return data;
        }
    }

    public static TheoryData<string, string> RegisteredClaims
    {
        get
        {
            var data = new TheoryData<string, string>();
            foreach (var dialect in DialectTokens.BuiltIn)
            {
                string?[] claims = ["exp", "iat", "jti", "nbf", "iss", "aud", "sid", "fresh", "csrf", "auth_time", "azp", "sub", dialect.TypeClaim, dialect.SubjectClaim, dialect.IdentityClaim];
                foreach (var claim in claims.OfType<string>().Distinct())
                {
                    data.Add(dialect.Name, claim);
                }
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(WrongClaims))]
    public void A_claim_that_is_missing_or_wrong_is_refused(string dialect, string claim, string? value, string verdict)
    {
        var scheme = Access(dialect);
        object? change = value is null ? null : JsonDocument.Parse(value).RootElement;

        scheme.Verdict(Tokens.Sign(DialectTokens.Payload(dialect, _clock.GetUtcNow()))).Should().Be("accepted");
        scheme.Verdict(Tokens.Sign(DialectTokens.Payload(dialect, _clock.GetUtcNow(), changes: (claim, change)))).Should().Be(verdict);
    }

    [Theory]
    [MemberData(nameof(RegisteredClaims))]
    public void A_registered_claim_that_comes_twice_is_refused(string dialect, string claim)
    {
        var value = claim is "exp" or "iat" or "nbf" or "auth_time" ? "1780315200" : claim == "fresh" ? "false" : claim == "subject" ? "{}" : "\"access\"";
        var payload = DialectTokens.Payload(dialect, _clock.GetUtcNow(), changes: (claim, null))[..^1];

        Access(dialect).Refusal(Tokens.Sign($$"""{{payload}},"{{claim}}":{{value}},"{{claim}}":{{value}}}"""))!.Detail.Should().Be("Invalid token: a claim comes twice");
        Access(dialect).Refusal(Tokens.Sign($$"""{{payload}},"{{claim}}":{{value}},"{{Escaped(claim)}}":{{value}}}"""))!.Detail.Should().Be("Invalid token: a claim comes twice");
    }

    [Theory]
    [MemberData(nameof(Dialects))]
    public async Task A_subject_is_read_in_every_way_and_passed_on(string dialect)
    {
        var access = Access(dialect);
        var refresh = HandMade.Refresh(_clock, options => options.Dialect = DialectTokens.Named(dialect));

        var login = await refresh.Accept(access.CreateRefreshToken(DialectTokens.Subject(("role", "admin"), ("age", 36))));
        var credentials = await access.Accept(access.CreateAccessToken(login.Subject));

        credentials.Subject.GetRawText().Should().Be(login.Subject.GetRawText()).And.Be("""{"sub":"7","user_id":"7","username":"ada","role":"admin","age":36}""");
        (credentials["username"].GetString(), credentials.GetString("role"), credentials.GetValue<int>("age"), credentials.GetString("exp")).Should().Be(("ada", "admin", 36, null));
        credentials.GetSubject<User>().Should().Be(new User("ada", "admin", 36));
        credentials.TryGetValue("iat", out _).Should().BeFalse();
        var missing = () => credentials["jti"];
        missing.Should().Throw<KeyNotFoundException>().WithMessage("The subject has no member 'jti'. It has: 'sub', 'user_id', 'username', 'role', 'age'.");
    }

    [Theory]
    [MemberData(nameof(Dialects))]
    public async Task Roles_scopes_and_the_identity_work(string dialect)
    {
        await using var app = await TestApp.StartAsync(
            jwt => jwt.AddAccessBearer(),
            app =>
            {
                app.MapGet("/role", ([Security<JwtAccessBearer>(Roles = "admin")] JwtAuthorizationCredentials credentials) => "in");
                app.MapGet("/policy", () => "in").RequireAuthorization(policy => policy.RequireRole("admin"));
                app.MapGet("/scope", () => "in").RequireJwt<JwtAccessBearer>(scopes: ["read", "write"]);
                app.MapGet("/claims", (JwtAuthorizationCredentials credentials) =>
                    string.Join(' ', credentials.Principal.Claims.Where(claim => claim.Type is not ("jti" or "iat" or "exp")).Select(claim => $"{claim.Type}={claim.Value}").Order(StringComparer.Ordinal)));
                app.MapGet("/name", (HttpContext context) => context.User.Identity!.Name).RequireAuthorization();
            },
            builder => builder.Services.AddAuthorization(),
            options => options.Dialect = DialectTokens.Named(dialect));
        var access = app.Scheme<JwtAccessBearer>();
        var user = TokenHeaders.Bearer(access.CreateAccessToken(DialectTokens.Subject(("roles", new[] { "user" }), ("scope", "read"))));
        var admin = TokenHeaders.Bearer(access.CreateAccessToken(
            DialectTokens.Subject(("roles", new[] { "user", "admin" })), details: new JwtTokenDetails { Claims = new Dictionary<string, object?> { ["scope"] = "read write" } }));

        foreach (var path in new[] { "/role", "/policy", "/scope" })
        {
            ((int)(await app.GetAsync(path, user)).Status, (await app.GetAsync(path, admin)).Body).Should().Be((403, "in"), path);
        }

        (await app.GetAsync("/claims", user)).Body.Should().Be("role=user roles=user scope=read sub=7 user_id=7 username=ada");
        (await app.GetAsync("/name", admin)).Body.Should().Be("ada");
    }

    // What antiforgery recognises a user by, and what a log shows.
    [Theory]
    [InlineData("FastApiJwt", """{"username":"ada","user_id":"7"}""", "ada", "ada")]
    [InlineData("SimpleJwt", """{"username":"ada","user_id":"7"}""", "ada", "7")]
    [InlineData("SimpleJwt", """{"user_id":"7"}""", "7", "7")]
    [InlineData("SimpleJwt", """{"user_id":"7","sub":"ada"}""", "ada", "ada")]
    [InlineData("FlaskJwtExtended", """{"sub":"ada"}""", "ada", "ada")]
    [InlineData("FlaskJwtExtended", """{"sub":"7","username":"ada"}""", "ada", "7")]
    public async Task An_identity_has_a_name_and_one_sub(string dialect, string subject, string name, string sub)
    {
        var credentials = await Access(dialect).Accept(Access(dialect).CreateAccessToken(JsonDocument.Parse(subject).RootElement));

        credentials.Principal.Identity!.Name.Should().Be(name);
        credentials.Principal.FindAll("sub").Select(claim => claim.Value).Should().Equal(sub);
    }

    [Theory]
    [MemberData(nameof(Dialects))]
    public async Task A_token_that_comes_again_and_one_in_a_cookie_say_the_same(string dialect)
    {
        await using var app = await TestApp.StartAsync(
            jwt => jwt.AddAccessBearerCookie(),
            app =>
            {
                app.MapPost("/login", (JwtAccessBearerCookie access, HttpResponse response) => access.SetAccessCookie(response, access.CreateAccessToken(DialectTokens.Subject())));
                app.MapGet("/", (JwtAuthorizationCredentials credentials) => credentials.Subject);
            },
            options: options => options.Dialect = DialectTokens.Named(dialect));

        var cookie = (await app.PostAsync("/login")).Headers["Set-Cookie"].Single(cookie => cookie.StartsWith("access_token_cookie=", StringComparison.Ordinal)).Split(';')[0];

        for (var time = 0; time < 4; time++)
        {
            (await app.GetAsync("/", ("Cookie", cookie))).Body.Should().Be("""{"sub":"7","user_id":"7","username":"ada"}""");
            (await app.GetAsync("/", TokenHeaders.Bearer(cookie.Split('=')[1]))).Body.Should().Be("""{"sub":"7","user_id":"7","username":"ada"}""");
        }

        app.Scheme<JwtAccessBearerCookie>().Settings.Cache!.Count.Should().Be(1);
    }

    [Theory]
    [MemberData(nameof(Dialects))]
    public async Task A_short_secret_that_others_use_works_with_a_warning(string dialect)
    {
        const string Short = "secret_key";
        await using var app = await TestApp.StartAsync(
            jwt => jwt.AddAccessBearer(),
            app => app.MapGet("/", (JwtAuthorizationCredentials credentials) => "in"),
            options: options => (options.SecretKey, options.AllowShortSecretKey, options.Dialect) = (Short, true, DialectTokens.Named(dialect)));

        var theirs = Tokens.Sign(DialectTokens.Payload(dialect, app.Clock.GetUtcNow()), secret: Short);
        var ours = app.Scheme<JwtAccessBearer>().CreateAccessToken(DialectTokens.Subject());

        (await app.GetAsync("/", TokenHeaders.Bearer(theirs))).Body.Should().Be("in");
        (await app.GetAsync("/", TokenHeaders.Bearer(ours))).Body.Should().Be("in");
        Tokens.Sign(Tokens.ReadPayload(ours).GetRawText(), Tokens.ReadHeader(ours).GetRawText(), Short).Should().Be(ours);
        app.Logs.Entries.Where(entry => entry.Level == LogLevel.Warning).Should().ContainSingle(entry => entry.Id.Name == "ShortSecretKeyAllowed")
            .Which.Text.Should().StartWith("The secret key of JwtAccessBearer is shorter than its algorithm asks for").And.NotContain(Short);
    }

    [Theory]
    [MemberData(nameof(Dialects))]
    public async Task Configuration_names_it(string dialect)
    {
        await using var app = await TestApp.StartRawAsync(
            builder =>
            {
                builder.Configuration["Jwt:SecretKey"] = TestApp.Secret;
                builder.Configuration["Jwt:Dialect"] = dialect.ToLowerInvariant();
                builder.Services.AddJwtSecurity(builder.Configuration.GetSection("Jwt")).AddAccessBearer();
            },
            app => app.MapGet("/", (JwtAuthorizationCredentials credentials) => "in"));

        (await app.GetAsync("/", TokenHeaders.Bearer(Tokens.Sign(DialectTokens.Payload(dialect, app.Clock.GetUtcNow()))))).Body.Should().Be("in");
        app.Scheme<JwtAccessBearer>().Settings.Dialect.Name.Should().Be(dialect);
    }

    [Theory]
    [MemberData(nameof(Dialects))]
    public void Issuer_and_audiences_are_written_and_demanded(string dialect)
    {
        void Ours(JwtSchemeOptions options)
        {
            options.Dialect = DialectTokens.Named(dialect);
            options.Issuer = "us";
            options.Audiences.Add("api");
            options.Audiences.Add("admin");
        }

        var ours = HandMade.Access(_clock, Ours);
        var claims = Tokens.ReadPayload(ours.CreateAccessToken(DialectTokens.Subject()));

        (claims.GetProperty("iss").GetString(), claims.GetProperty("aud").GetRawText()).Should().Be(("us", """["api","admin"]"""));
        ours.Verdict(ours.CreateAccessToken(DialectTokens.Subject())).Should().Be("accepted");
        ours.Verdict(Tokens.Sign(DialectTokens.Payload(dialect, _clock.GetUtcNow(), changes: ("iss", "us")))).Should().Be("audience_invalid");
        ours.Verdict(Tokens.Sign(DialectTokens.Payload(dialect, _clock.GetUtcNow(), changes: [("iss", "them"), ("aud", "api")]))).Should().Be("issuer_invalid");
        ours.Verdict(Tokens.Sign(DialectTokens.Payload(dialect, _clock.GetUtcNow(), changes: [("iss", "us"), ("aud", new[] { "x", "admin" })]))).Should().Be("accepted");
    }

    [Theory]
    [MemberData(nameof(Dialects))]
    public void An_identifier_of_ones_own_is_kept(string dialect) =>
        Tokens.ReadPayload(Access(dialect).CreateAccessToken(DialectTokens.Subject(), uniqueIdentifier: "my-id")).GetProperty("jti").GetString().Should().Be("my-id");

    private static string Escaped(string claim) => $"\\u{(int)claim[0]:x4}{claim[1..]}";

    private JwtAccessBearer Access(string dialect) => HandMade.Access(_clock, options => options.Dialect = DialectTokens.Named(dialect));

    internal sealed record User(string Username, string Role, int Age);
}
