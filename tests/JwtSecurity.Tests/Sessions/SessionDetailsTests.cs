using System.Text.Json;
using JwtSecurity.Tests.TestKit;

namespace JwtSecurity.Tests.Sessions;

/// <summary>What is kept of a login, whose it is, and how people see their sessions.</summary>
public sealed class SessionDetailsTests
{
    [Fact]
    public async Task Sessions_are_listed_with_what_was_said_of_them()
    {
        await using var app = await SessionApp.StartAsync();
        var begun = app.Clock.GetUtcNow();
        await app.Sessions.StartAsync(new { username = "ada" }, new JwtSessionDetails { Client = "the phone", Address = "2001:db8::1" });
        app.Clock.Advance(TimeSpan.FromMinutes(1));
        var tablet = SessionPair.Of(await app.Sessions.StartAsync(new { username = "ada" }));
        await app.LoginAsync("eve");
        await app.Sessions.RevokeAsync((await app.LoginAsync()).SessionId);
        app.Clock.Advance(TimeSpan.FromMinutes(1));
        await app.RenewAsync(tablet);

        var sessions = await ListAsync(app, "ada");

        sessions.Select(session => session.Client).Should().Equal(null, "the phone");
        sessions[0].Should().BeEquivalentTo(new
        {
            tablet.SessionId,
            SubjectKey = "ada",
            Address = (string?)null,
            CreatedAt = begun.AddMinutes(1),
            LastUsedAt = begun.AddMinutes(2),
            IdleExpiresAt = begun.AddMinutes(2).AddDays(31),
            ExpiresAt = begun.AddMinutes(1).AddDays(90),
        });
        sessions[1].Address.Should().Be("2001:db8::1");
        JsonSerializer.Serialize(sessions[1], JsonSerializerOptions.Web).Should().Contain("\"client\":\"the phone\"").And.NotContain("jti").And.NotContain("subject\"");
    }

    [Fact]
    public async Task Many_sessions_are_listed_as_they_are_read()
    {
        await using var app = await SessionApp.StartAsync();
        for (var i = 0; i < 120; i++)
        {
            await app.Sessions.StartAsync(new { username = "ada" });
        }

        (await ListAsync(app, "ada")).Select(session => session.SessionId).Should().HaveCount(120).And.OnlyHaveUniqueItems();
        using var stop = new CancellationTokenSource();
        var read = 0;
        var reading = async () =>
        {
            await foreach (var session in app.Sessions.ListAsync("ada", stop.Token))
            {
                if (++read == 50)
                {
                    await stop.CancelAsync();
                }
            }
        };
        await reading.Should().ThrowAsync<OperationCanceledException>();
        read.Should().Be(50);
    }

    [Fact]
    public async Task What_a_client_says_of_itself_is_cut_off_and_never_a_500()
    {
        await using var app = await SessionApp.StartAsync();
        var client = new string('x', 255) + "\U0001F600" + new string('y', 5000);

        await app.Sessions.StartAsync(new { username = "ada" }, new JwtSessionDetails { Client = client, Address = new string('1', 100) });

        var session = (await ListAsync(app, "ada")).Single();
        (session.Client, session.Address!.Length).Should().Be((new string('x', 255), 64));
    }

    [Fact]
    public async Task What_no_database_takes_for_text_is_replaced_in_what_a_client_says_of_itself()
    {
        await using var app = await SessionApp.StartAsync();

        await app.Sessions.StartAsync(new { username = "ada" }, new JwtSessionDetails { Client = "the\0 phone\ud800 \U0001F600", Address = "\udc00::1" });

        var session = (await ListAsync(app, "ada")).Single();
        (session.Client, session.Address).Should().Be(("the\ufffd phone\ufffd \U0001F600", "\ufffd::1"));
    }

    [Theory]
    [InlineData("""{"username":"ada","id":7,"sub":"s"}""", null, "s")]
    [InlineData("""{"username":"ada","id":7}""", null, "7")]
    [InlineData("""{"username":"ada","user_id":8,"id":7}""", null, "8")]
    [InlineData("""{"email":"a@b","username":"ada"}""", null, "ada")]
    [InlineData("""{"email":"a@b","username":null}""", null, "a@b")]
    [InlineData("""{"tenant":"t","username":"ada"}""", "tenant", "t")]
    public async Task The_subject_says_whose_it_is(string subject, string? member, string key)
    {
        await using var app = await SessionApp.StartAsync(sessions => sessions.SubjectKeyMember = member);

        await app.Sessions.StartAsync(JsonElement.Parse(subject));

        (await ListAsync(app, key)).Should().ContainSingle();
    }

    [Fact]
    public async Task A_subject_that_does_not_say_whose_it_is_is_a_mistake_unless_the_caller_says_it()
    {
        await using var app = await SessionApp.StartAsync();
        var subject = new { nickname = "ada" };

        await app.Sessions.Awaiting(sessions => sessions.StartAsync(subject).AsTask()).Should().ThrowAsync<ArgumentException>()
            .WithMessage("*does not say whose session it is*SubjectKeyMember*JwtSessionDetails.SubjectKey*");
        await app.Sessions.StartAsync(subject, new JwtSessionDetails { SubjectKey = "ada" });

        (await ListAsync(app, "ada")).Should().ContainSingle();
    }

