using System.Net;

namespace JwtSecurity.Soak;

/// <summary>
/// What a server said: tokens, or a status and the problem's code; a status of null where the connection broke first.
/// </summary>
internal readonly record struct Answer(HttpStatusCode? Status, string? Code, Tokens? Tokens)
{
    public bool Succeeded => Status == HttpStatusCode.OK;

    /// <summary>Whether sessions cannot be checked now, said as the library promises to say it.</summary>
    public bool IsUnavailable => Status == HttpStatusCode.ServiceUnavailable && Code == "sessions_unavailable";

    public override string ToString() => Status is null ? "a broken connection" : $"{(int)Status} {Code}";
}
