using JwtSecurity.Tests.TestKit;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace JwtSecurity.Tests.Schemes;

/// <summary>Every mistake in the options has a sentence that names the option and the cure.</summary>
public sealed class OptionsCheckTests
{
    public static TheoryData<string, Action<JwtSchemeOptions>, string> Mistakes() => new()
    {
        { "no key", o => o.SecretKey = null, "There is no key. Set SecretKey to a secret of 32 bytes or more" },
        { "empty key", o => o.SecretKey = "", "There is no key. Set SecretKey" },
        { "short key", o => o.SecretKey = "short", "SecretKey has 5 bytes, and HS256 needs 32 or more" },
        { "public key as a secret", o => o.SecretKey = KeyPairs.PublicPem("RS256"), "SecretKey is PEM text, not a secret. If it holds a public key, anybody can sign with it as a secret. RSA and EC keys go into SigningKeys" },
        { "short PEM text", o => (o.SecretKey, o.AllowShortSecretKey) = ("-----BEGIN X", true), "SecretKey is PEM text, not a secret." },
        { "unknown algorithm", o => o.Algorithm = "RS256", "Algorithm is 'RS256'. Set it to one of HS256, HS384, HS512." },
        { "no algorithm", o => o.Algorithm = "none", "Algorithm is 'none'. Set it to one of" },
        { "algorithm in lower case", o => o.Algorithm = "hs256", "Algorithm is 'hs256'. Set it to one of" },
        { "null algorithm", o => o.Algorithm = null!, "Algorithm is ''. Set it to one of" },
        { "zero access", o => o.AccessExpiresDelta = TimeSpan.Zero, "AccessExpiresDelta of JwtAccessBearer is 00:00:00: no token would ever be accepted." },
        { "negative access", o => o.AccessExpiresDelta = TimeSpan.FromMinutes(-1), "AccessExpiresDelta of JwtAccessBearer is -00:01:00" },
        { "access below a second", o => o.AccessExpiresDelta = TimeSpan.FromMilliseconds(999), "AccessExpiresDelta of JwtAccessBearer is 00:00:00.9990000" },
        { "huge access", o => o.AccessExpiresDelta = TimeSpan.MaxValue, "Set it to 36525 days or less." },
        { "zero refresh", o => o.RefreshExpiresDelta = TimeSpan.Zero, "RefreshExpiresDelta of JwtAccessBearer is 00:00:00: no token would ever be accepted." },
        { "huge refresh", o => o.RefreshExpiresDelta = TimeSpan.FromDays(36_526), "RefreshExpiresDelta of JwtAccessBearer is 36526.00:00:00. Set it to 36525 days or less." },
        { "negative leeway", o => o.Leeway = TimeSpan.FromTicks(-1), "Leeway of JwtAccessBearer is -00:00:00.0000001. Set it between zero and 00:05:00" },
        { "long leeway", o => o.Leeway = TimeSpan.FromSeconds(301), "Leeway of JwtAccessBearer is 00:05:01. Set it between zero and 00:05:00" },
        { "empty issuer", o => o.Issuer = " ", "Issuer of JwtAccessBearer is empty." },
        { "empty audience", o => o.Audiences.Add(""), "Audiences of JwtAccessBearer contains an empty one." },
        { "null audience", o => o.Audiences.Add(null!), "Audiences of JwtAccessBearer contains an empty one." },
        { "no cookie name", o => o.AccessCookie.Name = "", "AccessCookie.Name is '', which is no cookie name." },
        { "null cookie name", o => o.RefreshCookie.Name = null!, "RefreshCookie.Name is '', which is no cookie name." },
        { "bad cookie name", o => o.RefreshCookie.Name = "a b", "RefreshCookie.Name is 'a b', which is no cookie name." },
        { "cookie name with a line", o => o.AccessCookie.Name = "a\r\nb", "which is no cookie name." },
        { "relative path", o => o.AccessCookie.Path = "api", "AccessCookie.Path is 'api'. Set it to a path that begins with '/'." },
        { "path with a semicolon", o => o.RefreshCookie.Path = "/;x", "RefreshCookie.Path is '/;x'." },
        { "empty domain", o => o.AccessCookie.Domain = "", "AccessCookie.Domain is ''. Set it to a host name, or to null" },
        { "domain with a semicolon", o => o.AccessCookie.Domain = "a;b", "AccessCookie.Domain is 'a;b'." },
        { "empty extension", o => o.AccessCookie.Extensions.Add(""), "AccessCookie.Extensions contains ''." },
        { "two extensions in one", o => o.AccessCookie.Extensions.Add("Partitioned; Priority=High"), "AccessCookie.Extensions contains 'Partitioned; Priority=High'. Add one attribute an entry" },
        { "None without Secure", o => (o.AccessCookie.SameSite, o.AccessCookie.Secure) = (SameSiteMode.None, false), "AccessCookie has SameSite=None without Secure" },
        { "__Secure- without Secure", o => (o.AccessCookie.Name, o.AccessCookie.Secure) = ("__Secure-a", false), "AccessCookie.Name is '__Secure-a', whose prefix needs Secure." },
        { "__Host- without Secure", o => (o.RefreshCookie.Name, o.RefreshCookie.Secure) = ("__Host-a", false), "RefreshCookie.Name is '__Host-a', whose prefix needs Secure." },
        { "__host- with a path", o => (o.AccessCookie.Name, o.AccessCookie.Path) = ("__host-a", "/api"), "AccessCookie.Name is '__host-a', whose prefix needs the path '/'." },
        { "__Host- with a domain", o => (o.AccessCookie.Name, o.AccessCookie.Domain) = ("__Host-a", "example.org"), "AccessCookie.Name is '__Host-a', whose prefix allows no domain." },
        { "one name for both", o => o.RefreshCookie.Name = o.AccessCookie.Name, "AccessCookie and RefreshCookie have the same name, 'access_token_cookie'." },
        { "origin with a path", o => o.Csrf.TrustedOrigins.Add("https://app.example.com/"), "Csrf.TrustedOrigins contains 'https://app.example.com/', which is no origin." },
        { "origin without a scheme", o => o.Csrf.TrustedOrigins.Add("app.example.com"), "Csrf.TrustedOrigins contains 'app.example.com', which is no origin." },
        { "any origin", o => o.Csrf.TrustedOrigins.Add("*"), "Csrf.TrustedOrigins contains '*', which is no origin." },
        { "null origin", o => o.Csrf.TrustedOrigins.Add("null"), "Csrf.TrustedOrigins contains 'null', which is no origin." },
    };

