using Microsoft.AspNetCore.Http;

namespace JwtSecurity;

/// <summary>
/// Ends an endpoint from within, where it is about to set a cookie that it must not set. It becomes the answer of a guard.
/// </summary>
internal sealed class JwtRefusalException(JwtValidationError error, JwtSecurityScheme scheme) : BadHttpRequestException(error.Detail, error.StatusCode)
{
    public JwtValidationError Error => error;

    public JwtSecurityScheme Scheme => scheme;
}
