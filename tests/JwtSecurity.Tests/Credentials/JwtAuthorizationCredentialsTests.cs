using System.Text.Json;
using System.Text.Json.Serialization;
using JwtSecurity.Tests.TestKit;

namespace JwtSecurity.Tests.Credentials;

/// <summary>How an endpoint reads the subject.</summary>
public sealed partial class JwtAuthorizationCredentialsTests
{
    private readonly ManualTimeProvider _clock = new();
    private readonly JwtAccessBearer _scheme;

    public JwtAuthorizationCredentialsTests() => _scheme = HandMade.Access(_clock);

    [Fact]
    public async Task The_members_of_the_subject_are_read_by_name()
    {
        var credentials = await Read(new { username = "ada", age = 36, admin = true, nothing = (string?)null, tags = new[] { "a", "b" } });

        credentials["username"].GetString().Should().Be("ada");
        credentials["age"].GetInt32().Should().Be(36);
        credentials["nothing"].ValueKind.Should().Be(JsonValueKind.Null);
        credentials.TryGetValue("admin", out var admin).Should().BeTrue();
        admin.GetBoolean().Should().BeTrue();
        credentials.GetValue<string[]>("tags").Should().Equal("a", "b");
        credentials.GetValue<int>("age").Should().Be(36);
        credentials.GetValue<long?>("age").Should().Be(36);
    }

    [Theory]
    [InlineData("username", "ada")]
    [InlineData("age", null)]
    [InlineData("nothing", null)]
    [InlineData("missing", null)]
    [InlineData("Username", null)]
    public async Task GetString_gives_text_or_null(string key, string? value) =>
        (await Read(new { username = "ada", age = 36, nothing = (string?)null })).GetString(key).Should().Be(value);

    [Fact]
    public async Task GetString_gives_the_same_however_often_and_by_how_many_it_is_asked()
    {
        var members = Enumerable.Range(0, 10).ToDictionary(i => $"member{i}", i => i % 3 == 0 ? null : $"value {i}");
        var credentials = await Read(members);

        Parallel.For(0, 400, i => credentials.GetString(string.Create(null, $"member{i % 12}")).Should().Be(members.GetValueOrDefault($"member{i % 12}")));

        credentials.GetString("member1").Should().BeSameAs(credentials.GetString("member1")).And.Be("value 1");
    }

    [Fact]
    public async Task What_is_missing_or_null_is_the_default()
    {
        var credentials = await Read(new { nothing = (string?)null });

        (credentials.GetValue<int>("missing"), credentials.GetValue<int?>("missing"), credentials.GetValue<int>("nothing"), credentials.GetValue<string>("nothing")).Should().Be((0, null, 0, null));
        credentials.TryGetValue("missing", out var value).Should().BeFalse();
        value.ValueKind.Should().Be(JsonValueKind.Undefined);
    }

    [Fact]
    public async Task Names_are_compared_letter_by_letter()
    {
        var credentials = await Read(new Dictionary<string, string> { ["role"] = "user", ["Role"] = "admin" });

        (credentials.GetString("role"), credentials.GetString("Role"), credentials.GetString("ROLE")).Should().Be(("user", "admin", null));
    }

    [Fact]
    public async Task A_missing_key_names_the_keys_there_are_and_no_value()
    {
        var credentials = await Read(new { username = "ada-lovelace", password = "hunter2" });

        var read = () => credentials["user"];

        read.Should().Throw<KeyNotFoundException>().WithMessage("The subject has no member 'user'. It has: 'username', 'password'.");
    }

    [Fact]
    public async Task An_empty_subject_says_that_it_is_empty()
    {
        var credentials = await Read(new { });

        var read = () => credentials["user"];

        read.Should().Throw<KeyNotFoundException>().WithMessage("The subject has no member 'user'; it is empty.");
    }

    [Fact]
    public async Task No_key_is_a_mistake()
    {
        var credentials = await Read(new { username = "ada" });
        var reads = new Action[] { () => _ = credentials[null!], () => credentials.TryGetValue(null!, out _), () => credentials.GetString(null!), () => credentials.GetValue<int>(null!) };

        reads.Should().AllSatisfy(read => read.Should().Throw<ArgumentNullException>().WithParameterName("key"));
    }

    [Fact]
    public async Task A_value_of_another_type_is_named_and_not_shown()
    {
        var credentials = await Read(new { age = "thirty-six" });

        var reads = new Action[] { () => credentials.GetValue<int>("age"), () => credentials.GetSubject<Person>() };

        reads.Should().AllSatisfy(read => read.Should().Throw<InvalidOperationException>().Which.Message.Should().Contain("cannot be read as").And.NotContain("thirty-six"));
    }

