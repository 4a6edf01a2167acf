using System.Net;
using System.Net.WebSockets;
using System.Text;
using JwtSecurity.Tests.TestKit;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.SignalR;
using Microsoft.Extensions.DependencyInjection;

namespace JwtSecurity.Tests.Guard;

/// <summary>Whatever takes values from a request must not make credentials of them.</summary>
public sealed class NobodyForgesCredentialsTests
{
    private const string Hostile = """{"credentials":{"subject":{"username":"mallory"},"jti":"1","claims":{}},"Name":"x"}""";

    [Fact]
    public async Task A_json_body_with_credentials_in_it_is_a_bad_request()
    {
        await using var app = await TestApp.StartAsync(
            jwt => jwt.AddAccessBearer(),
            web => web.MapPost("/orders", (Order order) => order.Credentials?.GetString("username") ?? "nobody"));

        var answer = await app.SendAsync(HttpMethod.Post, "/orders", [app.Access()], Json(Hostile));

        answer.Status.Should().Be(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task A_json_body_without_the_member_leaves_it_empty()
    {
        await using var app = await TestApp.StartAsync(
            jwt => jwt.AddAccessBearer(),
            web => web.MapPost("/orders", (Order order) => order.Credentials?.GetString("username") ?? "nobody"));

        var answer = await app.SendAsync(HttpMethod.Post, "/orders", [app.Access()], Json("""{"name":"x"}"""));

        answer.Body.Should().Be("nobody");
    }

    [Fact]
    public async Task A_parameter_declared_to_come_from_the_body_does_not()
    {
        await using var app = await TestApp.StartAsync(
            jwt => jwt.AddAccessBearer(),
            web => web.MapPost("/", ([FromBody] JwtAuthorizationCredentials credentials) => credentials.GetString("username")));

        var answer = await app.SendAsync(HttpMethod.Post, "/", [app.Access()], Json("""{"subject":{"username":"mallory"}}"""));

        answer.Status.Should().Be(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task Json_null_for_credentials_is_not_taken_for_anonymous_by_an_action()
    {
        await using var app = await StartWithControllerAsync();

        var answer = await app.SendAsync(HttpMethod.Post, "/forge/parameter", [app.Access()], Json("null"));

        answer.Body.Should().Be("ada");
    }

    [Fact]
    public async Task An_action_parameter_declared_to_come_from_the_body_is_the_guards_all_the_same()
    {
        await using var app = await StartWithControllerAsync();

        (await app.SendAsync(HttpMethod.Post, "/forge/parameter", [], Json(Hostile))).Code.Should().Be("credentials_missing");
        (await app.SendAsync(HttpMethod.Post, "/forge/parameter", [app.Access()], Json("""{"subject":{"username":"mallory"}}"""))).Body.Should().Be("ada");
    }

    [Theory]
    [InlineData("/forge/body")]
    [InlineData("/forge/plainbody")]
    public async Task A_hostile_body_of_an_action_is_a_bad_request(string path)
    {
        await using var app = await StartWithControllerAsync();

        var answer = await app.SendAsync(HttpMethod.Post, path, [app.Access()], Json(Hostile));

        answer.Status.Should().Be(HttpStatusCode.BadRequest);
        answer.Body.Should().NotContain("mallory");
    }

    [Theory]
    [InlineData("/forge/query?credentials.subject.username=mallory&credentials.jti=1")]
    [InlineData("/forge/query?name=x")]
    [InlineData("/forge/query")]
    [InlineData("/forge/list?orders[0].name=x&orders[0].credentials.jti=1")]
    [InlineData("/forge/property?credentials.subject.username=mallory")]
    [InlineData("/forge/property")]
    public async Task A_model_or_property_with_credentials_in_it_is_refused_with_what_to_write(string path)
    {
        await using var app = await StartWithControllerAsync();

        var act = () => app.GetAsync(path, app.Access());

        (await act.Should().ThrowAsync<InvalidOperationException>()).WithMessage("'Credentials' cannot be bound here.*[Security<T>]*RequireJwt*");
    }

    [Fact]
    public async Task An_action_parameter_found_by_name_in_the_query_is_the_guards()
    {
        await using var app = await StartWithControllerAsync();

        var answer = await app.GetAsync("/forge/named?credentials=mallory&credentials.subject.username=mallory", app.Access());

        answer.Body.Should().Be("ada");
    }

    [Fact]
    public async Task A_hub_argument_is_not_made_into_credentials()
    {
        ForgedHub.Calls = 0;
        await using var app = await TestApp.StartAsync(
            jwt => jwt.AddAccessBearer(),
            web => web.MapHub<ForgedHub>("/hub"),
            build: builder => builder.Services.AddSignalR());

        using var socket = await app.Server.CreateWebSocketClient().ConnectAsync(new Uri("ws://localhost/hub"), CancellationToken.None);
        await SendAsync(socket, """{"protocol":"json","version":1}""");
        (await ReceiveAsync(socket)).Should().Be("{}");
        await SendAsync(socket, """{"type":1,"invocationId":"1","target":"Take","arguments":[{"subject":{"username":"mallory"}}]}""");
        var reply = await ReceiveAsync(socket);

        reply.Should().Contain("\"error\"").And.NotContain("mallory");
        ForgedHub.Calls.Should().Be(0);
    }

    [Fact]
    public void Nothing_public_makes_or_changes_credentials()
    {
        var type = typeof(JwtAuthorizationCredentials);

        type.GetConstructors().Should().BeEmpty();
        type.GetProperties().Should().OnlyContain(property => property.SetMethod == null);
        type.IsSealed.Should().BeTrue();
    }

    [Fact]
    public async Task Credentials_in_an_answer_are_an_error_rather_than_a_leak()
    {
        await using var app = await TestApp.StartAsync(
            jwt => jwt.AddAccessBearer(),
            web => web.MapGet("/", (JwtAuthorizationCredentials credentials) => credentials));

        var act = () => app.GetAsync("/", app.Access());

        (await act.Should().ThrowAsync<NotSupportedException>()).WithMessage("*credentials.Subject*");
    }

    private static Task<TestApp> StartWithControllerAsync() => TestApp.StartAsync(
        jwt => jwt.AddAccessBearer(),
        web => web.MapControllers(),
        build: builder => builder.Services.AddControllers().AddOnly(typeof(ForgeController), typeof(PlainForgeController), typeof(PlainBodyController)));

    private static StringContent Json(string json) => new(json, Encoding.UTF8, "application/json");

    private static Task SendAsync(WebSocket socket, string message) =>
        socket.SendAsync(Encoding.UTF8.GetBytes(message + "\u001e"), WebSocketMessageType.Text, endOfMessage: true, CancellationToken.None);

    // Pings come between answers; they are not what is waited for.
    private static async Task<string> ReceiveAsync(WebSocket socket)
    {
        var buffer = new byte[4096];
        while (true)
        {
            var received = await socket.ReceiveAsync(buffer, CancellationToken.None);
            var text = Encoding.UTF8.GetString(buffer, 0, received.Count).TrimEnd('\u001e');
            if (!text.Contains("\"type\":6", StringComparison.Ordinal))
            {
                return text;
            }
        }
    }

    public sealed record Order
    {
        public string? Name { get; set; }

        public JwtAuthorizationCredentials? Credentials { get; set; }
    }

    [ApiController]
    [Route("forge")]
    public sealed class ForgeController : ControllerBase
    {
        [HttpPost("body")]
        public IActionResult Body([FromBody] Order order) => Content(order.Credentials?.GetString("username") ?? "nobody");

        [HttpPost("parameter")]
        public IActionResult Parameter([FromBody] JwtAuthorizationCredentials credentials) => Content(credentials.GetString("username")!);

        [HttpGet("query")]
        public IActionResult Query([FromQuery] Order order) => Content(order.Credentials?.GetString("username") ?? "nobody");

        [HttpGet("list")]
        public IActionResult List([FromQuery] List<Order> orders) => Content(orders[0].Credentials?.GetString("username") ?? "nobody");

        [HttpGet("named")]
        public IActionResult Named([FromQuery] JwtAuthorizationCredentials credentials) => Content(credentials.GetString("username")!);
    }

    [Route("forge")]
    public sealed class PlainForgeController : ControllerBase
    {
        [BindProperty(SupportsGet = true)]
        public JwtAuthorizationCredentials? Credentials { get; set; }

        [HttpGet("property")]
        public IActionResult Property() => Content(Credentials?.GetString("username") ?? "nobody");
    }

    [Route("forge")]
    public sealed class PlainBodyController : ControllerBase
    {
        [HttpPost("plainbody")]
        public IActionResult PlainBody([FromBody] Order? order) =>
            ModelState.IsValid ? Content(order?.Credentials?.GetString("username") ?? "nobody") : BadRequest();
    }

    public sealed class ForgedHub : Hub
    {
        public static int Calls { get; set; }

        public string? Take(JwtAuthorizationCredentials credentials)
        {
            Calls++;
            return credentials?.GetString("username") ?? Context.ConnectionId;
        }
    }
}
