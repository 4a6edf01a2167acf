using JwtSecurity.Tests.TestKit;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.OpenApi;

namespace JwtSecurity.Tests.OpenApi;

/// <summary>What a document says of guarded operations, and that it says nothing of others. The documents are in Approved/OpenApi.</summary>
public sealed class GuardedOperationsTests
{
    [Theory]
    [InlineData(OpenApiSpecVersion.OpenApi3_0, "SixSchemes.3.0")]
    [InlineData(OpenApiSpecVersion.OpenApi3_1, "SixSchemes.3.1")]
    public async Task Each_scheme_is_described_where_it_is_used(OpenApiSpecVersion version, string name)
    {
        var document = await DescribedApp.DescribeAsync(
            AddAll,
            app =>
            {
                app.MapGet("/access/bearer", ([Security<JwtAccessBearer>] JwtAuthorizationCredentials credentials) => "in");
                app.MapGet("/access/cookie", ([Security<JwtAccessCookie>] JwtAuthorizationCredentials credentials) => "in");
                app.MapPost("/access/both", ([Security<JwtAccessBearerCookie>] JwtAuthorizationCredentials credentials) => "in");
                app.MapGet("/refresh/bearer", ([Security<JwtRefreshBearer>] JwtAuthorizationCredentials credentials) => "in");
                app.MapPost("/refresh/cookie", ([Security<JwtRefreshCookie>] JwtAuthorizationCredentials credentials) => "in");
                app.MapGet("/refresh/both", ([Security<JwtRefreshBearerCookie>] JwtAuthorizationCredentials credentials) => "in");
                app.MapGet("/open", () => "in");
            },
            options => options.AccessCookie.Name = "__Host-access",
            document: options =>
            {
                options.OpenApiVersion = version;
                options.AddJwtSecurity();
            });

        await ApprovedDocument.CompareAsync(name, document);
    }

    [Fact]
    public async Task What_nobody_uses_and_nothing_guards_is_not_there()
    {
        var document = await DescribedApp.DescribeAsync(
            AddAll,
            app =>
            {
                app.MapGet("/open", () => "in");
                app.MapPost("/auth", (JwtAccessBearer access, JwtRefreshBearer refresh, HttpContext context) => "in");
            });

        await ApprovedDocument.CompareAsync("Unguarded", document);
    }

    [Fact]
    public async Task An_optional_token_may_be_left_out()
    {
        var document = await DescribedApp.DescribeAsync(
            set => set.AddAccessBearer().AddRefreshBearer(options => options.AutoError = false),
            app =>
            {
                app.MapGet("/bad-token-is-refused", ([Security<JwtAccessBearer>] JwtAuthorizationCredentials? credentials) => "in");
                app.MapGet("/bad-token-is-no-token", ([Security<JwtRefreshBearer>] JwtAuthorizationCredentials? credentials) => "in");
                app.MapGet("/two", ([Security<JwtAccessBearer>] JwtAuthorizationCredentials access, [Security<JwtRefreshBearer>] JwtAuthorizationCredentials? refresh) => "in");
                app.MapGet("/fresh", ([Security<JwtAccessBearer>] JwtAuthorizationCredentials? credentials) => "in").RequireFresh(TimeSpan.FromMinutes(5));
            });

        await ApprovedDocument.CompareAsync("Optional", document);
    }

    [Fact]
    public async Task Groups_hand_down_what_they_ask_for()
    {
        var document = await DescribedApp.DescribeAsync(
            AddAll,
            app =>
            {
                var group = app.MapGroup("/group").RequireJwt<JwtAccessBearer>(roles: ["staff"]);
                group.MapGet("/inside", () => "in");
                group.MapGet("/open", () => "in").AllowAnonymous();
                group.MapGet("/stricter", () => "in").RequireJwt<JwtAccessBearer>(scopes: ["orders:read"]);
                var nested = group.MapGroup("/nested").RequireJwt<JwtRefreshCookie>();
                nested.MapPost("/inside", () => "in");
                nested.MapGet("/parameter", ([Security<JwtAccessCookie>] JwtAuthorizationCredentials credentials) => "in");
            });

        await ApprovedDocument.CompareAsync("Groups", document);
    }

