using JwtSecurity.Analyzers;

namespace JwtSecurity.Tests.Analyzers;

/// <summary>JWTSEC004: the check is switched off in one place, and needed in another.</summary>
public sealed class UncheckedCookieTests
{
    private const string SwitchedOff = "o.Csrf.CheckBrowserOrigin = false";
    private const string Registration = $"services.AddJwtSecurity(o => {SwitchedOff}).AddAccessCookie();";
    private const string Endpoint = "app.MapPost(\"/pay\", ([Security<JwtAccessCookie>] JwtAuthorizationCredentials credentials) => 1);";

    [Theory]
    [InlineData(Registration)]
    [InlineData($"services.AddJwtSecurity(o => {{ {SwitchedOff}; }}).AddAccessCookie();")]
    [InlineData($"services.AddJwtSecurity().AddAccessBearer().AddAccessCookie(o => {SwitchedOff});")]
    [InlineData($"var jwt = services.AddJwtSecurity(); jwt.AddAccessCookie(o => {SwitchedOff});")]
    [InlineData($"services.Configure<JwtSecurityOptions>(o => {SwitchedOff}); services.AddJwtSecurity().AddAccessCookie();")]
    [InlineData($"services.AddJwtSecurity(o => {{ {SwitchedOff}; o.Csrf.DoubleSubmit = false; o.Dialect = JwtDialect.SimpleJwt; }}).AddAccessCookie();")]
    public async Task It_is_reported_where_it_is_switched_off(string registration) =>
        (await ReportedAsync(registration, Endpoint)).Should().Equal(SwitchedOff);

    [Theory]
    [InlineData("app.MapPut(\"/\", ([Security<JwtAccessBearerCookie>] JwtAuthorizationCredentials credentials) => 1);")]
    [InlineData("app.MapPatch(\"/\", ([JwtSecurity(typeof(JwtRefreshCookie))] JwtAuthorizationCredentials credentials) => 1);")]
    [InlineData("app.MapGroup(\"/\").MapDelete(\"/\", ([Security<JwtRefreshBearerCookie>] JwtAuthorizationCredentials? credentials) => 1);")]
    [InlineData("app.MapPost(\"/\", Pay); int Pay([Security<JwtAccessCookie>] JwtAuthorizationCredentials credentials) => 1;")]
    [InlineData("app.MapPost(\"/\", [Security<JwtAccessCookie>] () => 1);")]
    [InlineData("app.MapPost(\"/\", Pay); [Security<JwtAccessCookie>] int Pay() => 1;")]
    [InlineData("", "[HttpPost] public void Pay([Security<JwtAccessCookie>] JwtAuthorizationCredentials credentials) { }")]
    [InlineData("", "[HttpPut, Security<JwtAccessCookie>] public void Pay() { }")]
    [InlineData("", "[HttpDelete] public void Pay() { }", "[Security<JwtAccessCookie>]")]
    public async Task So_it_is_for_every_endpoint_that_changes_something(string endpoint, string action = "", string ofClass = "") =>
        (await ReportedAsync(Registration, endpoint, action, ofClass)).Should().Equal(SwitchedOff);

    [Theory]
    [InlineData("app.MapGet(\"/\", ([Security<JwtAccessCookie>] JwtAuthorizationCredentials credentials) => 1);")]
    [InlineData("app.MapPost(\"/\", ([Security<JwtAccessBearer>] JwtAuthorizationCredentials credentials) => 1);")]
    [InlineData("app.MapPost(\"/login\", (JwtAccessCookie access) => 1);")]
    [InlineData("", "[HttpGet] public void List([Security<JwtAccessCookie>] JwtAuthorizationCredentials credentials) { }")]
    [InlineData("", "[HttpPost] public void Pay([Security<JwtAccessBearer>] JwtAuthorizationCredentials credentials) { }", "[Security<JwtAccessCookie>]")]
    public async Task It_is_not_where_no_endpoint_needs_it(string endpoint, string action = "", string ofClass = "") =>
        (await ReportedAsync(Registration, endpoint, action, ofClass)).Should().BeEmpty();

