using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using JwtSecurity.Tests.TestKit;
using Microsoft.Extensions.DependencyInjection;

namespace JwtSecurity.Tests.Issuing;

/// <summary>What may be a subject, and how it comes back.</summary>
public sealed partial class SubjectTests
{
    private readonly ManualTimeProvider _clock = new();
    private readonly JwtAccessBearer _scheme;

    public SubjectTests() => _scheme = HandMade.Access(_clock);

    public static TheoryData<string, object> Objects() => new()
    {
        { "anonymous", new { UserName = "ada", Age = 36 } },
        { "record", new Person("ada", 36) },
        { "dictionary", new Dictionary<string, object> { ["userName"] = "ada", ["age"] = 36 } },
        { "JsonElement", JsonDocument.Parse("""{ "userName" : "ada" , "age" : 36 }""").RootElement },
        { "JsonDocument", JsonDocument.Parse("""{"userName":"ada","age":36}""") },
        { "JsonNode", JsonNode.Parse("""{"userName":"ada","age":36}""")! },
        { "JsonObject", new JsonObject { ["userName"] = "ada", ["age"] = 36 } },
    };

    public static TheoryData<string, object> NoObjects() => new()
    {
        { "string", "ada" },
        { "number", 1 },
        { "list", new[] { "ada" } },
        { "guid", Guid.Empty },
        { "true", true },
        { "null element", JsonDocument.Parse("null").RootElement },
        { "array element", JsonDocument.Parse("[{}]").RootElement },
        { "no element at all", default(JsonElement) },
        { "array node", new JsonArray(1, 2) },
        { "half a surrogate", JsonDocument.Parse("""{"name":"\ud800"}""").RootElement },
        { "an object in itself", new Circle() },
        { "not a number", new { value = double.NaN } },
    };

    [Theory]
    [MemberData(nameof(Objects))]
    public async Task Whatever_serializes_to_an_object_is_a_subject(string kind, object subject)
    {
        var credentials = await _scheme.Accept(_scheme.CreateAccessToken(subject));

        credentials.Subject.GetRawText().Should().Be("""{"userName":"ada","age":36}""", kind);
    }

    [Theory]
    [MemberData(nameof(NoObjects))]
    public void Anything_else_is_an_ArgumentException_that_shows_no_value(string kind, object subject)
    {
        var create = () => _scheme.CreateAccessToken(subject);

        create.Should().Throw<ArgumentException>(kind).WithParameterName(nameof(subject)).Which.Message.Should().NotContain("ada");
    }

    [Fact]
    public void The_text_of_the_exception_says_what_to_write_instead()
    {
        var create = () => _scheme.CreateAccessToken("ada");

        create.Should().Throw<ArgumentException>().WithMessage("A subject must serialize to a JSON object, and System.String does not. Wrap it, for example: new { username = value }.*");
    }

    [Fact]
    public void Null_is_no_subject()
    {
        var actions = new Action[]
        {
            () => _scheme.CreateAccessToken(null!),
            () => _scheme.CreateRefreshToken(null!),
            () => _scheme.CreateTokenPair(null!),
            () => _scheme.CreateAccessToken(null!, Names.Default.Person),
            () => _scheme.CreateRefreshToken(null!, Names.Default.Person),
            () => _scheme.CreateTokenPair(null!, Names.Default.Person),
        };

        actions.Should().AllSatisfy(action => action.Should().Throw<ArgumentNullException>().WithParameterName("subject"));
    }

    [Fact]
    public void No_type_information_is_no_default()
    {
        var create = () => _scheme.CreateAccessToken(new Person("ada", 36), jsonTypeInfo: null!);

        create.Should().Throw<ArgumentNullException>().WithParameterName("jsonTypeInfo");
    }

    [Fact]
    public async Task Type_information_keeps_its_own_names()
    {
        var person = new Person("ada", 36);
        var pair = _scheme.CreateTokenPair(person, Names.Default.Person);
        string[] tokens = [_scheme.CreateAccessToken(person, Names.Default.Person), _scheme.CreateRefreshToken(person, Names.Default.Person), pair.AccessToken, pair.RefreshToken];

        tokens.Select(token => Tokens.ReadPayload(token).GetProperty("subject").GetRawText()).Should().AllBe("""{"user_name":"ada","age":36}""");
        (await _scheme.Accept(tokens[0])).GetSubject(Names.Default.Person).Should().Be(person);
    }

    [Fact]
    public void Type_information_of_something_that_is_no_object_is_refused()
    {
        var create = () => _scheme.CreateAccessToken([1, 2], Names.Default.Int32Array);

        create.Should().Throw<ArgumentException>().WithParameterName("subject");
    }

    [Fact]
    public async Task A_subject_can_be_passed_on_to_the_next_token()
    {
        var first = await _scheme.Accept(_scheme.CreateAccessToken(new { username = "ada", nested = new { list = new object?[] { 1, 2.50m, null, "x" } } }));
        var second = await _scheme.Accept(_scheme.CreateAccessToken(first.Subject));

        second.Subject.GetRawText().Should().Be(first.Subject.GetRawText());
    }

