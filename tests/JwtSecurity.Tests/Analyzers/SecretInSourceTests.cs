using JwtSecurity.Analyzers;

namespace JwtSecurity.Tests.Analyzers;

/// <summary>JWTSEC001: a key that stands in the source is found, and one that comes from elsewhere is not.</summary>
public sealed class SecretInSourceTests
{
    private const string Literal = "\"everybody who reads this source can read it\"";

    [Theory]
    [InlineData($"services.AddJwtSecurity(o => o.SecretKey = {Literal});")]
    [InlineData($"services.AddJwtSecurity(\"admin\", o => o.SecretKey = configuration[\"Jwt:SecretKey\"] ?? {Literal});")]
    [InlineData($"services.AddJwtSecurity(o => o.SecretKey ??= {Literal});")]
    [InlineData($"services.AddJwtSecurity(o => o.SecretKey = configuration is null ? {Literal} : configuration[\"Jwt:SecretKey\"]);")]
    [InlineData($"services.AddJwtSecurity().AddAccessBearer(o => o.SecretKey = ({Literal})!);")]
    [InlineData($"new JwtAccessBearer(new JwtSchemeOptions {{ SecretKey = {Literal} }});")]
    [InlineData($"services.AddJwtSecurity(o => o.SecretKey = configuration.GetValue(\"Jwt:SecretKey\", {Literal}));")]
    [InlineData($"services.AddJwtSecurity(o => o.SecretKey = configuration.GetValue<string>(defaultValue: {Literal}, key: \"Jwt:SecretKey\"));")]
    [InlineData($"services.AddJwtSecurity(o => o.SecretKey = configuration[\"Stage\"] switch {{ \"test\" => {Literal}, _ => configuration[\"Jwt:SecretKey\"] }});")]
    [InlineData($"services.AddJwtSecurity(o => o.SecretKey = {Literal}.PadRight(64, '0'));")]
    [InlineData($"var secretKey = {Literal}; services.AddJwtSecurity(o => o.SecretKey = secretKey);")]
    [InlineData($"var secretKey = configuration[\"Jwt:SecretKey\"] ?? {Literal}; SigningKey.FromSecret(secretKey);")]
    [InlineData($"var bytes = Encoding.UTF8.GetBytes({Literal}); SigningKey.FromSecret(bytes);")]
    [InlineData($"SigningKey.FromSecret({Literal});")]
    [InlineData($"SigningKey.FromSecret(keyId: \"old\", secret: {Literal});")]
    [InlineData($"SigningKey.FromSecret(Encoding.UTF8.GetBytes({Literal}));")]
    [InlineData($"SigningKey.FromSecret(Convert.FromBase64String({Literal}));")]
    public async Task A_secret_that_stands_in_the_source_is_reported(string statement) =>
        (await ReportedAsync(statement)).Should().Equal(Literal);

    [Fact]
    public async Task So_are_a_constant_and_bytes_and_a_private_key()
    {
        (await ReportedAsync("const string Secret = \"for everybody\"; services.AddJwtSecurity(o => o.SecretKey = Secret + \" to read\");")).Should().Equal("Secret + \" to read\"");
        (await ReportedAsync($"SigningKey.FromSecret({Literal}u8);")).Should().Equal($"{Literal}u8");
        (await ReportedAsync("services.AddJwtSecurity(o => o.SecretKey = $\"for everybody to read\");")).Should().Equal("$\"for everybody to read\"");
        (await ReportedAsync("SigningKey.FromSecret(new byte[] { 115, 101, 99, 114, 101, 116 });")).Should().Equal("new byte[] { 115, 101, 99, 114, 101, 116 }");
        (await ReportedAsync("SigningKey.FromJwk(\"{ \\\"kty\\\": \\\"EC\\\", \\\"d\\\" : \\\"…\\\" }\");")).Should().ContainSingle();
        (await ReportedAsync("services.AddJwtSecurity(o => o.SecretKey = Keys.Own);")).Should().Equal("\"own\"");
        (await ReportedAsync("SigningKey.FromPem(\"-----BEGIN PRIVATE KEY-----\\n…\");")).Should().Equal("\"-----BEGIN PRIVATE KEY-----\\n…\"");
    }

    [Theory]
    [InlineData("services.AddJwtSecurity(o => o.SecretKey = configuration[\"Jwt:SecretKey\"]);")]
    [InlineData("services.AddJwtSecurity(o => o.SecretKey = Environment.GetEnvironmentVariable(\"SECRET\") ?? throw new InvalidOperationException(\"Set SECRET.\"));")]
    [InlineData("services.AddJwtSecurity(o => o.SecretKey = configuration[\"Jwt:SecretKey\"] ?? \"\");")]
    [InlineData("services.AddJwtSecurity(o => { o.SecretKey = null; o.Issuer = \"https://login.example.com\"; });")]
    [InlineData("services.AddJwtSecurity(o => o.SigningKeys.Add(SigningKey.FromSecret(configuration[\"Old\"]!, \"HS256\", \"the old one\")));")]
    [InlineData("services.AddJwtSecurity(o => o.SecretKey = configuration.GetValue<string>(\"Jwt:SecretKey\"));")]
    [InlineData("services.AddJwtSecurity(o => o.SecretKey = System.IO.File.ReadAllText(\"secret.txt\").Trim());")]
    [InlineData("SigningKey.FromSecret(new byte[] { (byte)services.Count });")]
    [InlineData("SigningKey.FromSecret(new byte[32]);")]
    [InlineData("var secretKey = \"\"; secretKey = configuration[\"Jwt:SecretKey\"]; services.AddJwtSecurity(o => o.SecretKey = secretKey);")]
    [InlineData("if (configuration[\"Jwt:SecretKey\"] is { } secretKey) { services.AddJwtSecurity(o => o.SecretKey = secretKey); }")]
    [InlineData("services.AddJwtSecurity(o => o.SecretKey = Keys.First);")]
    [InlineData("SigningKey.FromJwk(\"{ \\\"kty\\\": \\\"EC\\\", \\\"x\\\": \\\"d\\\" }\");")]
    [InlineData("SigningKey.FromPem(\"-----BEGIN PUBLIC KEY-----\\n…\");")]
    [InlineData("SigningKey.FromPem(System.IO.File.ReadAllText(\"PRIVATE KEY.pem\"), password: configuration[\"Password\"]);")]
    [InlineData("new Other { SecretKey = \"of another library\" }.ToString();")]
    public async Task What_comes_from_elsewhere_is_not(string statement) =>
        (await ReportedAsync(statement)).Should().BeEmpty();

    [Fact]
    public async Task Tests_may_have_secrets_of_their_own() =>
        (await ReportedAsync($"SigningKey.FromSecret({Literal});", "xunit.core.dll")).Should().BeEmpty();

    private static Task<string[]> ReportedAsync(string statement, params string[] furtherAssemblies) => Source.ReportedAsync(
        new SecretInSourceAnalyzer(),
        $$"""
        var services = new ServiceCollection();
        IConfiguration configuration = new ConfigurationManager();
        {{statement}}

        internal sealed class Other { public string? SecretKey { get; set; } }

        internal static class Keys
        {
            public static readonly string Own = "own";
            public static readonly string First = Second;
            public static readonly string Second = First;
        }
        """,
        furtherAssemblies);
}
