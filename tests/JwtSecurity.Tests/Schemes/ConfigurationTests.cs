using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;

namespace JwtSecurity.Tests.Schemes;

/// <summary>Options from configuration: every key, the spellings people use, and what is said of a bad value.</summary>
public sealed class ConfigurationTests
{
    // One value for each option that configuration can hold, none of them the default.
    private static readonly Dictionary<string, (string Value, Func<JwtSecurityOptions, object?> Read, object? Expected)> s_keys = new()
    {
        ["RegisterAuthenticationSchemes"] = ("false", o => o.RegisterAuthenticationSchemes, false),
        ["SecretKey"] = ("from configuration", o => o.SecretKey, "from configuration"),
        ["Algorithm"] = ("HS512", o => o.Algorithm, "HS512"),
        ["Issuer"] = ("us", o => o.Issuer, "us"),
        ["Audiences:0"] = ("api", o => o.Audiences.Single(), "api"),
        ["AllowShortSecretKey"] = ("true", o => o.AllowShortSecretKey, true),
        ["AutoError"] = ("False", o => o.AutoError, false),
        ["WriteProblemDetails"] = ("FALSE", o => o.WriteProblemDetails, false),
        ["AccessExpiresDelta"] = ("00:05:00", o => o.AccessExpiresDelta, TimeSpan.FromMinutes(5)),
        ["RefreshExpiresDelta"] = ("7.00:00:00", o => o.RefreshExpiresDelta, TimeSpan.FromDays(7)),
        ["Dialect"] = ("flaskjwtextended", o => o.Dialect, JwtDialect.FlaskJwtExtended),
        ["Leeway"] = ("00:00:30", o => o.Leeway, TimeSpan.FromSeconds(30)),
        ["Csrf:CheckBrowserOrigin"] = ("false", o => o.Csrf.CheckBrowserOrigin, false),
        ["Csrf:TrustedOrigins:0"] = ("https://app.example.com", o => o.Csrf.TrustedOrigins.Single(), "https://app.example.com"),
        ["Csrf:DoubleSubmit"] = ("true", o => o.Csrf.DoubleSubmit, true),
        ["Csrf:HeaderName"] = ("X-XSRF-TOKEN", o => o.Csrf.HeaderName, "X-XSRF-TOKEN"),
        ["Csrf:FormFieldName"] = ("csrf_token", o => o.Csrf.FormFieldName, "csrf_token"),
        ["Csrf:AccessCookieName"] = ("ca", o => o.Csrf.AccessCookieName, "ca"),
        ["Csrf:RefreshCookieName"] = ("cr", o => o.Csrf.RefreshCookieName, "cr"),
        ["QueryToken:ParameterName"] = ("token", o => o.QueryToken.ParameterName, "token"),
        ["QueryToken:Paths:0"] = ("/hubs", o => o.QueryToken.Paths.Single(), "/hubs"),
        ["Endpoints:Transport"] = ("cookies", o => o.Endpoints.Transport, JwtTokenTransport.Cookies),
        ["Endpoints:LoginLimit"] = ("11", o => o.Endpoints.LoginLimit, 11),
        ["Endpoints:LoginLimitPerAddress"] = ("111", o => o.Endpoints.LoginLimitPerAddress, 111),
        ["Endpoints:RefreshLimit"] = ("61", o => o.Endpoints.RefreshLimit, 61),
        ["AccessCookie:Name"] = ("a", o => o.AccessCookie.Name, "a"),
        ["AccessCookie:Domain"] = ("example.org", o => o.AccessCookie.Domain, "example.org"),
        ["AccessCookie:Path"] = ("/api", o => o.AccessCookie.Path, "/api"),
        ["AccessCookie:HttpOnly"] = ("false", o => o.AccessCookie.HttpOnly, false),
        ["AccessCookie:Secure"] = ("false", o => o.AccessCookie.Secure, false),
        ["AccessCookie:SameSite"] = ("strict", o => o.AccessCookie.SameSite, SameSiteMode.Strict),
        ["AccessCookie:Extensions:0"] = ("Partitioned", o => o.AccessCookie.Extensions.Single(), "Partitioned"),
        ["RefreshCookie:Name"] = ("r", o => o.RefreshCookie.Name, "r"),
        ["RefreshCookie:Domain"] = ("example.net", o => o.RefreshCookie.Domain, "example.net"),
        ["RefreshCookie:Path"] = ("/refresh", o => o.RefreshCookie.Path, "/refresh"),
        ["RefreshCookie:HttpOnly"] = ("false", o => o.RefreshCookie.HttpOnly, false),
        ["RefreshCookie:Secure"] = ("false", o => o.RefreshCookie.Secure, false),
        ["RefreshCookie:SameSite"] = ("None", o => o.RefreshCookie.SameSite, SameSiteMode.None),
        ["RefreshCookie:Extensions:0"] = ("Priority=High", o => o.RefreshCookie.Extensions.Single(), "Priority=High"),
    };

    public static TheoryData<string> Keys() => [.. s_keys.Keys];

