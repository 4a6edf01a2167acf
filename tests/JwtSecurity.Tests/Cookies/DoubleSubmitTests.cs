using System.Net;
using JwtSecurity.Tests.Endpoints;
using JwtSecurity.Tests.TestKit;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace JwtSecurity.Tests.Cookies;

/// <summary>What only a page of this site can know: the second layer against cross-site request forgery.</summary>
public sealed class DoubleSubmitTests
{
    private const string Header = "X-CSRF-TOKEN";

    [Fact]
    public async Task A_request_that_repeats_the_claim_passes_and_the_cookie_beside_the_token_is_readable()
    {
        await using var app = await StartAsync();
        var jar = CookieJar.Of(await app.LoginAsync());

        jar.Values.Keys.Should().BeEquivalentTo("access_token_cookie", "refresh_token_cookie", "csrf_access_token", "csrf_refresh_token");
        jar.Lines.Where(line => line.StartsWith("csrf_", StringComparison.Ordinal)).Should().OnlyContain(
            line => !line.Contains("httponly", StringComparison.Ordinal) && line.Contains("secure", StringComparison.Ordinal) && line.Contains("path=/;", StringComparison.Ordinal));
        (await ChangeAsync(app, jar, (Header, jar.Values["csrf_access_token"]))).Status.Should().Be(HttpStatusCode.OK);
        (await ChangeAsync(app, jar, ("x-csrf-token", jar.Values["csrf_access_token"]))).Status.Should().Be(HttpStatusCode.OK);
    }

    [Fact]
    public async Task One_that_does_not_is_refused_and_a_safe_one_need_not()
    {
        await using var app = await StartAsync();
        var jar = CookieJar.Of(await app.LoginAsync());

        var answer = await ChangeAsync(app, jar);

        (answer.Status, answer.Code).Should().Be((HttpStatusCode.Forbidden, JwtErrorCodes.CsrfFailed));
        answer.Detail.Should().Be("The request does not repeat the CSRF token of its cookie");
        (await app.App.GetAsync("/me", ("Cookie", jar.Header))).Status.Should().Be(HttpStatusCode.OK);
    }

    [Fact]
    public async Task No_other_value_passes_and_none_throws()
    {
        await using var app = await StartAsync();
        var jar = CookieJar.Of(await app.LoginAsync());
        var right = jar.Values["csrf_access_token"];

        foreach (var wrong in new[] { right[..^1], right + "x", right.ToUpperInvariant() + "A", jar.Values["csrf_refresh_token"], "x", new string('x', 8000), "\u00e9\u00ff", "\"" + right + "\"" })
        {
            (await ChangeAsync(app, jar, (Header, wrong))).Code.Should().Be(JwtErrorCodes.CsrfFailed, wrong);
        }

        (await ChangeAsync(app, jar, (Header, right), (Header, right))).Code.Should().Be(JwtErrorCodes.CsrfFailed);
        (await ChangeAsync(app, jar, (Header, ""))).Code.Should().Be(JwtErrorCodes.CsrfFailed);
    }

    [Fact]
    public async Task A_cookie_that_somebody_planted_beside_the_token_helps_nobody()
    {
        await using var app = await StartAsync();
        var jar = CookieJar.Of(await app.LoginAsync());

        var answer = await app.PostAsync("/change", null, ("Cookie", $"access_token_cookie={jar.Values["access_token_cookie"]}; csrf_access_token=planted"), (Header, "planted"));

        answer.Code.Should().Be(JwtErrorCodes.CsrfFailed);
    }