    [Fact]
    public async Task Mistakes_are_named_before_anything_is_written()
    {
        await using var app = await SessionApp.StartAsync();
        var subject = new { username = "ada" };
        var reserved = new JwtSessionDetails { TokenDetails = new JwtTokenDetails { Claims = new Dictionary<string, object?> { ["sid"] = "mine" } } };

        await Throws<ArgumentException>("ada", null);
        await Throws<ArgumentException>(subject, reserved);
        await Throws<ArgumentException>(subject, new JwtSessionDetails { TokenDetails = new JwtTokenDetails { Header = new Dictionary<string, object?> { ["typ"] = "at+jwt" } } });
        await Throws<ArgumentException>(subject, new JwtSessionDetails { TokenDetails = new JwtTokenDetails { NotBefore = app.Clock.GetUtcNow() } });
        await Throws<ArgumentException>(subject, new JwtSessionDetails { SubjectKey = "" });
        await Throws<ArgumentException>(subject, new JwtSessionDetails { SubjectKey = new string('x', 257) });
        await Throws<ArgumentException>(subject, new JwtSessionDetails { SubjectKey = "a\0da" });
        await Throws<ArgumentException>(subject, new JwtSessionDetails { SubjectKey = "a\ud800da" });
        await Throws<ArgumentException>(new { username = "a\0da" }, null);
        await Throws<ArgumentOutOfRangeException>(subject, new JwtSessionDetails { AbsoluteLifetime = TimeSpan.Zero });
        await Throws<ArgumentException>(new { username = "ada", text = new string('x', 17_000) }, null);

        app.Store.Calls.Should().NotContain("CreateAsync");

        async Task Throws<TException>(object of, JwtSessionDetails? details)
            where TException : Exception =>
            await FluentActions.Awaiting(async () => await app.Sessions.StartAsync(of, details)).Should().ThrowAsync<TException>();
    }

    [Theory]
    [InlineData("FastApiJwt", true, "true", null)]
    [InlineData("FastApiJwt", null, null, null)]
    [InlineData("FlaskJwtExtended", true, "true", "false")]
    [InlineData("FlaskJwtExtended", null, "true", "false")]
    public async Task The_access_token_of_a_login_is_as_fresh_as_was_said_and_none_after_it_is(string dialect, bool? fresh, string? first, string? later)
    {
        await using var app = await SessionApp.StartAsync(options: options => options.Dialect = dialect == "FlaskJwtExtended" ? JwtDialect.FlaskJwtExtended : JwtDialect.FastApiJwt);
        var details = new JwtTokenDetails { Fresh = fresh, Claims = new Dictionary<string, object?> { ["scope"] = "a" } };
        var login = await app.Sessions.StartAsync(new { username = "ada", sub = "ada" }, new JwtSessionDetails { TokenDetails = details });
        app.PassGrace();
        var refresh = await app.App.Scheme<JwtRefreshBearer>().Accept(login.RefreshToken);
        var renewed = (await app.Sessions.RefreshAsync(refresh)).Pair!;

        (FreshOf(login.AccessToken), FreshOf(renewed.AccessToken)).Should().Be((first, later));
        SessionPair.Read(renewed.AccessToken, "scope").Should().Be("a");

        static string? FreshOf(string token) => Tokens.ReadPayload(token).TryGetProperty("fresh", out var value) ? value.GetRawText() : null;
    }

    [Fact]
    public async Task A_trimmed_application_names_its_types()
    {
        await using var app = await SessionApp.StartAsync();
        var typeInfo = (System.Text.Json.Serialization.Metadata.JsonTypeInfo<Dictionary<string, string>>)JsonSerializerOptions.Web.GetTypeInfo(typeof(Dictionary<string, string>));

        var tokens = SessionPair.Of(await app.Sessions.StartAsync(new Dictionary<string, string> { ["username"] = "ada", ["role"] = "user" }, typeInfo));

        (await app.MeAsync(tokens)).Should().Be("ada user");
    }

    [Fact]
    public async Task No_token_no_signature_and_no_key_lies_in_the_store()
    {
        JwtStoredSession? stored = null;
        await using var app = await SessionApp.StartAsync();
        var tokens = await app.LoginAsync();
        stored = (await app.Store.FindAsync("", tokens.SessionId, default)).Session;

        var text = JsonSerializer.Serialize(stored);

        text.Should().Contain(tokens.Jti);
        foreach (var part in tokens.Access.Split('.').Concat(tokens.Refresh.Split('.')).Append(TestApp.Secret))
        {
            text.Should().NotContain(part);
        }
    }

    private static async Task<List<JwtSession>> ListAsync(SessionApp app, string subjectKey)
    {
        var sessions = new List<JwtSession>();
        await foreach (var session in app.Sessions.ListAsync(subjectKey))
        {
            sessions.Add(session);
        }

        return sessions;
    }
}