    [Theory]
    [InlineData("Grüße, ada")]
    [InlineData("日本語")]
    [InlineData("👩‍💻 \U0001F600")]
    [InlineData("\0 \t \r\n \u2028 \" \\ / < > & '")]
    [InlineData("")]
    public async Task Every_text_comes_back_as_it_was(string text)
    {
        var credentials = await _scheme.Accept(_scheme.CreateAccessToken(new Dictionary<string, string> { [text] = text }));

        credentials[text].GetString().Should().Be(text);
        credentials.GetString(text).Should().Be(text);
    }

    [Fact]
    public async Task Half_a_surrogate_in_a_string_does_not_make_a_token_nobody_reads()
    {
        var credentials = await _scheme.Accept(_scheme.CreateAccessToken(new { name = "x\ud800y" }));

        credentials.GetString("name").Should().Be("x\ufffdy");
    }

    [Fact]
    public async Task A_subject_sixty_levels_deep_comes_back()
    {
        var credentials = await _scheme.Accept(_scheme.CreateAccessToken(Nested(60)));

        var innermost = credentials.Subject;
        for (var level = 1; level < 60; level++)
        {
            innermost = innermost.GetProperty("d");
        }

        innermost.GetRawText().Should().Be("{}");
    }

    [Theory]
    [InlineData(63)]
    [InlineData(64)]
    [InlineData(200)]
    public void What_is_created_is_accepted_or_it_is_not_created(int depth)
    {
        foreach (var create in new Func<string>[] { () => _scheme.CreateAccessToken(Nested(depth)), () => _scheme.CreateAccessToken(JsonSerializer.SerializeToElement(Nested(depth), Deep), expiresDelta: null) })
        {
            if (depth < 64)
            {
                _scheme.Verdict(create()).Should().Be("accepted");
            }
            else
            {
                create.Should().Throw<ArgumentException>().WithParameterName("subject");
            }
        }
    }

    [Fact]
    public void Names_are_in_camel_case_unless_options_say_otherwise()
    {
        var snake = HandMade.Access(_clock, options => options.SubjectSerializerOptions = new JsonSerializerOptions { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower });

        Tokens.ReadPayload(_scheme.CreateAccessToken(new Person("ada", 36))).GetProperty("subject").GetRawText().Should().Be("""{"userName":"ada","age":36}""");
        Tokens.ReadPayload(snake.CreateAccessToken(new Person("ada", 36))).GetProperty("subject").GetRawText().Should().Be("""{"user_name":"ada","age":36}""");
    }

    [Fact]
    public async Task The_naming_of_responses_changes_no_token()
    {
        await using var app = await TestApp.StartAsync(
            jwt => jwt.AddAccessBearer(),
            _ => { },
            build => build.Services.ConfigureHttpJsonOptions(options =>
            {
                options.SerializerOptions.PropertyNamingPolicy = JsonNamingPolicy.KebabCaseUpper;
                options.SerializerOptions.DictionaryKeyPolicy = JsonNamingPolicy.KebabCaseUpper;
                options.SerializerOptions.TypeInfoResolverChain.Add(new DefaultJsonTypeInfoResolver());
            }));

        var token = app.Scheme<JwtAccessBearer>().CreateAccessToken(new Person("ada", 36));

        Tokens.ReadPayload(token).GetProperty("subject").GetRawText().Should().Be("""{"userName":"ada","age":36}""");
    }

    [Fact]
    public void A_type_no_resolver_knows_names_both_cures()
    {
        var trimmed = HandMade.Access(_clock, options => options.SubjectSerializerOptions = new JsonSerializerOptions { TypeInfoResolver = JsonTypeInfoResolver.Combine() });
        var creates = new Action[] { () => trimmed.CreateAccessToken(new Person("ada", 36)), () => trimmed.CreateAccessToken(new { username = "ada" }) };

        creates.Should().AllSatisfy(create => create.Should().Throw<InvalidOperationException>()
            .Which.Message.Should().Contain("[JsonSerializable(typeof(").And.Contain("or pass a JsonTypeInfo:").And.NotContain("ada"));
    }

    [Fact]
    public void A_type_whose_members_no_resolver_knows_names_both_cures()
    {
        var trimmed = HandMade.Access(_clock, options => options.SubjectSerializerOptions = new JsonSerializerOptions { TypeInfoResolver = Names.Default });
        var create = () => trimmed.CreateAccessToken(new Dictionary<string, object> { ["person"] = new Uri("https://example.org") });

        create.Should().Throw<InvalidOperationException>().Which.Message.Should().Contain("[JsonSerializable(typeof(").And.Contain("or pass a JsonTypeInfo:");
    }

    private static JsonSerializerOptions Deep { get; } = new() { MaxDepth = 500 };

    private static JsonObject Nested(int depth)
    {
        var node = new JsonObject();
        for (var level = 1; level < depth; level++)
        {
            node = new JsonObject { ["d"] = node };
        }

        return node;
    }

    internal sealed record Person(string UserName, int Age);

    internal sealed class Circle
    {
        public Circle Self => this;
    }

    [JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
    [JsonSerializable(typeof(Person))]
    [JsonSerializable(typeof(int[]))]
    [JsonSerializable(typeof(Dictionary<string, object>))]
    internal sealed partial class Names : JsonSerializerContext;
}
