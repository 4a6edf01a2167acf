using System.Net;
using System.Reflection;
using System.Text.Json.Nodes;
using JwtSecurity.Tests.TestKit;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace JwtSecurity.Tests.Dialects;

/// <summary>A dialect of an application's own that would fail at the first refusal, or let one kind of token pass as another, fails at the start.</summary>
public sealed class DialectsThatCannotAnswerTests
{
    [Fact]
    public void Every_error_is_asked_for() => JwtErrors.All.Should().BeEquivalentTo(
        typeof(JwtErrors).GetFields(BindingFlags.Static | BindingFlags.Public).Where(field => field.FieldType == typeof(JwtValidationError)).Select(field => field.GetValue(null)));

    [Fact]
    public void An_answer_that_is_none_stops_the_start()
    {
        Finding(JwtDialect.FastApiJwt with { ErrorAnswer = _ => null! }).Should().Contain("returned null for 'credentials_missing'");
        Finding(JwtDialect.FastApiJwt with { ErrorAnswer = context => context.Code == "token_expired" ? throw new FormatException("half done") : context.Answer })
            .Should().Contain("throws (half done) for 'token_expired'");
        foreach (var status in new[] { 200, 302, 500 })
        {
            Finding(JwtDialect.FastApiJwt with { ErrorAnswer = context => context.Answer with { StatusCode = status } }).Should().Contain("throws").And.Contain($"'{status}'", "a refusal stays one");
        }

        Finding(JwtDialect.FastApiJwt with { ErrorAnswer = context => context.Answer with { Challenge = "Bearer\r\nSet-Cookie: a=b" } }).Should().Contain("no header can carry");
        Finding(JwtDialect.FastApiJwt with { ErrorAnswer = context => context.Answer with { Body = new JsonObject { ["fehler"] = "é" } } }).Should().BeNull("a body may say anything");
    }

    [Theory]
    [InlineData("role")]
    [InlineData("roles")]
    [InlineData("scope")]
    [InlineData("scopes")]
    public void The_user_is_not_named_by_what_permits(string claim) =>
        Finding(JwtDialect.SimpleJwt with { IdentityClaim = claim }).Should().Contain($"uses the claim '{claim}'");

    [Fact]
    public void Half_a_character_is_no_name() =>
        FluentActions.Invoking(() => JwtDialect.FastApiJwt with { AccessType = "\ud800", RefreshType = "\ud801" }).Should().Throw<ArgumentException>();

    [Fact]
    public async Task A_claim_beyond_ASCII_is_refused_with_a_header_that_can_be_sent()
    {
        await using var app = await LoopbackApp.StartRawAsync(
            (builder, clock) => builder.Services.AddJwtSecurity(options =>
            {
                options.SecretKey = TestApp.Secret;
                options.TimeProvider = clock;
                options.Dialect = JwtDialect.FastApiJwt with { TypeClaim = "typé" };
            }).AddAccessBearer().AddRefreshBearer(),
            web =>
            {
                web.MapGet("/", ([Security<JwtAccessBearer>] JwtAuthorizationCredentials credentials) => "in");
                web.MapGet("/token", (JwtRefreshBearer refresh) => refresh.CreateRefreshToken(new { username = "ada" }));
            });
        using var client = new HttpClient { BaseAddress = app.Address };
        client.DefaultRequestHeaders.Authorization = new("Bearer", await client.GetStringAsync(new Uri("/token", UriKind.Relative)));

        using var answer = await client.GetAsync(new Uri("/", UriKind.Relative));

        answer.StatusCode.Should().Be(HttpStatusCode.Unauthorized);
        answer.Headers.WwwAuthenticate.ToString().Should().Contain("'typ?' is not 'access'");
        (await answer.Content.ReadAsStringAsync()).Should().Contain("'typé' is not 'access'");
    }

    private static string? Finding(JwtDialect dialect)
    {
        try
        {
            _ = new JwtAccessBearer(new JwtSchemeOptions { SecretKey = TestApp.Secret, Dialect = dialect });
            return null;
        }
        catch (InvalidOperationException exception)
        {
            return exception.Message;
        }
    }
}
