using System.Reflection;
using System.Text.Json;
using JwtSecurity.Tests.TestKit;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http;

namespace JwtSecurity.Tests.Schemes;

/// <summary>A copy of options has all of them, and shares none that can change.</summary>
public sealed class OptionsCopyTests
{
    private readonly ManualTimeProvider _clock = new();

    [Fact]
    public void Every_option_survives_the_copy()
    {
        var original = new JwtSchemeOptions();
        var changed = Fill(original, nameof(JwtSchemeOptions));

        var copy = new JwtSchemeOptions();
        original.CopyTo(copy);

        changed.Should().BeGreaterThan(38);
        Describe(copy).Should().Equal(Describe(original));
        Describe(copy).Should().NotIntersectWith(Describe(new JwtSchemeOptions()), "a value that equals the default shows nothing");
    }

    [Fact]
    public void No_list_and_no_nested_options_are_shared()
    {
        var original = new JwtSchemeOptions();
        Fill(original, nameof(JwtSchemeOptions));
        var copy = new JwtSchemeOptions();
        original.CopyTo(copy);
        var before = Describe(original);

        copy.Audiences.Clear();
        copy.SigningKeys.Clear();
        copy.Csrf.TrustedOrigins.Add("https://other.example");
        copy.Csrf.CheckBrowserOrigin = true;
        copy.QueryToken.Paths.Clear();
        copy.AccessCookie.Name = "other";
        copy.AccessCookie.Extensions.Clear();
        copy.RefreshCookie.Path = "/other";

        Describe(original).Should().Equal(before);
    }

    [Fact]
    public void A_copy_replaces_lists_instead_of_adding_to_them()
    {
        var (original, copy) = (new JwtSchemeOptions(), new JwtSchemeOptions());
        original.Audiences.Add("api");
        copy.Audiences.Add("what was here before");

        original.CopyTo(copy);
        original.CopyTo(copy);

        copy.Audiences.Should().Equal("api");
    }

    [Fact]
    public void A_scheme_does_not_see_later_changes_of_its_options()
    {
        var options = HandMade.Options(_clock);
        var scheme = new JwtAccessBearer(options);
        var token = scheme.CreateAccessToken(new { username = "ada" });

        options.SecretKey = "another secret that is long enough for HS256";
        options.Issuer = "us";
        options.Audiences.Add("api");
        options.AccessExpiresDelta = TimeSpan.Zero;

        scheme.Verdict(token).Should().Be("accepted");
        scheme.Verdict(scheme.CreateAccessToken(new { username = "ada" })).Should().Be("accepted");
    }

    [Fact]
    public void From_honours_every_override_false_and_zero_included()
    {
        var original = HandMade.Access(_clock, options =>
        {
            options.Leeway = TimeSpan.FromMinutes(1);
            options.Issuer = "us";
            options.Audiences.Add("api");
        });

        var copy = JwtRefreshCookie.From(original, options =>
        {
            options.AutoError = false;
            options.Leeway = TimeSpan.Zero;
            options.Issuer = null;
            options.Audiences.Clear();
            options.AccessCookie.Secure = false;
            options.WriteProblemDetails = false;
        });

        var (before, after) = (original.Settings.Options, copy.Settings.Options);
        (after.AutoError, after.Leeway, after.Issuer, after.Audiences.Count, after.AccessCookie.Secure, after.WriteProblemDetails).Should().Be((false, TimeSpan.Zero, null, 0, false, false));
        (before.AutoError, before.Leeway, before.Issuer, before.Audiences.Count, before.AccessCookie.Secure, before.WriteProblemDetails).Should().Be((true, TimeSpan.FromMinutes(1), "us", 1, true, true));
        after.SecretKey.Should().Be(TestApp.Secret);
        copy.Name.Should().Be("JwtRefreshCookie");
    }

    [Fact]
    public void From_refuses_a_zero_lifetime_instead_of_ignoring_it()
    {
        var from = () => JwtAccessBearer.From(HandMade.Access(_clock), options => options.AccessExpiresDelta = TimeSpan.Zero);

        from.Should().Throw<InvalidOperationException>().WithMessage("*AccessExpiresDelta*");
    }

    [Fact]
    public void From_keeps_the_clock_and_the_names_of_the_other_scheme()
    {
        var original = HandMade.Access(_clock, options => options.SubjectSerializerOptions = new JsonSerializerOptions { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower });

        var copy = JwtAccessBearer.From(original);

        copy.Settings.TimeProvider.Should().BeSameAs(_clock);
        Tokens.ReadPayload(copy.CreateAccessToken(new { UserName = "ada" })).GetProperty("subject").GetRawText().Should().Be("""{"user_name":"ada"}""");
    }