    [Fact]
    public async Task A_token_in_the_header_needs_none()
    {
        await using var app = await StartAsync(set => set.AddAccessBearerCookie().AddRefreshBearerCookie());
        var (access, _) = await app.LogInAsync();

        (await app.PostAsync("/change", null, TokenHeaders.Bearer(access))).Status.Should().Be(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Refresh_and_logout_want_it_and_a_login_cannot()
    {
        await using var app = await StartAsync();
        var jar = CookieJar.Of(await app.LoginAsync());

        (await app.PostAsync("/auth/refresh", null, ("Cookie", jar.Header), (Header, jar.Values["csrf_access_token"]))).Code.Should().Be(JwtErrorCodes.CsrfFailed);
        (await app.PostAsync("/auth/refresh", null, ("Cookie", jar.Header), (Header, jar.Values["csrf_refresh_token"]))).Status.Should().Be(HttpStatusCode.OK);
        var refused = await app.PostAsync("/auth/logout", null, ("Cookie", jar.Header));
        refused.Code.Should().Be(JwtErrorCodes.CsrfFailed);
        refused.Headers["Set-Cookie"].Should().BeEmpty();
        var done = await app.PostAsync("/auth/logout", null, ("Cookie", jar.Header), (Header, jar.Values["csrf_access_token"]));
        done.Status.Should().Be(HttpStatusCode.NoContent);
        CookieJar.Of(done).Values.Keys.Should().BeEquivalentTo("access_token_cookie", "refresh_token_cookie", "csrf_access_token", "csrf_refresh_token");
    }

    [Fact]
    public async Task A_replayed_refresh_token_comes_with_the_value_it_had()
    {
        await using var app = await StartAsync();
        var jar = CookieJar.Of(await app.LoginAsync());
        app.Clock.Advance(TimeSpan.FromMinutes(1));

        var first = CookieJar.Of(await app.PostAsync("/auth/refresh", null, ("Cookie", jar.Header), (Header, jar.Values["csrf_refresh_token"])));
        var again = CookieJar.Of(await app.PostAsync("/auth/refresh", null, ("Cookie", jar.Header), (Header, jar.Values["csrf_refresh_token"])));

        again.Values["csrf_refresh_token"].Should().Be(first.Values["csrf_refresh_token"]);
    }

    [Theory]
    [InlineData("csrf_token", true)]
    [InlineData("other", false)]
    public async Task A_form_may_repeat_it_where_that_is_asked_for(string field, bool passes)
    {
        await using var app = await StartAsync(options: o => o.Csrf.FormFieldName = "csrf_token", map: web =>
            web.MapPost("/form", async (JwtAuthorizationCredentials credentials, HttpRequest request) => (await request.ReadFormAsync())["text"].ToString()));
        var jar = CookieJar.Of(await app.LoginAsync());

        var answer = await app.PostAsync("/form", EndpointApp.Form((field, jar.Values["csrf_access_token"]), ("text", "hello")), ("Cookie", jar.Header));

        (answer.Status == HttpStatusCode.OK && answer.Body == "hello").Should().Be(passes, answer.Body);
        answer.Code.Should().Be(passes ? null : JwtErrorCodes.CsrfFailed);
    }

    [Theory]
    [InlineData("/auth/logout", "csrf_access_token", HttpStatusCode.NoContent, true)]
    [InlineData("/auth/logout", "csrf_access_token", HttpStatusCode.NoContent, false)]
    [InlineData("/auth/verify", "csrf_access_token", HttpStatusCode.OK, false)]
    [InlineData("/auth/refresh", "csrf_refresh_token", HttpStatusCode.OK, true)]
    [InlineData("/auth/refresh", "csrf_refresh_token", HttpStatusCode.OK, false)]
    public async Task The_form_of_a_token_endpoint_may_repeat_it_too(string path, string cookie, HttpStatusCode status, bool authenticatedBefore)
    {
        await using var app = await StartAsync(
            set => set.AddAccessBearerCookie().AddRefreshBearerCookie(), o => (o.Csrf.FormFieldName, o.RegisterAuthenticationSchemes) = ("csrf_token", authenticatedBefore));
        var jar = CookieJar.Of(await app.LoginAsync());

        var wrong = await app.PostAsync(path, EndpointApp.Form(("csrf_token", "wrong")), ("Cookie", jar.Header));
        var right = await app.PostAsync(path, EndpointApp.Form(("csrf_token", jar.Values[cookie])), ("Cookie", jar.Header));

        wrong.Code.Should().Be(JwtErrorCodes.CsrfFailed);
        right.Status.Should().Be(status, right.Body);
    }

    [Fact]
    public async Task A_login_form_is_read_also_where_a_cookie_of_before_comes_along_and_its_check_has_read_it()
    {
        await using var app = await StartAsync(options: o => o.Csrf.FormFieldName = "csrf_token");
        var jar = CookieJar.Of(await app.LoginAsync());

        var answer = await app.PostAsync("/auth/login", EndpointApp.Form(("username", "ada"), ("password", EndpointApp.Password)), ("Cookie", jar.Header));

        answer.Status.Should().Be(HttpStatusCode.OK, answer.Body);
    }

    [Fact]
    public async Task A_form_is_not_looked_at_where_it_is_not_asked_for_and_a_broken_one_is_a_refusal()
    {
        await using var app = await StartAsync();
        await using var forms = await StartAsync(options: o => o.Csrf.FormFieldName = "csrf_token");
        var (jar, other) = (CookieJar.Of(await app.LoginAsync()), CookieJar.Of(await forms.LoginAsync()));
        var broken = new ByteArrayContent("--x\r\nbroken"u8.ToArray());
        broken.Headers.TryAddWithoutValidation("Content-Type", "multipart/form-data; boundary=y");

        (await app.PostAsync("/change", EndpointApp.Form(("csrf_token", jar.Values["csrf_access_token"])), ("Cookie", jar.Header))).Code.Should().Be(JwtErrorCodes.CsrfFailed);
        (await forms.PostAsync("/change", broken, ("Cookie", other.Header))).Code.Should().Be(JwtErrorCodes.CsrfFailed);
    }

    [Fact]
    public async Task A_token_without_the_claim_is_refused_and_not_set()
    {
        await using var app = await StartAsync();
        var without = new JwtAccessBearer(new JwtSchemeOptions { SecretKey = TestApp.Secret, TimeProvider = app.Clock }).CreateAccessToken(new { username = "ada" });

        (await app.PostAsync("/change", null, ("Cookie", $"access_token_cookie={without}"), (Header, ""))).Code.Should().Be(JwtErrorCodes.CsrfFailed);
        (await app.App.GetAsync("/me", ("Cookie", $"access_token_cookie={without}"))).Status.Should().Be(HttpStatusCode.OK);
        var set = () => app.App.Scheme<JwtAccessCookie>().SetAccessCookie(new DefaultHttpContext().Response, without);
        set.Should().Throw<ArgumentException>();
    }

    [Fact]
    public async Task The_flask_dialect_has_it_by_itself_and_says_so_in_its_words()
    {
        await using var app = await EndpointApp.StartAsync(
            set => set.AddAccessCookie().AddRefreshCookie().AddLogin(login => new(new { sub = login.Username })), o => o.Dialect = JwtDialect.FlaskJwtExtended, Map, sessions: false);
        var jar = CookieJar.Of(await app.PostAsync("/auth/login", EndpointApp.Credentials()));

        var missing = await ChangeAsync(app, jar);
        var wrong = await ChangeAsync(app, jar, (Header, "wrong"));

        (missing.Status, missing.Body).Should().Be((HttpStatusCode.Unauthorized, """{"msg":"Missing CSRF token"}"""));
        (wrong.Status, wrong.Body).Should().Be((HttpStatusCode.Unauthorized, """{"msg":"CSRF double submit tokens do not match"}"""));
        (await ChangeAsync(app, jar, (Header, jar.Values["csrf_access_token"]))).Status.Should().Be(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Schemes_of_a_set_that_differ_in_it_and_names_that_clash_stop_the_start()
    {
        var differing = () => TestApp.StartAsync(jwt => jwt.AddAccessCookie(o => o.Csrf.DoubleSubmit = true).AddRefreshCookie(), _ => { });
        var clashing = () => TestApp.StartAsync(jwt => jwt.AddAccessCookie(), _ => { }, options: o => (o.Csrf.DoubleSubmit, o.Csrf.AccessCookieName) = (true, "access_token_cookie"));
        var nameless = () => TestApp.StartAsync(jwt => jwt.AddAccessCookie(), _ => { }, options: o => (o.Csrf.HeaderName, o.Csrf.FormFieldName) = ("a b", ""));

        (await differing.Should().ThrowAsync<InvalidOperationException>()).WithMessage("*differ in Csrf.DoubleSubmit*Set it once*");
        (await clashing.Should().ThrowAsync<InvalidOperationException>()).WithMessage("*Give each a name that no other cookie has*");
        (await nameless.Should().ThrowAsync<InvalidOperationException>()).WithMessage("*Csrf.HeaderName is 'a b'*Csrf.FormFieldName is empty*");
    }

    private static Task<EndpointApp> StartAsync(Action<JwtSecurityBuilder>? schemes = null, Action<JwtSecurityOptions>? options = null, Action<WebApplication>? map = null) => EndpointApp.StartAsync(
        schemes ?? (set => set.AddAccessCookie().AddRefreshCookie()),
        o =>
        {
            o.Csrf.DoubleSubmit = true;
            options?.Invoke(o);
        },
        web =>
        {
            Map(web);
            map?.Invoke(web);
        });

    private static void Map(WebApplication web) => web.MapPost("/change", (JwtAuthorizationCredentials credentials) => "changed");

    private static Task<Answer> ChangeAsync(EndpointApp app, CookieJar jar, params (string, string)[] headers) => app.PostAsync("/change", null, [("Cookie", jar.Header), .. headers]);
}
