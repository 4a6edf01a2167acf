using System.Globalization;
using System.Net;

namespace JwtSecurity.Tests.Sessions;

/// <summary>Many requests with one refresh token at the same moment: tabs, retries, impatient clients.</summary>
public sealed class ConcurrencyTests
{
    private const int Parallel = 64;

    // A thousand for a night: JWTSECURITY_ROTATION_ROUNDS=1000.
    private static readonly int s_rounds = int.Parse(Environment.GetEnvironmentVariable("JWTSECURITY_ROTATION_ROUNDS") ?? "100", CultureInfo.InvariantCulture);

    [Fact]
    public async Task Sixty_four_refreshes_of_one_token_get_one_successor_and_nobody_is_logged_out()
    {
        await using var app = await SessionApp.StartAsync();
        var tokens = await app.LoginAsync();
        for (var round = 0; round < s_rounds; round++)
        {
            app.PassGrace();

            var answers = await Task.WhenAll(Enumerable.Range(0, Parallel).Select(_ => Task.Run(() => app.RefreshAsync(tokens.Refresh))));

            answers.Should().OnlyContain(answer => answer.Status == HttpStatusCode.OK);
            var successors = answers.Select(SessionPair.Of).ToArray();
            successors.Select(each => each.Refresh).Distinct().Should().ContainSingle("HS256 gives the same claims the same bytes");
            successors.Select(each => each.Access).Should().OnlyHaveUniqueItems();
            successors[0].Jti.Should().NotBe(tokens.Jti);
            tokens = successors[round % Parallel];
        }

        (await app.MeAsync(tokens)).Should().Be("ada user");
        app.Events.Should().Equal("started");
    }

    [Fact]
    public async Task Refreshes_and_a_logout_at_once_end_in_a_logout()
    {
        await using var app = await SessionApp.StartAsync();
        for (var round = 0; round < s_rounds; round++)
        {
            var tokens = await app.LoginAsync();
            app.PassGrace();

            var refreshing = Enumerable.Range(0, 8).Select(_ => Task.Run(() => app.RefreshAsync(tokens.Refresh))).ToArray();
            var logout = Task.Run(() => app.Sessions.RevokeAsync(tokens.SessionId).AsTask());
            await Task.WhenAll([.. refreshing, logout]);

            foreach (var answer in refreshing.Select(each => each.Result))
            {
                if (answer.Status == HttpStatusCode.OK)
                {
                    (await app.MeAsync(SessionPair.Of(answer))).Should().Be("401 token_revoked");
                    (await app.RefreshAsync(SessionPair.Of(answer).Refresh)).Code.Should().Be(JwtErrorCodes.TokenRevoked);
                }
                else
                {
                    answer.Code.Should().Be(JwtErrorCodes.TokenRevoked);
                }
            }
        }
    }
}
