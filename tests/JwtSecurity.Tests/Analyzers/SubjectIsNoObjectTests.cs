using JwtSecurity.Analyzers;

namespace JwtSecurity.Tests.Analyzers;

/// <summary>JWTSEC003: what would throw when the token is created is known before.</summary>
public sealed class SubjectIsNoObjectTests
{
    [Theory]
    [InlineData("\"ada\"")]
    [InlineData("name")]
    [InlineData("42")]
    [InlineData("4.2m")]
    [InlineData("true")]
    [InlineData("'a'")]
    [InlineData("(int?)42")]
    [InlineData("Guid.NewGuid()")]
    [InlineData("DateTimeOffset.UnixEpoch")]
    [InlineData("DayOfWeek.Monday")]
    [InlineData("new[] { 1, 2 }")]
    [InlineData("new byte[3]")]
    [InlineData("new List<string>()")]
    [InlineData("new HashSet<User>()")]
    [InlineData("new List<KeyValuePair<string, string>>()")]
    [InlineData("Enumerable.Empty<User>()")]
    [InlineData("(IReadOnlyCollection<string>)new List<string>()")]
    [InlineData("new System.Text.Json.Nodes.JsonArray()")]
    public async Task It_is_reported(string subject) =>
        (await ReportedAsync($"access.CreateAccessToken({subject});")).Should().Equal(subject);

    [Theory]
    [InlineData("access.CreateRefreshToken(\"ada\");")]
    [InlineData("access.CreateTokenPair(\"ada\");")]
    [InlineData("access.CreateAccessToken(expiresDelta: TimeSpan.FromHours(1), subject: \"ada\");")]
    [InlineData("await sessions.StartAsync(\"ada\");")]
    [InlineData("await sessions.StartAsync(\"ada\", new JwtSessionDetails());")]
    [InlineData("access.CreateAccessToken(\"ada\", typeInfo);")]
    [InlineData("((JwtSessionRefreshingContext)something).ReplaceSubject(\"ada\");")]
    [InlineData("((JwtSessionRefreshingContext)something).ReplaceSubject(\"ada\", typeInfo);")]
    [InlineData("JwtSecurity.Testing.JwtTestCredentials.Create(\"ada\");")]
    [InlineData("await JwtSecurity.Testing.JwtTestTokens.CreateJwtAsync<JwtAccessBearer>(null!, \"ada\");")]
    [InlineData("await JwtSecurity.Testing.JwtHttpClientExtensions.AuthenticateAsync<JwtAccessBearer>(null!, null!, \"ada\");")]
    public async Task So_it_is_in_each_call(string statement) =>
        (await ReportedAsync(statement)).Should().Equal("\"ada\"");

    [Theory]
    [InlineData("new { username = \"ada\" }")]
    [InlineData("new User(\"ada\")")]
    [InlineData("new Point(1, 2)")]
    [InlineData("new Dictionary<string, object>()")]
    [InlineData("(IReadOnlyDictionary<string, string>)new Dictionary<string, string>()")]
    [InlineData("new System.Dynamic.ExpandoObject()")]
    [InlineData("new System.Text.Json.Nodes.JsonObject()")]
    [InlineData("System.Text.Json.JsonDocument.Parse(\"{}\").RootElement")]
    [InlineData("credentials.Subject")]
    [InlineData("something")]
    [InlineData("pairs")]
    [InlineData("(System.Collections.IEnumerable)pairs")]
    [InlineData("new Roles()")]
    public async Task What_is_or_may_be_an_object_is_not(string subject) =>
        (await ReportedAsync($"access.CreateAccessToken({subject}); await sessions.StartAsync({subject});")).Should().BeEmpty();

    [Fact]
    public async Task Other_methods_may_take_what_they_like() =>
        (await ReportedAsync("new Other().CreateAccessToken(\"ada\"); new Other().StartAsync(\"ada\");")).Should().BeEmpty();

    [Fact]
    public async Task The_message_names_the_type_and_says_what_to_do()
    {
        var reported = await Source.AnalyzeAsync(new SubjectIsNoObjectAnalyzer(), Program("access.CreateTokenPair(new List<string>());"));

        reported.Should().ContainSingle().Which.GetMessage().Should().Be(
            "A subject must serialize to a JSON object, and 'List<string>' does not: CreateTokenPair would throw. Wrap it, for example: new { username = value }.");
    }

    private static Task<string[]> ReportedAsync(string statement) => Source.ReportedAsync(new SubjectIsNoObjectAnalyzer(), Program(statement), "JwtSecurity.Testing.dll");

    private static string Program(string statement) =>
        $$"""
        await Task.CompletedTask;
        JwtAccessBearer access = null!;
        JwtSessions sessions = null!;
        JwtAuthorizationCredentials credentials = null!;
        System.Text.Json.Serialization.Metadata.JsonTypeInfo<string> typeInfo = null!;
        string? name = null;
        object something = new();
        IEnumerable<KeyValuePair<string, string>> pairs = new Dictionary<string, string>();
        {{statement}}

        public record User(string Name);
        public record struct Point(int X, int Y);

        [System.Text.Json.Serialization.JsonConverter(typeof(int))]
        public class Roles : List<string> { }

        public class Other
        {
            public void CreateAccessToken(object subject) { }
            public void StartAsync(object subject) { }
        }
        """;
}