    [Fact]
    public async Task A_type_that_no_JSON_fills_is_named()
    {
        var credentials = await Read(new { username = "ada", nested = new { a = 1 } });
        var reads = new Action[] { () => credentials.GetSubject<IDisposable>(), () => credentials.GetValue<IDisposable>("nested"), () => credentials.GetValue<Type>("username") };

        reads.Should().AllSatisfy(read => read.Should().Throw<InvalidOperationException>().Which.Message.Should().Contain("cannot be read as").And.NotContain("ada"));
    }

    [Fact]
    public async Task The_subject_comes_back_as_the_type_it_was()
    {
        var credentials = await Read(new Person("ada", 36));

        credentials.GetSubject<Person>().Should().Be(new Person("ada", 36));
        credentials.GetSubject(Types.Default.Person).Should().Be(new Person("ada", 36));
        credentials.GetSubject<Dictionary<string, object>>().Keys.Should().Equal("userName", "age");
    }

    [Fact]
    public async Task A_type_the_options_do_not_know_names_both_cures()
    {
        var trimmed = JwtAccessBearer.From(_scheme, options => options.SubjectSerializerOptions = new JsonSerializerOptions { TypeInfoResolver = Types.Default });
        var credentials = await trimmed.Accept(_scheme.CreateAccessToken(new { id = Guid.Empty }));

        var read = () => credentials.GetValue<Guid>("id");

        read.Should().Throw<InvalidOperationException>().WithMessage("*[JsonSerializable(typeof(Guid))]*or pass a JsonTypeInfo*");
    }

    [Fact]
    public async Task What_the_token_says_of_itself_stands_beside_the_subject()
    {
        var token = Tokens.Sign(Tokens.Payload(_clock.GetUtcNow(), changes: [("sid", "session-1"), ("tenant", "t1")]));

        var credentials = await _scheme.Accept(token);

        (credentials.Jti, credentials.SessionId, credentials.SchemeName, credentials.TokenType).Should().Be(("0b9d1f6e-4f0c-4c0f-9b1e-000000000001", "session-1", "JwtAccessBearer", JwtTokenType.Access));
        (credentials.IssuedAt, credentials.ExpiresAt).Should().Be((_clock.GetUtcNow(), _clock.GetUtcNow().AddMinutes(15)));
        credentials.IssuedAt.Offset.Should().Be(TimeSpan.Zero);
        credentials.Claims.GetProperty("tenant").GetString().Should().Be("t1");
        credentials.TryGetValue("tenant", out _).Should().BeFalse();
    }

    [Fact]
    public async Task A_subject_may_hold_the_names_of_claims()
    {
        var credentials = await Read(new { exp = 1, jti = "mine", type = "refresh", subject = new { exp = 2 } });

        (credentials.GetValue<int>("exp"), credentials.GetString("jti"), credentials.GetString("type")).Should().Be((1, "mine", "refresh"));
        credentials.Jti.Should().NotBe("mine");
        credentials.TokenType.Should().Be(JwtTokenType.Access);
        credentials.ExpiresAt.Should().Be(_clock.GetUtcNow().AddMinutes(15));
    }

    [Fact]
    public async Task Many_threads_read_one_credentials()
    {
        var credentials = await Read(new { username = "ada", roles = new[] { "a", "b" } });

        Parallel.For(0, 2_000, _ =>
        {
            credentials.GetString("username").Should().Be("ada");
            credentials.GetValue<string[]>("roles").Should().Equal("a", "b");
            credentials.Principal.IsInRole("b").Should().BeTrue();
            credentials.Principal.Claims.Count(claim => claim.Type == "role").Should().Be(2);
            credentials.Claims.GetProperty("type").GetString().Should().Be("access");
        });
    }

    [Fact]
    public async Task Many_threads_build_one_principal_once()
    {
        for (var round = 0; round < 200; round++)
        {
            var principal = (await Read(new { username = "ada", role = "a" })).Principal;

            Parallel.For(0, 8, _ => principal.IsInRole("a").Should().BeTrue());

            principal.Identities.Should().ContainSingle();
        }
    }

    private async Task<JwtAuthorizationCredentials> Read(object subject) => await _scheme.Accept(_scheme.CreateAccessToken(subject));

    internal sealed record Person(string UserName, int Age);

    [JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
    [JsonSerializable(typeof(Person))]
    internal sealed partial class Types : JsonSerializerContext;
}