    [Theory]
    [InlineData(OpenApiSpecVersion.OpenApi3_0, "RolesAndScopes.3.0")]
    [InlineData(OpenApiSpecVersion.OpenApi3_1, "RolesAndScopes.3.1")]
    public async Task Roles_scopes_and_recent_login_are_told(OpenApiSpecVersion version, string name)
    {
        var document = await DescribedApp.DescribeAsync(
            set => set.AddAccessBearerCookie(),
            app =>
            {
                app.MapGet("/roles", ([Security<JwtAccessBearerCookie>(Roles = "admin,editor")] JwtAuthorizationCredentials credentials) => "in");
                app.MapGet("/scopes", ([Security<JwtAccessBearerCookie>(Roles = "admin", Scopes = "orders:read orders:write")] JwtAuthorizationCredentials credentials) => "in");
                app.MapDelete("/account", () => "in").RequireJwt<JwtAccessBearerCookie>().RequireFresh(TimeSpan.FromMinutes(5)).WithDescription("Deletes the account.");
                app.MapGet("/attribute", [Security<JwtAccessBearerCookie>(MaxAgeSeconds = 90)] () => "in");
            },
            build: builder => builder.Services.AddAuthorization(),
            document: options =>
            {
                options.OpenApiVersion = version;
                options.AddJwtSecurity();
            });

        await ApprovedDocument.CompareAsync(name, document);
    }

    [Fact]
    public async Task Controllers_and_attributes()
    {
        var document = await DescribedApp.DescribeAsync(
            AddAll,
            app =>
            {
                app.MapGet("/method", [Security<JwtAccessBearer>] () => "in");
                app.MapGet("/lifted", [Security<JwtAccessBearer>] () => "in").AllowAnonymous();
                app.MapGet("/members", ([AsParameters] Page page) => "in");
                app.MapControllers();
            },
            build: builder =>
            {
                builder.Services.AddControllers().AddOnly(typeof(OrdersController), typeof(OpenController));
                builder.Services.AddAuthorization(options => options.AddPolicy("of-legal-age", policy => policy.RequireClaim("age")));
            });

        await ApprovedDocument.CompareAsync("Controllers", document);
    }

    [Fact]
    public async Task A_guarded_set_of_controllers()
    {
        var document = await DescribedApp.DescribeAsync(
            AddAll,
            app => app.MapControllers().RequireJwt<JwtAccessBearer>(),
            build: builder => builder.Services.AddControllers().AddOnly(typeof(OpenController)));

        await ApprovedDocument.CompareAsync("GuardedControllers", document);
    }

    [Fact]
    public async Task A_named_set()
    {
        var document = await DescribedApp.DescribeAsync(
            set =>
            {
                set.AddAccessBearer();
                set.Services.AddJwtSecurity("admin", options => options.SecretKey = TestApp.OtherSecret).AddAccessBearerCookie(options => options.AccessCookie.Name = "admin_token");
                set.Services.AddJwtSecurity("two words", options => options.SecretKey = TestApp.OtherSecret + "!").AddAccessBearer();
            },
            app =>
            {
                app.MapGet("/users", ([Security<JwtAccessBearer>] JwtAuthorizationCredentials credentials) => "in");
                app.MapGet("/admins", ([Security<JwtAccessBearerCookie>("admin")] JwtAuthorizationCredentials credentials) => "in");
                app.MapGet("/others", () => "in").RequireJwt<JwtAccessBearer>("two words");
            });

        await ApprovedDocument.CompareAsync("NamedSet", document);
    }