    [Fact]
    public void Each_of_the_six_classes_can_be_made_by_hand_and_from_another()
    {
        var options = HandMade.Options(_clock);
        JwtSecurityScheme[] schemes =
        [
            new JwtAccessBearer(options), new JwtAccessCookie(options), new JwtAccessBearerCookie(options), new JwtRefreshBearer(options), new JwtRefreshCookie(options), new JwtRefreshBearerCookie(options),
            JwtAccessBearer.From(new JwtRefreshBearer(options)), JwtAccessCookie.From(new JwtRefreshBearer(options)), JwtAccessBearerCookie.From(new JwtRefreshBearer(options)),
            JwtRefreshBearer.From(new JwtAccessBearer(options)), JwtRefreshCookie.From(new JwtAccessBearer(options)), JwtRefreshBearerCookie.From(new JwtAccessBearer(options)),
        ];

        schemes.Should().AllSatisfy(scheme =>
        {
            var isAccess = scheme.Name.StartsWith("JwtAccess", StringComparison.Ordinal);
            scheme.Name.Should().Be(scheme.GetType().Name);
            scheme.Verdict(schemes[0].CreateAccessToken(new { })).Should().Be(isAccess ? "accepted" : "wrong_token_type");
            scheme.Verdict(schemes[0].CreateRefreshToken(new { })).Should().Be(isAccess ? "wrong_token_type" : "accepted");
        });
    }

    // Sets every settable property, and fills every list, with something that is not the default. An option added later is found here.
    private static int Fill(object target, string path)
    {
        var count = 0;
        foreach (var property in Properties(target))
        {
            count++;
            var value = property.GetValue(target);
            if (value is IList<string> list)
            {
                list.Add($"{path}.{property.Name}");
            }
            else if (value is IList<SigningKey> keys)
            {
                keys.Add(SigningKey.Generate("ES256"));
            }
            else if (value is JwtCookieOptions or JwtCsrfOptions or JwtQueryTokenOptions)
            {
                count += Fill(value, $"{path}.{property.Name}");
            }
            else
            {
                property.SetValue(target, NotDefault(property, value, path));
            }
        }

        return count;
    }

    private static object NotDefault(PropertyInfo property, object? value, string path) =>
        property.PropertyType == typeof(string) ? $"{path}.{property.Name}"
        : property.PropertyType == typeof(bool) ? !(bool)value!
        : property.PropertyType == typeof(bool?) ? true
        : property.PropertyType == typeof(TimeSpan) ? (TimeSpan)value! + TimeSpan.FromSeconds(7)
        : property.PropertyType == typeof(SameSiteMode) ? SameSiteMode.Strict
        : property.PropertyType == typeof(TimeProvider) ? new ManualTimeProvider()
        : property.PropertyType == typeof(Type) ? typeof(OptionsCopyTests)
        : property.PropertyType == typeof(JsonSerializerOptions) ? new JsonSerializerOptions()
        : property.PropertyType == typeof(JwtDialect) ? JwtDialect.SimpleJwt
        : property.PropertyType == typeof(JwtSecurityEvents) ? new JwtSecurityEvents()
        : property.PropertyType == typeof(Func<HttpContext, string?>) ? (Func<HttpContext, string?>)(_ => null)
        : throw new InvalidOperationException($"{property.Name} is of a type that this test does not know yet: {property.PropertyType}.");

    // References are compared by identity, values by value.
    private static List<(string Name, object? Value)> Describe(object target, string path = "") =>
        [.. Properties(target).SelectMany(property => property.GetValue(target) switch
        {
            IList<string> list => [($"{path}.{property.Name}", string.Join('|', list))],
            IList<SigningKey> keys => [($"{path}.{property.Name}", string.Join('|', keys.Select(key => key.KeyId)))],
            JwtCookieOptions or JwtCsrfOptions or JwtQueryTokenOptions => Describe(property.GetValue(target)!, $"{path}.{property.Name}"),
            var value => new List<(string, object?)> { ($"{path}.{property.Name}", value) },
        })];

    // The most derived of those with one name: Events is declared again.
    private static IEnumerable<PropertyInfo> Properties(object target) =>
        target.GetType().GetProperties(BindingFlags.Public | BindingFlags.Instance)
            .Where(property => property.DeclaringType != typeof(AuthenticationSchemeOptions) || property.Name != nameof(AuthenticationSchemeOptions.Events))
            .Where(property => property.CanWrite || property.PropertyType == typeof(IList<string>) || property.PropertyType == typeof(IList<SigningKey>) || property.PropertyType == typeof(JwtCookieOptions) || property.PropertyType == typeof(JwtCsrfOptions)
                || property.PropertyType == typeof(JwtQueryTokenOptions));
}