    public static TheoryData<string, Action<JwtSchemeOptions>> Fine() => new()
    {
        { "defaults", _ => { } },
        { "__Host-", o => (o.AccessCookie.Name, o.RefreshCookie.Name) = ("__Host-a", "__Host-b") },
        { "__Secure- with a path and a domain", o => (o.AccessCookie.Name, o.AccessCookie.Path, o.AccessCookie.Domain) = ("__Secure-a", "/api", "example.org") },
        { "one second", o => (o.AccessExpiresDelta, o.RefreshExpiresDelta) = (TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(1)) },
        { "a century", o => o.RefreshExpiresDelta = TimeSpan.FromDays(36_525) },
        { "five minutes", o => o.Leeway = TimeSpan.FromMinutes(5) },
        { "origins", o => { o.Csrf.TrustedOrigins.Add("https://app.example.com"); o.Csrf.TrustedOrigins.Add("http://localhost:5173"); } },
        { "SameSite=None with Secure", o => o.AccessCookie.SameSite = SameSiteMode.None },
        { "extensions", o => { o.AccessCookie.Extensions.Add("Partitioned"); o.AccessCookie.Extensions.Add("Priority=High"); } },
    };

    [Theory]
    [MemberData(nameof(Mistakes))]
    public void Each_mistake_is_named_with_its_cure(string mistake, Action<JwtSchemeOptions> make, string text)
    {
        var create = () => HandMade.Access(new ManualTimeProvider(), make);

        var message = create.Should().Throw<InvalidOperationException>(mistake).Which.Message;
        message.Should().StartWith("JwtSecurity is not configured correctly").And.Contain(text);
        message.Should().NotContain(TestApp.Secret);
    }

    [Theory]
    [MemberData(nameof(Fine))]
    public void What_is_fine_is_not_complained_about(string what, Action<JwtSchemeOptions> make)
    {
        var create = () => HandMade.Access(new ManualTimeProvider(), make);

        create.Should().NotThrow(what);
    }

    [Fact]
    public void All_mistakes_are_shown_at_once_and_each_once()
    {
        var create = () => HandMade.Access(new ManualTimeProvider(), options =>
        {
            options.SecretKey = "short";
            options.AccessExpiresDelta = TimeSpan.Zero;
            options.Leeway = TimeSpan.FromHours(1);
            options.AccessCookie.Path = "api";
            options.Csrf.TrustedOrigins.Add("*");
            options.Csrf.TrustedOrigins.Add("*");
        });

        var lines = create.Should().Throw<InvalidOperationException>().Which.Message.Split(Environment.NewLine);
        lines.Should().HaveCount(6);
        lines.Skip(1).Select(line => line.Trim()[..2]).Should().Equal("1.", "2.", "3.", "4.", "5.");
    }

    [Fact]
    public async Task All_schemes_of_all_sets_are_checked_before_the_first_request()
    {
        var start = () => TestApp.StartRawAsync(
            builder =>
            {
                builder.Services.AddJwtSecurity(options => options.SecretKey = TestApp.Secret)
                    .AddAccessBearer(options => options.AccessExpiresDelta = TimeSpan.Zero)
                    .AddRefreshCookie(options => options.Leeway = TimeSpan.FromHours(1));
                builder.Services.AddJwtSecurity("admin", options => options.SecretKey = "short").AddAccessBearer();
            },
            _ => { });

        (await start.Should().ThrowAsync<InvalidOperationException>()).Which.Message.Should()
            .Contain("AccessExpiresDelta of JwtAccessBearer").And.Contain("Leeway of JwtRefreshCookie").And.Contain("In the set 'admin': SecretKey has 5 bytes");
    }

    [Fact]
    public async Task Two_lifetimes_for_one_kind_of_token_are_a_mistake()
    {
        var start = () => TestApp.StartAsync(
            jwt => jwt.AddAccessBearer(options => options.AccessExpiresDelta = TimeSpan.FromMinutes(5)).AddAccessCookie(),
            _ => { });

        await start.Should().ThrowAsync<InvalidOperationException>().WithMessage("*JwtAccessBearer and JwtAccessCookie differ in AccessExpiresDelta*");
    }

    [Fact]
    public async Task A_short_secret_that_is_allowed_is_logged_once_for_each_scheme_and_not_shown()
    {
        await using var app = await TestApp.StartAsync(
            jwt => jwt.AddAccessBearer().AddRefreshBearer(),
            _ => { },
            options: options => (options.SecretKey, options.AllowShortSecretKey) = ("hunter2", true));
        app.Scheme<JwtAccessBearer>().CreateAccessToken(new { });

        var warnings = app.Logs.Entries.Where(entry => entry.Id.Id == 901).ToArray();
        warnings.Select(entry => entry.Text.Split(' ')[4]).Should().BeEquivalentTo("JwtAccessBearer", "JwtRefreshBearer");
        app.Logs.Entries.Should().NotContain(entry => entry.Text.Contains("hunter2"));
    }
}
