using System.Reflection;
using JwtSecurity.Tests.TestKit;

namespace JwtSecurity.Tests.Validation;

/// <summary>Validation without a request: a result, whatever the token is; exceptions for misuse alone.</summary>
public sealed class ValidateAsyncTests
{
    private readonly JwtAccessBearer _scheme = HandMade.Access(new ManualTimeProvider());

    [Fact]
    public async Task A_result_has_credentials_or_an_error()
    {
        var good = await _scheme.ValidateAsync(_scheme.CreateAccessToken(new { username = "ada" }));
        var bad = await _scheme.ValidateAsync("no token");

        (good.Succeeded, good.Credentials?.GetString("username"), good.Error).Should().Be((true, "ada", null));
        (bad.Succeeded, bad.Credentials, bad.Error?.Code).Should().Be((false, null, "token_malformed"));
    }

    [Fact]
    public async Task No_token_at_all_is_a_mistake_of_the_caller()
    {
        var validate = async () => await _scheme.ValidateAsync(null!);

        await validate.Should().ThrowAsync<ArgumentNullException>().WithParameterName("token");
    }

    [Fact]
    public async Task A_cancelled_caller_gets_no_verdict()
    {
        var validate = async () => await _scheme.ValidateAsync("no token", new CancellationToken(canceled: true));

        await validate.Should().ThrowAsync<OperationCanceledException>();
    }

    [Fact]
    public void The_codes_are_a_closed_set()
    {
        var codes = typeof(JwtErrorCodes).GetFields(BindingFlags.Public | BindingFlags.Static).Select(field => (string)field.GetRawConstantValue()!).ToArray();
        var errors = typeof(JwtErrors).GetFields(BindingFlags.Public | BindingFlags.Static).Select(field => (JwtValidationError)field.GetValue(null)!);

        codes.Should().BeEquivalentTo(
            "credentials_missing", "token_malformed", "algorithm_not_allowed", "key_unknown", "signature_invalid", "token_expired", "token_not_yet_valid", "wrong_token_type", "issuer_invalid",
            "audience_invalid", "claim_invalid", "token_revoked", "token_reused", "session_expired", "session_limit_reached", "sessions_unavailable", "csrf_failed", "fresh_token_required", "insufficient_role", "insufficient_scope",
            "login_failed", "request_invalid", "request_too_large", "content_type_not_supported", "rate_limited", "session_not_found");
        errors.Select(error => error.Code).Should().BeSubsetOf(codes);
    }

    [Theory]
    [InlineData("credentials_missing", 401, "Bearer")]
    [InlineData("token_malformed", 401, "Bearer error=\"invalid_token\"")]
    [InlineData("token_revoked", 401, "Bearer error=\"invalid_token\"")]
    [InlineData("csrf_failed", 403, null)]
    [InlineData("insufficient_role", 403, "Bearer error=\"insufficient_scope\"")]
    [InlineData("insufficient_scope", 403, "Bearer error=\"insufficient_scope\"")]
    public void Each_code_has_one_status_and_one_challenge(string code, int status, string? challenge)
    {
        var errors = typeof(JwtErrors).GetFields(BindingFlags.Public | BindingFlags.Static).Select(field => (JwtValidationError)field.GetValue(null)!).Where(error => error.Code == code);

        errors.Select(error => (error.StatusCode, error.Challenge?.Split(',')[0])).Distinct().Should().Equal((status, challenge));
    }

    [Fact]
    public void The_scopes_that_are_needed_stand_in_the_challenge() =>
        JwtErrors.InsufficientScopes("read write").Challenge.Should().EndWith(", scope=\"read write\"");
}
