using System.Net;
using JwtSecurity.Tests.TestKit;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.DependencyInjection;

namespace JwtSecurity.Tests.Guard;

/// <summary>The same table for every kind of endpoint that takes credentials, and for both roads where authorization takes part.</summary>
public sealed class MissingOrBadTokenEverywhereTests
{
    public static TheoryData<string, bool, bool, string, string> Table
    {
        get
        {
            var table = new TheoryData<string, bool, bool, string, string>();
            foreach (var kind in new[] { "minimal", "group", "as-parameters", "action", "conventional", "keyed" })
            {
                table.Add(kind, true, false, "none", "401 credentials_missing");
                table.Add(kind, true, false, "bad", "401 signature_invalid");
                table.Add(kind, true, false, "good", "ada");
                table.Add(kind, true, true, "none", "null");
                table.Add(kind, true, true, "bad", "401 signature_invalid");
                table.Add(kind, true, true, "good", "ada");
                table.Add(kind, false, true, "none", "null");
                table.Add(kind, false, true, "bad", "null");
                table.Add(kind, false, true, "good", "ada");
                table.Add(kind, false, false, "none", "401 credentials_missing");
                table.Add(kind, false, false, "bad", "401 signature_invalid");
                table.Add(kind, false, false, "good", "ada");
            }

            return table;
        }
    }

    [Theory]
    [MemberData(nameof(Table))]
    public async Task Each_cell(string kind, bool autoError, bool optional, string token, string expected)
    {
        await using var app = await StartAsync(autoError);

        var answer = await app.GetAsync($"/{kind}/{(optional ? "optional" : "required")}", Header(app, token, kind == "keyed" ? TestApp.OtherSecret : TestApp.Secret));

        Summary(answer).Should().Be(expected);
    }

    [Theory]
    [InlineData("/authorize", true, "none", "401 credentials_missing")]
    [InlineData("/authorize", true, "bad", "401 signature_invalid")]
    [InlineData("/authorize", true, "good", "ada")]
    [InlineData("/authorize", false, "none", "401 credentials_missing")]
    [InlineData("/authorize", false, "bad", "401 signature_invalid")]
    [InlineData("/security", true, "none", "401 credentials_missing")]
    [InlineData("/security", false, "bad", "401 signature_invalid")]
    [InlineData("/security", true, "good", "ada")]
    [InlineData("/security-action", true, "none", "401 credentials_missing")]
    [InlineData("/security-action", false, "bad", "401 signature_invalid")]
    [InlineData("/security-action", true, "good", "ada")]
    [InlineData("/authorize-and-optional", true, "none", "401 credentials_missing")]
    [InlineData("/authorize-and-optional", false, "bad", "401 signature_invalid")]
    [InlineData("/authorize-and-optional", false, "good", "ada")]
    [InlineData("/authorize-and-required", true, "none", "401 credentials_missing")]
    [InlineData("/authorize-and-required", true, "good", "ada")]
    [InlineData("/security-and-optional-action", false, "bad", "401 signature_invalid")]
    [InlineData("/security-and-optional-action", false, "good", "ada")]
    public async Task The_road_of_authorization_requires(string path, bool autoError, string token, string expected)
    {
        await using var app = await StartAsync(autoError);

        Summary(await app.GetAsync(path, Header(app, token))).Should().Be(expected);
    }

    [Theory]
    [InlineData("none")]
    [InlineData("bad")]
    public async Task Both_roads_give_the_same_answer(string token)
    {
        await using var app = await StartAsync(autoError: true);

        var guard = await app.GetAsync("/minimal/required", Header(app, token));
        var authorization = await app.GetAsync("/authorize", Header(app, token));

        authorization.Body.Should().Be(guard.Body);
        authorization.Challenge.Should().Be(guard.Challenge);
        authorization.Headers["Content-Type"].Should().Equal(guard.Headers["Content-Type"]);
    }

    [Theory]
    [InlineData("/unannotated")]
    [InlineData("/unannotated-action")]
    public async Task Code_without_nullable_annotations_requires(string path)
    {
        await using var app = await StartAsync(autoError: false);

        Summary(await app.GetAsync(path)).Should().Be("401 credentials_missing");
        Summary(await app.GetAsync(path, Header(app, "good"))).Should().Be("ada");
    }

    [Theory]
    [InlineData("/default-value")]
    [InlineData("/default-value-action")]
    public async Task A_default_value_makes_a_parameter_optional(string path)
    {
        await using var app = await StartAsync(autoError: true);

        Summary(await app.GetAsync(path)).Should().Be("null");
        Summary(await app.GetAsync(path, Header(app, "good"))).Should().Be("ada");
    }

