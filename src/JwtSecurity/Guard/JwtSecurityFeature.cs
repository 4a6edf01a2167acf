using System.Security.Claims;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features.Authentication;

namespace JwtSecurity;

/// <summary>
/// What is known about a request, by scheme: one feature for both roads, so that a token is validated once.
/// </summary>
/// <remarks>
/// A result is remembered together with the token it is about. Middleware may change the host, the header or the token after
/// authentication ran, so whoever asks later reads the source again, and a changed token is validated again.
/// </remarks>
internal sealed class JwtSecurityFeature : IHttpAuthenticationFeature
{
    private JwtAuthorizationCredentials? _userCredentials;
    private ClaimsPrincipal? _user;
    private bool _userIsAssigned;
    private SchemeResult? _results;
    private bool _keptPrivate;

    /// <summary>The guard that has begun its work on this request.</summary>
    public EndpointGuard? Guard { get; set; }

    /// <summary>Whether any scheme found a token, good or bad.</summary>
    public bool TokenWasSent { get; set; }

    /// <summary>Whether the user of this request may have been made from a token that another took the place of.</summary>
    public bool UserMayBeOlder { get; private set; }

    /// <summary>Whether any scheme looked for a cookie, so that the response may depend on it.</summary>
    public bool CookieWasLookedFor { get; set; }

    /// <summary><c>HttpContext.User</c> of a guarded request: made from the credentials if somebody asks, and whatever somebody assigns.</summary>
    ClaimsPrincipal? IHttpAuthenticationFeature.User
    {
        get => _userIsAssigned ? _user : _userCredentials?.Principal;
        set => (_user, _userIsAssigned) = (value, true);
    }

    /// <summary>The request's feature, if somebody asked for one.</summary>
    /// <remarks>Features are looked up by type objects here: the generic methods of the interface are dispatched at a multiple of the price.</remarks>
    public static JwtSecurityFeature? Get(HttpContext context)
    {
        var features = context.Features;
        return features[typeof(IHttpAuthenticationFeature)] as JwtSecurityFeature ?? features[typeof(JwtSecurityFeature)] as JwtSecurityFeature;
    }

    /// <summary>The request's feature, made where there is none.</summary>
    public static JwtSecurityFeature GetOrAdd(HttpContext context)
    {
        var feature = Get(context);
        if (feature is null)
        {
            feature = new JwtSecurityFeature();
            context.Features[typeof(JwtSecurityFeature)] = feature;
        }

        return feature;
    }

    /// <summary>The request's feature, for a guard, which is about to say who the user is.</summary>
    /// <remarks>
    /// Every change of a request's features makes the framework look all of them up again. Here one is enough: middleware, which replaces the user's feature, has
    /// run, and where nobody left a user the feature goes to that place at once.
    /// </remarks>
    public static JwtSecurityFeature GetOrAddForGuard(HttpContext context)
    {
        var features = context.Features;
        var user = features[typeof(IHttpAuthenticationFeature)];
        var feature = user as JwtSecurityFeature ?? features[typeof(JwtSecurityFeature)] as JwtSecurityFeature;
        if (feature is not null)
        {
            return feature;
        }

        feature = new JwtSecurityFeature();
        features[user is null ? typeof(IHttpAuthenticationFeature) : typeof(JwtSecurityFeature)] = feature;
        return feature;
    }

    /// <summary>Makes the credentials the request's user, where this feature is the user's.</summary>
    public void SetUser(JwtAuthorizationCredentials credentials)
    {
        _userIsAssigned = false;
        _userCredentials = credentials;
    }

    /// <summary>Whether the user is made from these credentials, and nobody assigned another since.</summary>
    public bool IsUser(JwtAuthorizationCredentials credentials) => !_userIsAssigned && ReferenceEquals(_userCredentials, credentials);

    public SchemeResult? Recall(JwtSecurityScheme scheme, JwtSchemeSettings settings, in FoundToken found) =>
        Find(scheme) is { } result && result.IsOf(settings, found) ? result : null;

    public SchemeResult Remember(JwtSecurityScheme scheme, JwtSchemeSettings settings, in FoundToken found, JwtAuthentication authentication)
    {
        Forget(scheme);
        _results = new SchemeResult(scheme, settings, found, authentication) { Next = _results };
        return _results;
    }

    public void Forget(JwtSecurityScheme scheme)
    {
        SchemeResult? before = null;
        for (var result = _results; result is not null; before = result, result = result.Next)
        {
            if (!ReferenceEquals(result.Scheme, scheme))
            {
                continue;
            }

            UserMayBeOlder |= result.IsTicketed;
            if (before is null)
            {
                _results = result.Next;
            }
            else
            {
                before.Next = result.Next;
            }

            return;
        }
    }

    public SchemeResult? Find(JwtSecurityScheme scheme)
    {
        var result = _results;
        while (result is not null && !ReferenceEquals(result.Scheme, scheme))
        {
            result = result.Next;
        }

        return result;
    }

    public SchemeResult? Find(JwtSchemeKind kind, string? setName)
    {
        var result = _results;
        while (result is not null && !result.Scheme.Settings.Is(kind, setName))
        {
            result = result.Next;
        }

        return result;
    }

    /// <summary>The credentials the endpoint asked for, by its guard or its attribute; where it asked for none, those that opened its path, or else those of any scheme that authenticated the request.</summary>
    /// <remarks>Not simply any: as the default scheme an access scheme has seen requests, too, whose endpoint asks for a refresh token.</remarks>
    public JwtAuthorizationCredentials? FindAdmitted(Endpoint? endpoint)
    {
        var results = Guard is { IsLifted: false } guard ? guard.ResultsIn(this)
            : endpoint?.Metadata.GetMetadata<JwtSecurityAttribute>() is { } attribute ? Results.Where(result => result.Scheme.Settings.Is(attribute.Kind, attribute.Name))
            : Results.Any(result => result.OpenedPath) ? Results.Where(result => result.OpenedPath)
            : Guard is null ? Results
            : [];

        // An access token's before a refresh token's, as their types are ordered.
        return results.Select(result => result.Admitted).OfType<JwtAuthorizationCredentials>().MinBy(credentials => credentials.TokenType);
    }

    /// <summary>Keeps a response that depends on a cookie out of caches that others are served from, once a request.</summary>
    public void KeepPrivate(HttpContext context)
    {
        if (CookieWasLookedFor && !_keptPrivate)
        {
            _keptPrivate = true;
            PrivateResponse.Apply(context);
        }
    }

    /// <summary>The same where more middleware is to come, response caching perhaps.</summary>
    public void KeepPrivateFromLaterCaches(HttpContext context)
    {
        KeepPrivate(context);
        if (CookieWasLookedFor)
        {
            PrivateResponse.RefuseLaterCaches(context.Request);
        }
    }

    private IEnumerable<SchemeResult> Results
    {
        get
        {
            for (var result = _results; result is not null; result = result.Next)
            {
                yield return result;
            }
        }
    }
}
