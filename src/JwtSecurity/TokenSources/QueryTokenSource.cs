using Microsoft.AspNetCore.Http;

namespace JwtSecurity;

/// <summary>
/// Reads a token from the URL (RFC 6750, section 2.3), where a browser has no other way to send one, and the application says so.
/// </summary>
internal sealed class QueryTokenSource
{
    private readonly string _parameterName;
    private readonly PathString[] _paths;

    private QueryTokenSource(JwtQueryTokenOptions options)
    {
        _parameterName = options.ParameterName;
        _paths = [.. options.Paths.Select(path => PathPrefix.Parse(path).Path)];
    }

    /// <summary>The source of a scheme; <see langword="null"/> where it reads no URL.</summary>
    public static QueryTokenSource? Create(JwtSchemeKind kind, JwtQueryTokenOptions options) =>
        kind is { TokenType: JwtTokenType.Access, ReadsHeader: true } && options.Paths.Count > 0 ? new QueryTokenSource(options) : null;

    public static void Check(JwtQueryTokenOptions options, StartupFindings findings)
    {
        if (!CookieNames.IsValid(options.ParameterName))
        {
            findings.Add($"QueryToken.ParameterName is '{options.ParameterName}'. Set it to the name of a query parameter, such as 'access_token'.");
        }

        foreach (var path in options.Paths)
        {
            if (PathPrefix.FindFault(path ?? "") is { } fault)
            {
                findings.Add($"A path in QueryToken.Paths {fault}");
            }
            else if (path is "/")
            {
                findings.Add("QueryToken.Paths contains '/', which is every path. List the paths of the hubs and streams alone, for example '/hubs/chat'.");
            }
        }
    }

    public FoundToken Find(HttpRequest request)
    {
        if (!IsListed(request.Path) || !HasNoHeaders(request))
        {
            return FoundToken.None(cookieLookedFor: false);
        }

        var values = request.Query[_parameterName];
        return values switch
        {
            { Count: > 1 } => FoundToken.Unusable(TokenOrigin.Query, JwtErrors.SeveralTokens),
            [{ Length: > 0 } token] => FoundToken.At(TokenOrigin.Query, token, 0, token.Length),
            _ => FoundToken.None(cookieLookedFor: false),
        };
    }

    private bool IsListed(PathString path) => Array.Exists(_paths, listed => path.StartsWithSegments(listed, StringComparison.OrdinalIgnoreCase));

    // What scripts of a browser open without a say in its headers. Not what a link does, or a form.
    private static bool HasNoHeaders(HttpRequest request) => BrowserOriginCheck.IsWebSocketHandshake(request) || IsEventStream(request);

    private static bool IsEventStream(HttpRequest request)
    {
        if (!HttpMethods.IsGet(request.Method))
        {
            return false;
        }

        foreach (var value in request.Headers.Accept)
        {
            foreach (var range in value.AsSpan().Split(','))
            {
                var type = value.AsSpan()[range];
                var end = type.IndexOf(';');
                if ((end < 0 ? type : type[..end]).Trim().Equals("text/event-stream", StringComparison.OrdinalIgnoreCase))
                {
                    return true;
                }
            }
        }

        return false;
    }
}