    [Fact]
    public async Task Two_schemes_of_a_set_with_cookies_of_different_names()
    {
        var document = await DescribedApp.DescribeAsync(
            set => set.AddAccessCookie().AddAccessBearerCookie(options => options.AccessCookie.Name = "other"),
            app =>
            {
                app.MapGet("/cookie", ([Security<JwtAccessCookie>] JwtAuthorizationCredentials credentials) => "in");
                app.MapGet("/both", ([Security<JwtAccessBearerCookie>] JwtAuthorizationCredentials credentials) => "in");
            });

        await ApprovedDocument.CompareAsync("TwoCookies", document);
    }

    [Fact]
    public async Task Double_submit_is_a_header_of_unsafe_operations()
    {
        var document = await DescribedApp.DescribeAsync(
            AddAll,
            app =>
            {
                app.MapGet("/safe", ([Security<JwtAccessCookie>] JwtAuthorizationCredentials credentials) => "in");
                app.MapPost("/cookie", ([Security<JwtAccessCookie>] JwtAuthorizationCredentials credentials) => "in");
                app.MapPost("/both", ([Security<JwtAccessBearerCookie>] JwtAuthorizationCredentials credentials) => "in");
                app.MapPost("/optional", ([Security<JwtAccessCookie>] JwtAuthorizationCredentials? credentials) => "in");
                app.MapPost("/bearer", ([Security<JwtAccessBearer>] JwtAuthorizationCredentials credentials) => "in");
                app.MapPost("/told", ([Security<JwtAccessCookie>] JwtAuthorizationCredentials credentials, [FromHeader(Name = "x-csrf")] string csrf) => "in");
            },
            options =>
            {
                options.Csrf.DoubleSubmit = true;
                options.Csrf.HeaderName = "X-CSRF";
            });

        await ApprovedDocument.CompareAsync("DoubleSubmit", document);
    }

    [Fact]
    public async Task A_guarded_path()
    {
        var document = await DescribedApp.DescribeAsync(
            set => set.AddAccessBearer().AddAccessCookie(),
            app =>
            {
                app.UseJwtSecurity<JwtAccessBearer>("/area", roles: ["staff"]);
                app.Map("/branch", branch => branch.UseJwtSecurity<JwtAccessBearer>("/area"));
                app.MapGet("/area", () => "in");
                app.MapGet("/area/open", () => "in").AllowAnonymous();
                app.MapGet("/Area/{id}", (int id) => "in").RequireJwt<JwtAccessBearer>(scopes: ["orders:read"]);
                app.MapGet("/area/cookie", ([Security<JwtAccessCookie>] JwtAuthorizationCredentials credentials) => "in");
                app.MapGet("/areas", () => "in");
            });

        await ApprovedDocument.CompareAsync("Path", document);
    }

    [Fact]
    public async Task Two_documents_each_say_what_is_in_them()
    {
        await using var app = await TestApp.StartAsync(
            AddAll,
            web =>
            {
                web.MapOpenApi();
                web.MapGet("/users", ([Security<JwtAccessBearer>] JwtAuthorizationCredentials credentials) => "in").WithGroupName("users");
                web.MapGet("/admins", ([Security<JwtAccessCookie>] JwtAuthorizationCredentials credentials) => "in").WithGroupName("admins");
            },
            builder =>
            {
                DescribedApp.AddDocument(builder, "users");
                DescribedApp.AddDocument(builder, "admins");
            });

        await ApprovedDocument.CompareAsync("TwoDocuments.users", await DescribedApp.ReadAsync(app, "/openapi/users.json"));
        await ApprovedDocument.CompareAsync("TwoDocuments.admins", await DescribedApp.ReadAsync(app, "/openapi/admins.json"));
        (await DescribedApp.ReadAsync(app, "/openapi/users.json")).Should().Be(await DescribedApp.ReadAsync(app, "/openapi/users.json"), "nothing piles up");
    }

