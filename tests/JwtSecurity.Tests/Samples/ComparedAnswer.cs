using System.Net;
using System.Text.Json.Nodes;
using JwtSecurity.Tests.TestKit;

namespace JwtSecurity.Tests.Samples;

/// <summary>What of an answer a client may depend on, piece by piece.</summary>
internal sealed class ComparedAnswer
{
    private const string Status = "status";
    private const string Body = "body";
    private const string Challenge = "WWW-Authenticate";

    // Compared by their values; of all others the names are listed.
    private static readonly string[] s_headers = ["Content-Type", Challenge, "Location", "Retry-After", "Allow"];

    // The server's own, whatever application it runs.
    private static readonly string[] s_ofTheServer = ["Date", "Server", "Content-Length", "Transfer-Encoding", "Connection"];

    private readonly Dictionary<string, string?> _pieces;

    public ComparedAnswer(Answer answer, Func<string, string> normalize)
    {
        _pieces = s_headers.ToDictionary(name => name, name => answer.Headers[name] is var values && values.Any() ? string.Join(", ", values) : null);
        _pieces[Status] = $"{(int)answer.Status}";
        _pieces[Body] = answer.Body.Length == 0 ? null : answer.Body.TrimStart().StartsWith('<') ? "HTML" : normalize(answer.Body);

        // Every 401 has the same challenge, and nothing else has any: that goes without saying, and what is otherwise does not.
        var challenge = answer.Status == HttpStatusCode.Unauthorized ? "Bearer realm=\"api\"" : null;
        _pieces[Challenge] = _pieces[Challenge] == challenge ? null : _pieces[Challenge] ?? "none";

        // Where a method is not allowed, a client has to be told which are (RFC 9110, section 15.5.6). Elsewhere it is one header more.
        var isTold = answer.Status == HttpStatusCode.MethodNotAllowed;
        _pieces["Allow"] = isTold ? string.Join(", ", answer.Headers["Allow"].Order(StringComparer.Ordinal)) : null;
        OtherHeaders = [.. answer.Headers.Select(header => header.Key).Except(s_headers).Except(s_ofTheServer), .. answer.Headers.Contains("Allow") && !isTold ? ["Allow"] : Array.Empty<string>()];
    }

    public IReadOnlyList<string> OtherHeaders { get; }

    /// <summary>What differs, as the sample's page writes it: theirs and ours, and null where nothing does.</summary>
    public static (string Theirs, string Ours)? Difference(ComparedAnswer theirs, ComparedAnswer ours)
    {
        string[] all = [Status, .. s_headers, Body];
        var different = all.Where(piece => !AreAlike(theirs._pieces[piece], ours._pieces[piece])).ToArray();
        return different.Length == 0 ? null : (theirs.Write(different), ours.Write(different));
    }

    private static bool AreAlike(string? one, string? other) =>
        one == other || (Parse(one) is { } json && Parse(other) is { } otherJson && JsonNode.DeepEquals(json, otherJson));

    private static JsonNode? Parse(string? text) => text is ['{' or '[', ..] ? JsonNode.Parse(text) : null;

    // The status tells which answer it is, so it is always there.
    private string Write(IEnumerable<string> pieces) => string.Join(' ', pieces.Where(piece => piece != Status).Select(Write).Prepend($"`{_pieces[Status]}`"));

    private string Write(string piece) => (piece, _pieces[piece]) switch
    {
        (Body, null) => "no body",
        (Body, ['[', ..]) => "`[…]`",
        (Body, var body) => $"`{body}`",
        (_, null) => $"no `{piece}`",
        (_, var value) => $"`{piece}: {value}`",
    };
}
