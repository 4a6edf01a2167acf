using JwtSecurity.Tests.TestKit;

namespace JwtSecurity.Tests.Sessions;

/// <summary>A pair, and what its refresh token says.</summary>
internal sealed record SessionPair(string Access, string Refresh)
{
    public string Jti => Read(Refresh, "jti");

    public string SessionId => Read(Refresh, "sid");

    public static SessionPair Of(Answer answer) =>
        new(answer.Json.GetProperty("access_token").GetString()!, answer.Json.GetProperty("refresh_token").GetString()!);

    public static SessionPair Of(TokenPair pair) => new(pair.AccessToken, pair.RefreshToken);

    public static string Read(string token, string claim) => Tokens.ReadPayload(token).GetProperty(claim).ToString();
}