    [Theory]
    [InlineData("services.AddJwtSecurity().AddAccessCookie();")]
    [InlineData("services.AddJwtSecurity(o => o.Csrf.CheckBrowserOrigin = true).AddAccessCookie();")]
    [InlineData("services.AddJwtSecurity(o => o.Csrf.CheckBrowserOrigin = services.Count > 0).AddAccessCookie();")]
    [InlineData($"services.AddJwtSecurity(o => {{ {SwitchedOff}; o.Csrf.DoubleSubmit = true; }}).AddAccessCookie();")]
    [InlineData($"services.AddJwtSecurity(o => {{ {SwitchedOff}; o.Dialect = JwtDialect.FlaskJwtExtended; }}).AddAccessCookie();")]
    [InlineData($"services.AddJwtSecurity(o => o.Csrf.DoubleSubmit = services.Count > 0).AddAccessCookie(o => {SwitchedOff});")]
    [InlineData($"services.AddJwtSecurity().AddAccessCookie().AddAccessBearer(o => {SwitchedOff});")]
    [InlineData($"services.AddJwtSecurity().AddAccessCookie().AddRefreshCookie(o => {SwitchedOff});")]
    [InlineData($"services.AddJwtSecurity().AddAccessCookie(); services.AddJwtSecurity(\"admin\", o => {SwitchedOff}).AddAccessCookie();")]
    [InlineData($"services.AddJwtSecurity().AddAccessCookie(); services.AddJwtSecurity(\"admin\", o => {{ }}).AddAccessBearer().AddAccessCookie(o => {SwitchedOff});")]
    public async Task It_is_not_where_the_endpoint_is_protected(string registration) =>
        (await ReportedAsync(registration, Endpoint)).Should().BeEmpty();

    [Fact]
    public async Task A_set_of_its_own_is_told_from_the_default_one() =>
        (await ReportedAsync(
            $"services.AddJwtSecurity(\"admin\", o => {SwitchedOff}).AddAccessCookie();",
            "app.MapPost(\"/\", ([Security<JwtAccessCookie>(\"admin\")] JwtAuthorizationCredentials credentials) => 1);")).Should().Equal(SwitchedOff);

    [Fact]
    public async Task The_message_names_the_first_endpoint_and_says_what_to_do()
    {
        var reported = await Source.AnalyzeAsync(new UncheckedCookieAnalyzer(), Program(Registration, Endpoint + Endpoint.Replace("/pay", "/order"), "[HttpPost, Security<JwtAccessCookie>] public void Pay() { }", ""));

        var diagnostic = reported.Should().ContainSingle().Which;
        diagnostic.GetMessage().Should().StartWith("POST /pay changes something").And.Contain("Csrf.TrustedOrigins").And.Contain("set Csrf.DoubleSubmit to true");
        diagnostic.AdditionalLocations.Should().ContainSingle();
    }

    [Fact]
    public async Task An_action_is_named_by_its_class()
    {
        var reported = await Source.AnalyzeAsync(new UncheckedCookieAnalyzer(), Program(Registration, "", "[HttpPost, Security<JwtAccessCookie>] public void Pay() { }", ""));

        reported.Should().ContainSingle().Which.GetMessage().Should().StartWith("PaymentsController.Pay changes something");
    }

    private static Task<string[]> ReportedAsync(string registration, string endpoint, string action = "", string ofClass = "") =>
        Source.ReportedAsync(new UncheckedCookieAnalyzer(), Program(registration, endpoint, action, ofClass));

    private static string Program(string registration, string endpoint, string action, string ofClass) =>
        $$"""
        var builder = WebApplication.CreateBuilder();
        var services = builder.Services;
        {{registration}}
        var app = builder.Build();
        {{endpoint}}

        {{ofClass}}
        public class PaymentsController : ControllerBase
        {
            {{action}}
        }
        """;
}
