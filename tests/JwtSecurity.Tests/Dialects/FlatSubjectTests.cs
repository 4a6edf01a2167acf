using System.Text.Json;
using System.Text.Json.Nodes;
using JwtSecurity.Tests.TestKit;

namespace JwtSecurity.Tests.Dialects;

/// <summary>A subject whose members are claims: nothing of it takes the place of the token's own, and all of it comes back.</summary>
public sealed class FlatSubjectTests
{
    private static readonly string[] s_own = ["exp", "iat", "nbf", "jti", "iss", "aud", "sid", "csrf", "fresh", "auth_time", "token_type"];

    private readonly ManualTimeProvider _clock = new();
    private readonly JwtAccessBearer _scheme;

    public FlatSubjectTests() => _scheme = HandMade.Access(_clock, options => options.Dialect = JwtDialect.SimpleJwt);

    public static TheoryData<string> Own => [.. s_own];

    public static TheoryData<string> Subjects =>
    [
        """{"user_id":"7"}""",
        """{"user_id":"7","name":"Gr\u00FC\u00DFe, ada","empty":"","none":null,"yes":true,"no":false}""",
        """{"list":[1,2.50,"x",[],{}],"user_id":"7","nested":{"exp":1,"user_id":8,"deep":[{"token_type":"refresh"}]}}""",
        """{"user_id":"\u00E9\u0022\\","a b":1,"\u0022":2,"":3,"\uD83D\uDE00":4,"type":"of its own","subject":{"x":1},"sub":"8"}""",
        """{"user_id":"7","n":-0.0,"big":1e300,"long":12345678901234567890}""",
    ];

    [Theory]
    [MemberData(nameof(Own))]
    public void A_member_with_a_name_of_the_tokens_own_is_refused(string name)
    {
        var create = () => _scheme.CreateAccessToken(DialectTokens.Subject((name, "x")));

        create.Should().Throw<ArgumentException>().WithParameterName("subject").WithMessage($"The subject has a member '{name}', and in the dialect SimpleJwt*Give it another name.*");
    }

    [Theory]
    [MemberData(nameof(Own))]
    public void So_is_a_further_claim(string name)
    {
        var create = () => _scheme.CreateAccessToken(DialectTokens.Subject(), details: new JwtTokenDetails { Claims = new Dictionary<string, object?> { [name] = "x" } });

        create.Should().Throw<ArgumentException>().WithParameterName("details").WithMessage($"The claim '{name}' is reserved*Give it another name. *");
    }

    [Theory]
    [InlineData("""{"user_id":"7","token\u005ftype":"refresh"}""")]
    [InlineData("""{"user_id":"7","\u0065xp":1}""")]
    public void An_escaped_name_is_the_same_name(string subject)
    {
        var create = () => _scheme.CreateAccessToken(JsonDocument.Parse(subject).RootElement);

        create.Should().Throw<ArgumentException>().WithParameterName(nameof(subject));
    }

    [Theory]
    [InlineData("""{"user_id":"7","role":"user","role":"admin"}""", "role")]
    [InlineData("""{"user_id":"7","user_id":"8"}""", "user_id")]
    [InlineData("""{"user_id":"7","ro\u006ce":"user","role":"admin"}""", "role")]
    public void Two_members_of_one_name_are_refused(string subject, string name)
    {
        var create = () => _scheme.CreateAccessToken(JsonDocument.Parse(subject).RootElement);

        create.Should().Throw<ArgumentException>().WithParameterName(nameof(subject)).WithMessage($"The subject has two members '{name}'*");
    }

    [Fact]
    public void A_further_claim_with_the_name_of_a_member_is_refused()
    {
        var create = () => _scheme.CreateAccessToken(DialectTokens.Subject(("scope", "read")), details: new JwtTokenDetails { Claims = new Dictionary<string, object?> { ["scope"] = "write" } });

        create.Should().Throw<ArgumentException>().WithParameterName("details").WithMessage("The claim 'scope' is a member of the subject already*");
    }

    [Theory]
    [InlineData("sub", "{}")]
    [InlineData("azp", "5")]
    public void A_member_of_a_type_that_readers_refuse_is_refused(string name, string value)
    {
        var create = () => _scheme.CreateAccessToken(DialectTokens.Subject((name, JsonDocument.Parse(value).RootElement)));

        create.Should().Throw<ArgumentException>().WithParameterName("subject").WithMessage("*would be refused: Invalid token: a claim has the wrong type.*");
    }

    [Theory]
    [MemberData(nameof(Subjects))]
    public async Task Every_member_comes_back_as_it_was(string subject)
    {
        var given = JsonDocument.Parse(subject).RootElement;

        var credentials = await _scheme.Accept(_scheme.CreateAccessToken(given));

        credentials.Subject.GetRawText().Should().Be(given.GetRawText());
        foreach (var member in given.EnumerateObject())
        {
            credentials[member.Name].GetRawText().Should().Be(member.Value.GetRawText());
        }
    }