    [Fact]
    public async Task A_document_can_be_made_where_there_is_no_request()
    {
        await using var app = await TestApp.StartAsync(
            AddAll,
            web =>
            {
                web.MapGet("/in", ([Security<JwtAccessBearer>] JwtAuthorizationCredentials credentials) => "in");
                web.MapGet("/authorize", [Authorize(AuthenticationSchemes = "JwtAccessCookie")] () => "in");
                web.MapControllers();
            },
            builder =>
            {
                builder.Services.AddControllers().AddOnly(typeof(OrdersController));
                builder.Services.AddAuthorization(options => options.AddPolicy("of-legal-age", policy => policy.RequireClaim("age")));
                DescribedApp.AddDocument(builder, "v1");
            });

        var document = await app.Services.GetRequiredKeyedService<IOpenApiDocumentProvider>("v1").GetOpenApiDocumentAsync();

        var yaml = await document.SerializeAsYamlAsync(OpenApiSpecVersion.OpenApi3_1);
        OpenApiDocument.Parse(await document.SerializeAsJsonAsync(OpenApiSpecVersion.OpenApi3_1), "json").Diagnostic!.Errors.Should().BeEmpty();
        yaml.Should().Contain("JwtAccessBearer").And.Contain("JwtAccessCookie").And.Contain("Needs the role `staff`.");
    }

    [Fact]
    public async Task What_an_operation_says_itself_stays()
    {
        var document = await DescribedApp.DescribeAsync(
            set => set.AddAccessBearer(),
            app =>
            {
                app.MapGet("/own", ([Security<JwtAccessBearer>(Roles = "admin")] JwtAuthorizationCredentials credentials) => "in")
                    .Produces<string>()
                    .Produces<int>(StatusCodes.Status401Unauthorized);
                app.MapGet("/problem", () => "in").ProducesProblem(StatusCodes.Status409Conflict);
            });

        await ApprovedDocument.CompareAsync("OwnAnswers", document);
    }

    [Fact]
    public async Task A_login_button()
    {
        var document = await DescribedApp.DescribeAsync(
            set =>
            {
                set.AddAccessBearerCookie().AddRefreshBearer();
                set.Services.AddJwtSecurity("admin", options => options.SecretKey = TestApp.OtherSecret).AddAccessBearer();
            },
            app =>
            {
                app.MapGet("/me", ([Security<JwtAccessBearerCookie>(Roles = "admin", Scopes = "orders:read")] JwtAuthorizationCredentials credentials) => "in");
                app.MapGet("/refresh", ([Security<JwtRefreshBearer>] JwtAuthorizationCredentials credentials) => "in");
                app.MapGet("/admin", ([Security<JwtAccessBearer>("admin")] JwtAuthorizationCredentials credentials) => "in");
            },
            document: options => options.AddJwtSecurity(document => document.TokenUrl = "/token"));

        await ApprovedDocument.CompareAsync("PasswordFlow", document);
    }

    [Fact]
    public async Task A_scheme_of_the_same_name_that_the_application_described_itself_stays()
    {
        var document = await DescribedApp.DescribeAsync(
            set => set.AddAccessBearer(),
            app => app.MapGet("/me", ([Security<JwtAccessBearer>(Scopes = "orders:read")] JwtAuthorizationCredentials credentials) => "in"),
            document: options => options
                .AddOperationTransformer((_, context, _) =>
                {
                    context.Document!.AddComponent<IOpenApiSecurityScheme>("JwtAccessBearer", new OpenApiSecurityScheme { Type = SecuritySchemeType.Http, Scheme = "bearer", Description = "In our words." });
                    return Task.CompletedTask;
                })
                .AddJwtSecurity(document => document.TokenUrl = "/token"));

        document.Should().Contain("In our words.").And.NotContain("\"password\"").And.Contain("orders:read");
    }

