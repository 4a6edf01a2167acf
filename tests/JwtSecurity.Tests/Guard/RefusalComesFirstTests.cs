using System.Net;
using System.Text;
using JwtSecurity.Tests.TestKit;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Filters;
using Microsoft.Extensions.DependencyInjection;

namespace JwtSecurity.Tests.Guard;

/// <summary>Who may not come in learns nothing of the endpoint: no binding, no body read, no filter before the guard.</summary>
public sealed class RefusalComesFirstTests
{
    [Theory]
    [InlineData("/minimal")]
    [InlineData("/convention")]
    [InlineData("/group")]
    [InlineData("/action")]
    public async Task A_malformed_body_without_a_token_is_a_401(string path)
    {
        await using var app = await StartAsync([]);

        (await PostAsync(app, path)).Code.Should().Be("credentials_missing");
        (await PostAsync(app, path, app.Access())).Status.Should().Be(HttpStatusCode.BadRequest);
    }

    [Theory]
    [InlineData("/minimal")]
    [InlineData("/convention")]
    [InlineData("/group")]
    [InlineData("/action")]
    public async Task The_body_of_a_refused_request_is_not_read(string path)
    {
        var events = new List<string>();
        await using var app = await StartAsync(events);

        await PostAsync(app, path);
        events.Should().NotContain("read");

        await PostAsync(app, path, app.Access());
        events.Should().Contain("read");
    }

    [Theory]
    [InlineData("/minimal?id=none")]
    [InlineData("/action?id=none")]
    public async Task A_query_that_does_not_bind_is_a_401_first(string path)
    {
        await using var app = await StartAsync([]);

        (await PostAsync(app, path)).Code.Should().Be("credentials_missing");
    }

    [Theory]
    [InlineData("/minimal")]
    [InlineData("/convention")]
    [InlineData("/group")]
    [InlineData("/action")]
    public async Task No_filter_runs_for_a_refused_request(string path)
    {
        var events = new List<string>();
        await using var app = await StartAsync(events);

        await PostAsync(app, path);
        events.Should().BeEmpty();

        await app.SendAsync(HttpMethod.Post, path, [app.Access()], new StringContent("{}", Encoding.UTF8, "application/json"));
        events.Should().Contain("filter");
    }

    [Fact]
    public async Task An_endpoint_that_leaves_the_middleware_out_is_guarded_all_the_same()
    {
        await using var app = await TestApp.StartAsync(
            jwt => jwt.AddAccessBearer(),
            web =>
            {
                web.UseRouting();
                web.MapGet("/parameter", (JwtAuthorizationCredentials credentials) => credentials.GetString("username")).ShortCircuit();
                web.MapGet("/convention", (HttpContext context) => context.User.Identity?.Name).RequireJwt<JwtAccessBearer>().ShortCircuit();
            });

        (await app.GetAsync("/parameter")).Code.Should().Be("credentials_missing");
        (await app.GetAsync("/convention")).Code.Should().Be("credentials_missing");
        (await app.GetAsync("/parameter", app.Access())).Body.Should().Be("ada");
        (await app.GetAsync("/convention", app.Access())).Body.Should().Be("ada");
    }

    [Fact]
    public async Task A_filter_finds_the_credentials_in_the_arguments()
    {
        await using var app = await TestApp.StartAsync(
            jwt => jwt.AddAccessBearer(),
            web => web.MapGet("/", (JwtAuthorizationCredentials credentials) => "in")
                .AddEndpointFilter((context, next) => ValueTask.FromResult<object?>(context.GetArgument<JwtAuthorizationCredentials>(0).GetString("username"))));

        (await app.GetAsync("/", app.Access())).Body.Should().Be("ada");
    }

    private static Task<Answer> PostAsync(TestApp app, string path, params (string, string)[] headers) =>
        app.SendAsync(HttpMethod.Post, path, headers, new StringContent("{ malformed", Encoding.UTF8, "application/json"));

    private static Task<TestApp> StartAsync(List<string> events) => TestApp.StartAsync(
        jwt => jwt.AddAccessBearer(),
        web =>
        {
            web.Use((context, next) =>
            {
                context.Request.Body = new Watched(context.Request.Body, events);
                return next(context);
            });
            web.MapPost("/minimal", (JwtAuthorizationCredentials credentials, Order order, int id = 0) => order.Name).AddEndpointFilter(Filter);
            web.MapPost("/convention", (Order order) => order.Name).RequireJwt<JwtAccessBearer>().AddEndpointFilter(Filter);
            var group = web.MapGroup("/group").AddEndpointFilter(Filter).RequireJwt<JwtAccessBearer>();
            group.MapPost("/", (Order order) => order.Name);
            web.MapControllers();

            ValueTask<object?> Filter(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
            {
                events.Add("filter");
                return next(context);
            }
        },
        build: builder => builder.Services
            .AddControllers(options => options.Filters.Add(new ActionFilter(events)))
            .AddOnly(typeof(OrdersController)));

    public sealed record Order(string? Name);

    [ApiController]
    public sealed class OrdersController : ControllerBase
    {
        [HttpPost("/action")]
        public IActionResult Post(JwtAuthorizationCredentials credentials, Order order, int id = 0) => Content($"{credentials.Jti} {order.Name} {id}");
    }

    private sealed class ActionFilter(List<string> events) : IResourceFilter
    {
        public void OnResourceExecuting(ResourceExecutingContext context) => events.Add("filter");

        public void OnResourceExecuted(ResourceExecutedContext context)
        {
        }
    }

    private sealed class Watched(Stream inner, List<string> events) : Stream
    {
        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => inner.Length;

        public override long Position
        {
            get => inner.Position;
            set => inner.Position = value;
        }

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            events.Add("read");
            return inner.ReadAsync(buffer, cancellationToken);
        }

        public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
            ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

        public override int Read(byte[] buffer, int offset, int count)
        {
            events.Add("read");
            return inner.Read(buffer, offset, count);
        }

        public override void Flush() => inner.Flush();

        public override long Seek(long offset, SeekOrigin origin) => inner.Seek(offset, origin);

        public override void SetLength(long value) => inner.SetLength(value);

        public override void Write(byte[] buffer, int offset, int count) => inner.Write(buffer, offset, count);
    }
}