    [Fact]
    public async Task A_subject_passed_on_is_the_same_in_the_next_token_and_the_one_after()
    {
        var details = new JwtTokenDetails { Claims = new Dictionary<string, object?> { ["scope"] = "read" } };
        var first = await _scheme.Accept(_scheme.CreateAccessToken(new { user_id = 7, roles = new[] { "user" } }, details: details));
        var second = await _scheme.Accept(_scheme.CreateAccessToken(first.Subject));
        var third = await _scheme.Accept(_scheme.CreateAccessToken(second.Subject));

        first.Subject.GetRawText().Should().Be("""{"user_id":"7","roles":["user"],"scope":"read"}""");
        (second.Subject.GetRawText(), third.Subject.GetRawText()).Should().Be((first.Subject.GetRawText(), first.Subject.GetRawText()));
    }

    [Fact]
    public async Task White_space_and_order_of_the_payload_change_nothing()
    {
        var now = _clock.GetUtcNow().ToUnixTimeSeconds();
        var payload = $$"""
             { "a" : 1 , "exp":{{now + 60}},	"token_type" : "access" ,
               "user_id" :  7 , "jti":"x" , "b" : [ 1 , { "exp" : 2 } ] , "iat":{{now}} }
            """;

        var credentials = await _scheme.Accept(Tokens.Sign(payload));

        JsonNode.DeepEquals(JsonNode.Parse(credentials.Subject.GetRawText()), JsonNode.Parse("""{"a":1,"user_id":"7","b":[1,{"exp":2}]}""")).Should().BeTrue(credentials.Subject.GetRawText());
    }

    // Names of the token's own among others, at the top and further down, every kind of value, white space anywhere: against a few lines of plain code.
    [Fact]
    public void Out_of_any_payload_it_is_the_members_that_are_not_the_tokens_own()
    {
        var random = new Random(20260601);
        string[] names = ["exp", "iat", "jti", "token_type", "csrf", "user_id", "a", "b c", "\\u0065xp", "\\u0075ser_id", "type", "subject", "", "é", "EXP"];
        string[] values = ["1", "-2.5e3", "true", "null", "\"\"", "\"}\\\"]\"", "[]", "{}", "[1,{\"exp\":2},[\"x\"]]", "{ \"exp\" : { \"a\" : [ ] } }"];
        for (var round = 0; round < 2_000; round++)
        {
            var members = Enumerable.Range(0, random.Next(8)).Select(_ => $"{Space()}\"{names[random.Next(names.Length)]}\"{Space()}:{Space()}{values[random.Next(values.Length)]}{Space()}");
            var payload = $"{{{string.Join(',', members)}{Space()}}}";

            var subject = JsonDocument.Parse(FlatSubject.Extract(System.Text.Encoding.UTF8.GetBytes(payload), JwtDialect.SimpleJwt)).RootElement;

            var expected = JsonDocument.Parse(payload).RootElement.EnumerateObject()
                .Where(member => !s_own.Contains(member.Name))
                .Select(member => (member.Name, member is { Name: "user_id", Value.ValueKind: JsonValueKind.Number } ? $"\"{member.Value.GetRawText()}\"" : member.Value.GetRawText()));
            subject.EnumerateObject().Select(member => (member.Name, member.Value.GetRawText())).Should().Equal(expected, payload);
        }

        string Space() => random.Next(3) == 0 ? " \n" : "";
    }

    [Fact]
    public async Task Its_subject_can_be_read_as_a_type()
    {
        var credentials = await _scheme.Accept(_scheme.CreateAccessToken(new { user_id = 7, name = "ada" }));

        credentials.GetSubject<DjangoUser>().Should().Be(new DjangoUser(7, "ada"));
    }

    [Fact]
    public void What_is_no_object_is_no_subject()
    {
        object[] subjects = ["ada", new[] { 1 }, JsonDocument.Parse("null").RootElement];

        subjects.Should().AllSatisfy(subject => ((Action)(() => _scheme.CreateAccessToken(subject))).Should().Throw<ArgumentException>().WithParameterName(nameof(subject)).WithMessage("A subject must serialize to a JSON object*"));
    }

    [Fact]
    public void A_failed_creation_leaves_nothing_behind()
    {
        var fail = () => _scheme.CreateAccessToken(DialectTokens.Subject(("secret", "of somebody else"), ("exp", 1)));

        fail.Should().Throw<ArgumentException>();
        Tokens.ReadPayload(_scheme.CreateAccessToken(new { user_id = "8" })).EnumerateObject().Select(claim => claim.Name).Should().Equal("user_id", "token_type", "exp", "iat", "jti");
    }

    internal sealed record DjangoUser([property: System.Text.Json.Serialization.JsonPropertyName("user_id")] int UserId, string Name);
}
