using JwtSecurity.Testing;
using JwtSecurity.Tests.TestKit;
using Microsoft.Extensions.DependencyInjection;

namespace JwtSecurity.Tests.Testing;

/// <summary>Tokens for tests: the application's own validation accepts the good ones, and refuses each of the bad ones for its flaw and nothing else.</summary>
public sealed class JwtTestTokensTests
{
    private static readonly object s_ada = new { username = "ada" };

    public static TheoryData<JwtTokenFlaw, string> Flaws => new()
    {
        { JwtTokenFlaw.None, "ada" },
        { JwtTokenFlaw.Expired, "401 token_expired" },
        { JwtTokenFlaw.NotYetValid, "401 token_not_yet_valid" },
        { JwtTokenFlaw.WrongType, "401 wrong_token_type" },
        { JwtTokenFlaw.Forged, "401 signature_invalid" },
        { JwtTokenFlaw.OtherIssuer, "401 issuer_invalid" },
        { JwtTokenFlaw.OtherAudience, "401 audience_invalid" },
    };

    [Theory]
    [MemberData(nameof(Flaws))]
    public async Task Each_flaw_has_its_code_in_every_scheme(JwtTokenFlaw flaw, string answer)
    {
        await using var app = await TestedApp.StartAsync();

        await EverySchemeShouldAnswerAsync(app, flaw, answer);
    }

    [Theory]
    [MemberData(nameof(Flaws))]
    [InlineData(JwtTokenFlaw.Revoked, "401 token_revoked")]
    public async Task And_with_sessions(JwtTokenFlaw flaw, string answer)
    {
        await using var app = await TestedApp.StartAsync(sessions: true);

        await EverySchemeShouldAnswerAsync(app, flaw, answer);
    }

    [Theory]
    [MemberData(nameof(Flaws))]
    public async Task And_with_keys_that_come_and_go(JwtTokenFlaw flaw, string answer)
    {
        // The one that signs was not there when the expired token is said to have been made; and one has the identifier of another, and is left out.
        var old = SigningKey.Generate("ES256", "old");
        var source = new SigningKeySource(SigningKey.Generate("ES256", "old"), SigningKey.Generate("RS256", "new").WithActiveFrom(DateTimeOffset.UnixEpoch));
        await using var app = await TestedApp.StartAsync(
            options: o =>
            {
                o.SecretKey = null;
                o.SigningKeys.Add(old);
                o.Leeway = TimeSpan.FromMinutes(5);
            },
            set: jwt => jwt.AddSigningKeySource(source));
        source.Replace(source.Keys[0], source.Keys[1].WithActiveFrom(app.Clock.GetUtcNow().AddMinutes(-2)));

        await ShouldAnswerAsync<JwtAccessBearer>(app, flaw, answer);
    }

    [Theory]
    [MemberData(nameof(Flaws))]
    public async Task And_in_another_dialect(JwtTokenFlaw flaw, string answer)
    {
        await using var app = await TestedApp.StartAsync(options: o => o.Dialect = JwtDialect.SimpleJwt);
        var scheme = app.Services.GetRequiredService<JwtAccessBearer>();

        var token = await app.Services.CreateJwtAsync<JwtAccessBearer>(new { user_id = 7, username = "ada" }, flaw: flaw);

        var validation = await scheme.ValidateAsync(token);
        (validation.Succeeded ? validation.Credentials.GetString("username") : $"401 {validation.Error.Code}").Should().Be(answer);
    }

    [Theory]
    [MemberData(nameof(Flaws))]
    public async Task And_in_a_dialect_whose_tokens_say_from_when_they_are_valid(JwtTokenFlaw flaw, string answer)
    {
        await using var app = await TestedApp.StartAsync(sessions: true, options: o => o.Dialect = JwtDialect.FlaskJwtExtended);
        var scheme = app.Services.GetRequiredService<JwtAccessCookie>();

        var token = await app.Services.CreateJwtAsync<JwtAccessCookie>(new { sub = "ada" }, flaw: flaw);

        var validation = await scheme.ValidateAsync(token);
        (validation.Succeeded ? validation.Credentials.GetString("sub") : $"401 {validation.Error.Code}").Should().Be(answer);
    }

    [Theory]
    [MemberData(nameof(Flaws))]
    public async Task And_where_tokens_live_for_a_century(JwtTokenFlaw flaw, string answer)
    {
        await using var app = await TestedApp.StartAsync(options: o => o.AccessExpiresDelta = o.RefreshExpiresDelta = TimeSpan.FromDays(36500));

        await EverySchemeShouldAnswerAsync(app, flaw, answer);
    }