    [Theory]
    [MemberData(nameof(Keys))]
    public void Each_key_sets_its_option_and_no_other(string key)
    {
        var options = Bind((key, s_keys[key].Value));

        s_keys[key].Read(options).Should().Be(s_keys[key].Expected);
        foreach (var (other, (_, read, expected)) in s_keys.Where(each => each.Key != key && !each.Key.EndsWith(":0", StringComparison.Ordinal)))
        {
            read(options).Should().NotBe(expected, other);
        }
    }

    [Fact]
    public void Every_option_that_text_can_hold_has_a_key()
    {
        var options = typeof(JwtSecurityOptions).GetProperties()
            .Where(property => property.DeclaringType != typeof(AuthenticationSchemeOptions) && IsText(property.PropertyType))
            .Select(property => property.Name);
        var cookie = typeof(JwtCookieOptions).GetProperties().SelectMany(property => new[] { $"AccessCookie:{property.Name}", $"RefreshCookie:{property.Name}" });
        var csrf = typeof(JwtCsrfOptions).GetProperties().Select(property => $"Csrf:{property.Name}");

        var query = typeof(JwtQueryTokenOptions).GetProperties().Select(property => $"QueryToken:{property.Name}");
        var endpoints = typeof(JwtEndpointOptions).GetProperties().Select(property => $"Endpoints:{property.Name}");

        s_keys.Keys.Select(key => key.Replace(":0", "")).Should().BeEquivalentTo([.. options, .. cookie, .. csrf, .. query, .. endpoints]);
    }

    [Fact]
    public void Nothing_in_configuration_changes_nothing()
    {
        var options = new JwtSecurityOptions { SecretKey = "from code", Issuer = "us", AutoError = false };
        options.Audiences.Add("api");

        JwtConfiguration.Bind(new ConfigurationBuilder().Build(), options);

        (options.SecretKey, options.Issuer, options.AutoError, options.Audiences.Single()).Should().Be(("from code", "us", false, "api"));
    }

    [Fact]
    public void Names_are_found_in_any_case() => Bind(("SECRETKEY", "s"), ("accesscookie:httponly", "false")).Should().Match<JwtSecurityOptions>(o => o.SecretKey == "s" && !o.AccessCookie.HttpOnly);

    [Theory]
    [InlineData("a, b ,,c")]
    [InlineData("a,b,c")]
    public void A_list_may_be_one_value_with_commas(string text) => Bind(("Audiences", text)).Audiences.Should().Equal("a", "b", "c");

    [Fact]
    public void A_list_replaces_what_code_had_set()
    {
        var options = new JwtSecurityOptions();
        options.Audiences.Add("from code");

        JwtConfiguration.Bind(Configuration(("Audiences:0", "a"), ("Audiences:1", "b")), options);

        options.Audiences.Should().Equal("a", "b");
    }

    [Theory]
    [InlineData("AccessExpiresDelta", "15", "which is no TimeSpan. Write hours, minutes and seconds, as in '00:15:00'")]
    [InlineData("RefreshExpiresDelta", "31 days", "which is no TimeSpan.")]
    [InlineData("Leeway", "", "which is no TimeSpan.")]
    [InlineData("Leeway", "1:2:3:4:5", "which is no TimeSpan.")]
    [InlineData("AutoError", "yes", "which is no Boolean. Write 'true' or 'false'.")]
    [InlineData("WriteProblemDetails", "1", "which is no Boolean.")]
    [InlineData("AllowShortSecretKey", "", "which is no Boolean.")]
    [InlineData("RegisterAuthenticationSchemes", "off", "which is no Boolean.")]
    [InlineData("AccessCookie:SameSite", "Sometimes", "which is no SameSiteMode. Write 'Lax', 'Strict' or 'None'.")]
    [InlineData("AccessCookie:SameSite", "17", "which is no SameSiteMode.")]
    [InlineData("Dialect", "Django", "which is no JwtDialect. Write one of 'FastApiJwt', 'SimpleJwt', 'FlaskJwtExtended'.")]
    [InlineData("Dialect", "", "which is no JwtDialect.")]
    [InlineData("RefreshCookie:Secure", "maybe", "which is no Boolean.")]
    [InlineData("Csrf:CheckBrowserOrigin", "on", "which is no Boolean.")]
    public void A_bad_value_is_named_with_its_path(string key, string value, string text)
    {
        var section = Configuration(($"Jwt:{key}", value)).GetSection("Jwt");

        var bind = () => JwtConfiguration.Bind(section, new JwtSecurityOptions());

        bind.Should().Throw<InvalidOperationException>().Which.Message.Should().StartWith($"The configuration value 'Jwt:{key}' is '{value}', ").And.Contain(text);
    }

    private static bool IsText(Type type) => type == typeof(string) || type == typeof(bool) || type == typeof(TimeSpan) || type == typeof(IList<string>) || type == typeof(JwtDialect);

    private static JwtSecurityOptions Bind(params (string Key, string Value)[] values)
    {
        var options = new JwtSecurityOptions();
        JwtConfiguration.Bind(Configuration(values), options);
        return options;
    }

    private static IConfigurationRoot Configuration(params (string Key, string Value)[] values) =>
        new ConfigurationBuilder().AddInMemoryCollection(values.Select(value => KeyValuePair.Create<string, string?>(value.Key, value.Value))).Build();
}
