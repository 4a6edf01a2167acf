using System.Security.Cryptography;
using JwtSecurity.Tests.TestKit;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace JwtSecurity.Tests.Schemes;

/// <summary>Keys from configuration: every way to write one, and what is said of one that cannot be read.</summary>
public sealed class SigningKeysConfigurationTests
{
    private const string Secret = "hunter2 hunter2 hunter2 hunter2 hunter2";

    private static readonly string s_encrypted = KeyPairs.Of("ES256").ExportEncryptedPkcs8PrivateKeyPem("hunter2", new PbeParameters(PbeEncryptionAlgorithm.Aes128Cbc, HashAlgorithmName.SHA256, 1_000));

    public static TheoryData<string, string> Mistakes => new()
    {
        { "", "The configuration key 'Jwt:SigningKeys' is a value. Write a list of keys, as in 'Jwt:SigningKeys:0:PemFile'." },
        { ":0", "The configuration section 'Jwt:SigningKeys:0' has no key. Write one of Secret, Pem, PemFile and Jwk." },
        { ":0:KeyId", "The configuration section 'Jwt:SigningKeys:0' has no key." },
        { ":0:Kid", "The configuration key 'Jwt:SigningKeys:0:Kid' is no option, and nothing would read it. There are: Secret, Pem, PemFile, Jwk, Password, VerifyOnly, Algorithm, KeyId, ActiveFrom." },
        { ":0:secretkey", "The configuration key 'Jwt:SigningKeys:0:secretkey' is no option" },
        { ":0:Pem", "The configuration section 'Jwt:SigningKeys:0' holds no usable key. There is no key in the PEM text." },
        { ":0:Jwk", "The configuration section 'Jwt:SigningKeys:0' holds no usable key. The text is no JSON Web Key" },
        { ":0:Jwk:kty", "The configuration key 'Jwt:SigningKeys:0:Jwk' is an object. Write the JSON Web Key as one text, in quotation marks." },
        { ":0:PemFile", "The file that the configuration key 'Jwt:SigningKeys:0:PemFile' names cannot be read (FileNotFoundException). A relative path begins at the process's working directory." },
    };

    public static TheoryData<string, string, string> MistakesBesideASecret => new()
    {
        { "Pem", "hunter2", "has Secret and Pem. Write one of Secret, Pem, PemFile and Jwk." },
        { "Password", "hunter2", "The configuration key 'Jwt:SigningKeys:0:Password' is for encrypted PEM text. Remove it." },
        { "Algorithm", "ES256", "holds no usable key. A secret is used with HS256, HS384, HS512, not with 'ES256'." },
        { "Algorithm", "hunter2", "The configuration key 'Jwt:SigningKeys:0:Algorithm' is none of HS256, HS384, HS512, RS256, RS384, RS512, PS256, PS384, PS512, ES256, ES384, ES512." },
        { "Algorithm", "", "The configuration key 'Jwt:SigningKeys:0:Algorithm' is none of" },
        { "Algorithm", "HS384", "holds no usable key. The secret has 39 bytes, and HS384 needs 48 or more" },
        { "KeyId", " ", "holds no usable key. The key's identifier is empty." },
        { "ActiveFrom", "hunter2", "The configuration key 'Jwt:SigningKeys:0:ActiveFrom' is no time in UTC. Write it as '2026-07-01T00:00:00Z'." },
        { "ActiveFrom", "2026-07-01T00:00:00", "is no time in UTC." },
        { "ActiveFrom", "2026-07-01T00:00:00+02:00", "is no time in UTC." },
        { "ActiveFrom", "2026-07-01", "is no time in UTC." },
        { "ActiveFrom", "07/01/2026 00:00:00", "is no time in UTC." },
        { "ActiveFrom", "", "is no time in UTC." },
        { "VerifyOnly", "hunter2", "The configuration key 'Jwt:SigningKeys:0:VerifyOnly' is neither 'true' nor 'false'." },
        { "VerifyOnly", "", "The configuration key 'Jwt:SigningKeys:0:VerifyOnly' is neither 'true' nor 'false'." },
    };

    [Fact]
    public void A_secret() => Read(("0:Secret", Secret)).Single().Should().BeEquivalentTo(SigningKey.FromSecret(Secret));

    [Fact]
    public void PEM_text() => Read(("0:Pem", KeyPairs.Pem("ES384"))).Single().Should().Match<SigningKey>(key => key.Algorithm == "ES384" && key.CanSign);

    [Fact]
    public void A_public_key() => Read(("0:Pem", KeyPairs.PublicPem("RS256"))).Single().CanSign.Should().BeFalse();