    [Fact]
    public async Task A_token_of_a_named_set_is_accepted_there_alone()
    {
        await using var app = await TestedApp.StartAsync(set: jwt => jwt.Services.AddJwtSecurity("admin", o => o.SecretKey = "the administrators' own secret, and long enough")
            .AddAccessBearer().AddRefreshBearer().AddSessions().AddInMemoryStore());
        var ofAdmin = app.Services.GetRequiredKeyedService<JwtAccessBearer>("admin");

        var token = await app.Services.CreateJwtAsync<JwtAccessBearer>(s_ada, name: "admin");

        var credentials = (await ofAdmin.ValidateAsync(token)).Credentials!;
        credentials.SessionId.Should().NotBeNull();
        (await app.Services.GetRequiredService<JwtAccessBearer>().ValidateAsync(token)).Error!.Code.Should().Be(JwtErrorCodes.KeyUnknown);
        (await ofAdmin.ValidateAsync(await app.Services.CreateJwtAsync<JwtAccessBearer>(s_ada, flaw: JwtTokenFlaw.Revoked, name: "admin"))).Error!.Code.Should().Be(JwtErrorCodes.TokenRevoked);
    }

    [Fact]
    public async Task Roles_scopes_and_the_time_of_the_login_open_what_asks_for_them()
    {
        await using var app = await TestedApp.StartAsync();
        var details = new JwtTokenDetails { Claims = new Dictionary<string, object?> { ["scope"] = "reports:read" }, AuthTime = app.Clock.GetUtcNow() };

        using var admin = await app.CreateClient().AuthenticateAsync<JwtAccessBearer>(app.Services, new { username = "ada", role = "admin" }, details);
        using var user = await app.CreateClient().AuthenticateAsync<JwtAccessBearer>(app.Services, s_ada);

        (await GetAsync(admin, "/admin")).Should().Be("ada");
        (await GetAsync(user, "/admin")).Should().Be("403 insufficient_role");
        (await GetAsync(admin, "/recent")).Should().Be("ada");
        (await GetAsync(user, "/recent")).Should().Be("401 fresh_token_required");
        app.Clock.Advance(TimeSpan.FromMinutes(6));
        (await GetAsync(admin, "/recent")).Should().Be("401 fresh_token_required");
    }

    [Fact]
    public async Task With_sessions_a_token_belongs_to_a_real_one()
    {
        await using var app = await TestedApp.StartAsync(sessions: true);
        var sessions = app.Services.GetRequiredService<JwtSessions>();

        var refreshToken = await app.Services.CreateJwtAsync<JwtRefreshBearer>(s_ada);

        var credentials = (await app.Services.GetRequiredService<JwtRefreshBearer>().ValidateAsync(refreshToken)).Credentials!;
        (await sessions.RefreshAsync(credentials)).Succeeded.Should().BeTrue();
        var listed = new List<string>();
        await foreach (var session in sessions.ListAsync("ada"))
        {
            listed.Add(session.SessionId);
        }

        listed.Should().Equal(credentials.SessionId);
    }

    [Theory]
    [InlineData(JwtTokenFlaw.Revoked, "*AddSessions()*")]
    [InlineData(JwtTokenFlaw.OtherIssuer, "*has no Issuer*")]
    [InlineData(JwtTokenFlaw.OtherAudience, "*has no Audiences*")]
    public async Task A_flaw_that_the_application_does_not_look_at_is_said(JwtTokenFlaw flaw, string message)
    {
        await using var app = await TestedApp.StartAsync(options: o =>
        {
            o.Issuer = null;
            o.Audiences.Clear();
        });

        var create = async () => await app.Services.CreateJwtAsync<JwtAccessBearer>(s_ada, flaw: flaw);

        await create.Should().ThrowAsync<InvalidOperationException>().WithMessage(message);
    }

    [Fact]
    public async Task There_are_no_other_flaws()
    {
        await using var app = await TestedApp.StartAsync();

        var create = async () => await app.Services.CreateJwtAsync<JwtAccessBearer>(s_ada, flaw: (JwtTokenFlaw)99);

        await create.Should().ThrowAsync<ArgumentOutOfRangeException>();
    }

    private static async Task EverySchemeShouldAnswerAsync(TestedApp app, JwtTokenFlaw flaw, string answer)
    {
        await ShouldAnswerAsync<JwtAccessBearer>(app, flaw, answer);
        await ShouldAnswerAsync<JwtAccessCookie>(app, flaw, answer);
        await ShouldAnswerAsync<JwtAccessBearerCookie>(app, flaw, answer);
        await ShouldAnswerAsync<JwtRefreshBearer>(app, flaw, answer);
        await ShouldAnswerAsync<JwtRefreshCookie>(app, flaw, answer);
        await ShouldAnswerAsync<JwtRefreshBearerCookie>(app, flaw, answer);
    }

    private static async Task ShouldAnswerAsync<TScheme>(TestedApp app, JwtTokenFlaw flaw, string answer)
        where TScheme : JwtSecurityScheme
    {
        using var client = await app.CreateClient().AuthenticateAsync<TScheme>(app.Services, s_ada, flaw: flaw);

        (await TestedApp.AskAsync<TScheme>(client)).Should().Be(answer, typeof(TScheme).Name);
    }

    private static async Task<string> GetAsync(HttpClient client, string path) => (await Answer.ReadAsync(await client.GetAsync(path))).Summary();
}