    private static (string, string)[] Header(TestApp app, string token, string secret = TestApp.Secret) => token switch
    {
        "none" => [],
        "bad" => [app.Forged()],
        _ => [TokenHeaders.Bearer(app.AccessToken(secret: secret))],
    };

    private static string Summary(Answer answer) => answer.Status == HttpStatusCode.OK ? answer.Body : $"{(int)answer.Status} {answer.Code}";

    private static string Name(JwtAuthorizationCredentials? credentials) => credentials is null ? "null" : credentials.GetString("username")!;

    private static Task<TestApp> StartAsync(bool autoError) => TestApp.StartAsync(
        jwt =>
        {
            jwt.AddAccessBearer(o => o.AutoError = autoError);
            jwt.Services.AddJwtSecurity("other", o => o.SecretKey = TestApp.OtherSecret).AddAccessBearer(o => o.AutoError = autoError);
        },
        web =>
        {
            web.MapGet("/minimal/required", (JwtAuthorizationCredentials credentials) => Name(credentials));
            web.MapGet("/minimal/optional", (JwtAuthorizationCredentials? credentials) => Name(credentials));
            web.MapGet("/keyed/required", ([Security<JwtAccessBearer>("other")] JwtAuthorizationCredentials credentials) => Name(credentials));
            web.MapGet("/keyed/optional", ([Security<JwtAccessBearer>("other")] JwtAuthorizationCredentials? credentials) => Name(credentials));
            var group = web.MapGroup("/group");
            group.MapGet("/required", ([Security<JwtAccessBearer>] JwtAuthorizationCredentials credentials) => Name(credentials));
            group.MapGet("/optional", ([Security<JwtAccessBearer>] JwtAuthorizationCredentials? credentials) => Name(credentials));
            web.MapGet("/as-parameters/required", ([AsParameters] RequiredParameters parameters) => Name(parameters.Credentials));
            web.MapGet("/as-parameters/optional", ([AsParameters] OptionalParameters parameters) => Name(parameters.Credentials));

            web.MapGet("/authorize", (HttpContext context) => Name(context.GetJwtCredentials())).RequireAuthorization();
            web.MapGet("/security", [Security<JwtAccessBearer>] (HttpContext context) => Name(context.GetJwtCredentials<JwtAccessBearer>()));
            web.MapGet("/authorize-and-optional", (JwtAuthorizationCredentials? credentials) => Name(credentials)).RequireAuthorization();
            web.MapGet("/authorize-and-required", (JwtAuthorizationCredentials credentials) => Name(credentials)).RequireAuthorization();
            web.MapGet("/default-value", (JwtAuthorizationCredentials? credentials = null) => Name(credentials));
#nullable disable annotations
            web.MapGet("/unannotated", (JwtAuthorizationCredentials credentials) => Name(credentials));
#nullable restore annotations
            web.MapControllers();
            web.MapControllerRoute("conventional", "{controller}/{action}");
        },
        build: builder =>
        {
            builder.Services.AddAuthorization();
            builder.Services.AddControllers().AddOnly(typeof(TableController), typeof(ConventionalController));
        });

    public sealed record RequiredParameters([Security<JwtAccessBearer>] JwtAuthorizationCredentials Credentials, HttpContext Context);

    public sealed record OptionalParameters
    {
        [Security<JwtAccessBearer>]
        public JwtAuthorizationCredentials? Credentials { get; init; }
    }

    [ApiController]
    public sealed class TableController : ControllerBase
    {
        [HttpGet("/action/required")]
        public IActionResult Required(JwtAuthorizationCredentials credentials) => Content(Name(credentials));

        [HttpGet("/action/optional")]
        public IActionResult Optional([Security<JwtAccessBearer>] JwtAuthorizationCredentials? credentials) => Content(Name(credentials));

        [HttpGet("/default-value-action")]
        public IActionResult DefaultValue(JwtAuthorizationCredentials? credentials = null) => Content(Name(credentials));

        [HttpGet("/security-action")]
        [Security<JwtAccessBearer>]
        public IActionResult Authorized() => Content(Name(HttpContext.GetJwtCredentials()));

        [HttpGet("/security-and-optional-action")]
        [Security<JwtAccessBearer>]
        public IActionResult AuthorizedOptional(JwtAuthorizationCredentials? credentials) => Content(Name(credentials));

#nullable disable annotations
        [HttpGet("/unannotated-action")]
        public IActionResult Unannotated(JwtAuthorizationCredentials credentials) => Content(Name(credentials));
#nullable restore annotations
    }

    public sealed class ConventionalController : Controller
    {
        [ActionName("required")]
        public IActionResult Required(JwtAuthorizationCredentials credentials) => Content(Name(credentials));

        [ActionName("optional")]
        public IActionResult Optional(JwtAuthorizationCredentials? credentials) => Content(Name(credentials));
    }
}