    [Fact]
    public void Encrypted_PEM_text() => Read(("0:Pem", s_encrypted), ("0:Password", "hunter2")).Single().CanSign.Should().BeTrue();

    [Fact]
    public void A_PEM_file()
    {
        var path = Path.GetTempFileName();
        try
        {
            File.WriteAllText(path, s_encrypted);
            var key = Read(("0:PemFile", path), ("0:Password", "hunter2"), ("0:KeyId", "2026-06"), ("0:Algorithm", "ES256")).Single();

            (key.KeyId, key.Algorithm, key.CanSign).Should().Be(("2026-06", "ES256", true));
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public void A_JWK() => Read(("0:Jwk", KeyPairs.SigningKey("PS384").ToJwk())).Single().Should().Match<SigningKey>(key => key.Algorithm == "PS384" && !key.CanSign);

    [Fact]
    public void A_time_to_become_active() => Read(("0:Secret", Secret), ("0:ActiveFrom", "2026-07-01T06:30:00Z")).Single().ActiveFrom.Should().Be(new DateTimeOffset(2026, 7, 1, 6, 30, 0, TimeSpan.Zero));

    [Fact]
    public void A_time_with_a_fraction() => Read(("0:Secret", Secret), ("0:ActiveFrom", "2026-07-01T06:30:00.5Z")).Single().ActiveFrom.Should().Be(new DateTimeOffset(2026, 7, 1, 6, 30, 0, 500, TimeSpan.Zero));

    [Theory]
    [InlineData("true", false)]
    [InlineData("False", true)]
    public void Verifying_only(string text, bool canSign) => Read(("0:Secret", Secret), ("0:VerifyOnly", text)).Single().CanSign.Should().Be(canSign);

    [Fact]
    public void The_order_is_that_of_the_numbers_and_names_come_after_them()
    {
        var entries = Enumerable.Range(0, 12).Reverse().Select(number => ($"{number}:Secret", $"the secret of the key number {number:D4}")).Append(("extra:Secret", "the secret of the key that has a name"));

        var keys = Read([.. entries]);

        keys.Select(key => key.KeyId).Should().Equal(
            [.. Enumerable.Range(0, 12).Select(number => SigningKey.FromSecret($"the secret of the key number {number:D4}").KeyId), SigningKey.FromSecret("the secret of the key that has a name").KeyId]);
    }

    [Fact]
    public void Keys_replace_those_from_code_and_none_replace_nothing()
    {
        var options = new JwtSecurityOptions();
        options.SigningKeys.Add(SigningKey.Generate("ES256", "from code"));

        JwtConfiguration.Bind(Root(("Issuer", "us")), options);
        options.SigningKeys.Single().KeyId.Should().Be("from code");

        JwtConfiguration.Bind(Root(("SigningKeys:0:Secret", Secret), ("SigningKeys:0:KeyId", "from configuration")), options);
        options.SigningKeys.Single().KeyId.Should().Be("from configuration");
    }

    [Theory]
    [MemberData(nameof(Mistakes))]
    public void A_mistake_is_named_with_its_path_and_without_its_value(string key, string text) => ShouldSay(text, (key, "hunter2"));

    [Theory]
    [MemberData(nameof(MistakesBesideASecret))]
    public void A_mistake_beside_the_key_is_named_with_its_path_and_without_its_value(string key, string value, string text) =>
        ShouldSay(text, (":0:Secret", Secret), ($":0:{key}", value));

    [Fact]
    public void A_key_that_only_verifies_never_becomes_active()
    {
        ShouldSay(
            "The configuration section 'Jwt:SigningKeys:0' has both VerifyOnly and ActiveFrom. A key that only verifies never becomes active: remove one of the two.",
            (":0:Secret", Secret), (":0:VerifyOnly", "true"), (":0:ActiveFrom", "2026-07-01T00:00:00Z"));
        ShouldSay("The configuration section 'Jwt:SigningKeys:0' holds no usable key. The key '", (":0:Pem", KeyPairs.PublicPem("ES256")), (":0:ActiveFrom", "2026-07-01T00:00:00Z"));
    }

    [Fact]
    public void Passwords_that_are_missing_wrong_or_superfluous_are_named_without_them()
    {
        ShouldSay("holds no usable key. The private key is encrypted. Give its password.", (":0:Pem", s_encrypted));
        ShouldSay("holds no usable key. The private key cannot be decrypted. The password is wrong", (":0:Pem", s_encrypted), (":0:Password", "hunter2 hunter2"));
        ShouldSay("holds no usable key. A password is given, and the 'PUBLIC KEY' is not encrypted.", (":0:Pem", KeyPairs.PublicPem("ES256")), (":0:Password", "hunter2"));
    }

    [Fact]
    public void A_key_in_the_place_of_a_path_does_not_get_into_the_message() =>
        ShouldSay("The file that the configuration key 'Jwt:SigningKeys:0:PemFile' names cannot be read", (":0:PemFile", KeyPairs.Pem("ES256")));

    [Fact]
    public async Task A_bad_key_is_a_finding_of_the_start()
    {
        var start = () => StartAsync(Root(("Jwt:SigningKeys:0:Secret", "hunter2")));

        (await start.Should().ThrowAsync<InvalidOperationException>())
            .WithMessage("JwtSecurity is not configured correctly. The configuration section 'Jwt:SigningKeys:0' holds no usable key. The secret has 7 bytes, and HS256 needs 32 or more*")
            .Which.ToString().Should().NotContain("hunter2");
    }

    [Fact]
    public async Task A_misspelt_list_stops_the_start()
    {
        var start = () => StartAsync(Root(("Jwt:SecretKey", Secret), ("Jwt:SigningKey:0:Secret", Secret)));

        await start.Should().ThrowAsync<InvalidOperationException>().WithMessage("*'Jwt:SigningKey' is no option*Did you mean 'SigningKeys'?");
    }

    [Theory]
    [InlineData("1:Secret", "hunter2")]
    [InlineData("1:Pem", "hunter2")]
    [InlineData("1:PemFile", "hunter2")]
    [InlineData("0:ActiveFrom", "hunter2")]
    [InlineData("1:Secret", Secret)]
    public async Task A_reload_with_a_bad_key_is_logged_and_the_keys_before_stay(string key, string value)
    {
        var configuration = Root(("Jwt:SigningKeys:0:Secret", Secret));
        await using var app = await StartAsync(configuration);
        var (access, before) = (app.Scheme<JwtAccessBearer>(), app.Scheme<JwtAccessBearer>().Settings);
        var token = access.CreateAccessToken(new { username = "ada" });

        configuration[$"Jwt:SigningKeys:{key}"] = value;
        configuration["Jwt:Issuer"] = "somebody new";
        configuration.Reload();

        access.Settings.Should().BeSameAs(before);
        access.Verdict(token).Should().Be("accepted");
        var entry = app.Logs.Entries.Single(each => each.Id.Id == 902);
        (entry.Level, entry.Text.Contains("Jwt:SigningKeys", StringComparison.Ordinal) || entry.Text.Contains("KeyId", StringComparison.Ordinal)).Should().Be((LogLevel.Error, true));
        app.Logs.Entries.Should().NotContain(each => each.Text.Contains("hunter2", StringComparison.Ordinal));
    }

    [Fact]
    public async Task No_log_entry_and_no_answer_shows_a_key()
    {
        var configuration = Root(("Jwt:SigningKeys:0:Pem", KeyPairs.Pem("ES256")), ("Jwt:SigningKeys:1:Secret", Secret));
        await using var app = await StartAsync(configuration);

        configuration["Jwt:SigningKeys:1:Secret"] = "short";
        configuration.Reload();

        var privateLine = KeyPairs.Pem("ES256").Split('\n')[1];
        app.Logs.Entries.Should().NotBeEmpty().And.NotContain(entry => entry.Text.Contains("hunter2", StringComparison.Ordinal) || entry.Text.Contains(privateLine, StringComparison.Ordinal));
    }

    private static Task<TestApp> StartAsync(IConfigurationRoot configuration) =>
        TestApp.StartRawAsync(builder => builder.Services.AddJwtSecurity(configuration.GetSection("Jwt")).AddAccessBearer(), _ => { });

    private static void ShouldSay(string text, params (string Key, string Value)[] values)
    {
        var section = Root([.. values.Select(value => ($"Jwt:SigningKeys{value.Key}", value.Value))]).GetSection("Jwt");

        var bind = () => JwtConfiguration.Bind(section, new JwtSecurityOptions());

        var exception = bind.Should().Throw<InvalidOperationException>().Which;
        exception.Message.Should().Contain(text);
        exception.ToString().Should().NotContain("hunter2").And.NotContain(KeyPairs.Pem("ES256").Split('\n')[1]);
    }

    private static IList<SigningKey> Read(params (string Key, string Value)[] values)
    {
        var options = new JwtSecurityOptions();
        JwtConfiguration.Bind(Root([.. values.Select(value => ($"SigningKeys:{value.Key}", value.Value))]), options);
        return options.SigningKeys;
    }

    private static IConfigurationRoot Root(params (string Key, string Value)[] values) =>
        new ConfigurationBuilder().AddInMemoryCollection(values.Select(value => KeyValuePair.Create<string, string?>(value.Key, value.Value))).Build();
}