    [Theory]
    [InlineData("SimpleJwt")]
    [InlineData("FlaskJwtExtended")]
    public async Task Refusals_are_in_the_words_of_the_dialect(string dialect)
    {
        var document = await DescribedApp.DescribeAsync(
            set => set.AddAccessBearerCookie().AddRefreshBearer(),
            app =>
            {
                app.MapPost("/access", ([Security<JwtAccessBearerCookie>(Roles = "admin")] JwtAuthorizationCredentials credentials) => "in");
                app.MapGet("/refresh", ([Security<JwtRefreshBearer>] JwtAuthorizationCredentials credentials) => "in");
            },
            options => options.Dialect = (JwtDialect)typeof(JwtDialect).GetProperty(dialect)!.GetValue(null)!);

        await ApprovedDocument.CompareAsync($"Refusals.{dialect}", document);
    }

    [Fact]
    public async Task A_dialect_of_ones_own_is_asked_what_it_writes()
    {
        var document = await DescribedApp.DescribeAsync(
            set => set.AddAccessBearer(),
            app => app.MapGet("/access", ([Security<JwtAccessBearer>] JwtAuthorizationCredentials credentials) => "in"),
            options => options.Dialect = JwtDialect.FastApiJwt with
            {
                InvalidTokenStatusCode = StatusCodes.Status422UnprocessableEntity,
                ErrorAnswer = context => context.Code == JwtErrorCodes.CredentialsMissing
                    ? context.Answer
                    : context.Answer with { Body = new() { ["error"] = context.Code, ["at"] = 1, ["more"] = new System.Text.Json.Nodes.JsonObject { ["help"] = true } } },
            });

        await ApprovedDocument.CompareAsync("Refusals.Own", document);
    }

    [Fact]
    public async Task Refusals_without_a_body_have_none()
    {
        var document = await DescribedApp.DescribeAsync(
            set => set.AddAccessBearer(),
            app => app.MapGet("/access", ([Security<JwtAccessBearer>] JwtAuthorizationCredentials credentials) => "in"),
            options => options.WriteProblemDetails = false);

        await ApprovedDocument.CompareAsync("Refusals.None", document);
    }

    [Fact]
    public void A_token_URL_that_is_none_is_refused()
    {
        var add = () => new Microsoft.AspNetCore.OpenApi.OpenApiOptions().AddJwtSecurity(document => document.TokenUrl = "http://a b");

        add.Should().Throw<ArgumentException>().WithMessage("TokenUrl is 'http://a b'*");
    }

    private static void AddAll(JwtSecurityBuilder set) =>
        set.AddAccessBearer().AddAccessCookie().AddAccessBearerCookie().AddRefreshBearer().AddRefreshCookie().AddRefreshBearerCookie();

    public sealed record Page(int Number, [Security<JwtAccessCookie>] JwtAuthorizationCredentials Credentials);

    [ApiController]
    [Route("orders")]
    [Security<JwtAccessBearer>(Roles = "staff")]
    public sealed class OrdersController(JwtAccessBearer access) : ControllerBase
    {
        [HttpGet]
        public string All() => access.Name;

        [HttpGet("{id}")]
        public string One(int id, [Security<JwtAccessCookie>] JwtAuthorizationCredentials credentials) => $"{id}";

        [HttpDelete]
        [Security<JwtAccessBearerCookie>(Roles = "admin", Scopes = "orders:write", Policy = "of-legal-age")]
        public void Delete()
        {
        }

        [HttpGet("count")]
        [AllowAnonymous]
        public int Count() => 1;
    }

    [Route("open")]
    [ApiExplorerSettings(IgnoreApi = false)]
    public sealed class OpenController : Controller
    {
        [HttpGet]
        public string All() => "in";

        [HttpPost]
        public TokenPair LogIn(JwtAccessBearer access) => access.CreateTokenPair(new { username = "ada" });

        [HttpGet("optional")]
        public string Optional([Security<JwtAccessCookie>] JwtAuthorizationCredentials? credentials) => "in";
    }
}
