namespace JwtSecurity;

/// <summary>
/// Where a token was found. It decides whether cross-site request forgery has to be thought of.
/// </summary>
internal enum TokenOrigin
{
    None,
    Header,
    Cookie,
    Body,
    Query,
}
