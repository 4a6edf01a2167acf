using System.Net;
using JwtSecurity.Tests.TestKit;
using Microsoft.Extensions.DependencyInjection;

namespace JwtSecurity.Tests.Endpoints;

/// <summary>A request that brings no token, not even a body: credentials are missing, or, to a client of SimpleJWT, a field.</summary>
public sealed class MissingTokenTests
{
    [Theory]
    [InlineData("refresh", """{"refresh":["This field is required."]}""")]
    [InlineData("verify", """{"token":["This field is required."]}""")]
    public async Task Is_answered_in_SimpleJwts_way(string endpoint, string body)
    {
        await using var app = await EndpointApp.StartAsync(options: o => o.Dialect = JwtDialect.SimpleJwt);

        foreach (var content in new[] { null, EndpointApp.Json(""), EndpointApp.Json("{}") })
        {
            var answer = await app.PostAsync($"/auth/{endpoint}", content);

            (answer.Status, answer.Body).Should().Be((HttpStatusCode.BadRequest, body));
            answer.Headers["WWW-Authenticate"].Should().BeEmpty();
        }
    }

    [Theory]
    [InlineData("refresh")]
    [InlineData("verify")]
    public async Task Is_401_where_a_cookie_would_have_brought_it(string endpoint)
    {
        await using var app = await EndpointApp.StartAsync(set => set.AddAccessBearerCookie().AddRefreshBearerCookie(), o => o.Dialect = JwtDialect.SimpleJwt);

        var answer = await app.PostAsync($"/auth/{endpoint}", null);

        (answer.Status, answer.Body).Should().Be((HttpStatusCode.Unauthorized, """{"detail":"Authentication credentials were not provided."}"""));
    }

    [Theory]
    [InlineData("FastApiJwt", "refresh")]
    [InlineData("FastApiJwt", "verify")]
    [InlineData("FlaskJwtExtended", "refresh")]
    [InlineData("FlaskJwtExtended", "verify")]
    public async Task Is_401_in_the_other_dialects(string dialect, string endpoint)
    {
        await using var app = await EndpointApp.StartAsync(options: o => o.Dialect = DialectTokens.Named(dialect));

        var answer = await app.PostAsync($"/auth/{endpoint}", null);

        (answer.Status, answer.Challenge).Should().Be((HttpStatusCode.Unauthorized, "Bearer"));
    }
}
