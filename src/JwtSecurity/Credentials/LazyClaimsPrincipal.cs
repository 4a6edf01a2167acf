using System.Security.Claims;
using System.Security.Principal;

namespace JwtSecurity;

/// <summary>
/// A principal whose one identity is built when somebody first looks. Only the principal is lazy: the identity is an ordinary
/// one, so whatever copies it, copies all of it.
/// </summary>
internal sealed class LazyClaimsPrincipal(JwtAuthorizationCredentials credentials) : ClaimsPrincipal
{
    private volatile bool _built;

    public override IIdentity? Identity
    {
        get
        {
            Build();
            return base.Identity;
        }
    }

    public override IEnumerable<ClaimsIdentity> Identities
    {
        get
        {
            Build();
            return base.Identities;
        }
    }

    public override IEnumerable<Claim> Claims
    {
        get
        {
            Build();
            return base.Claims;
        }
    }

    public override void AddIdentity(ClaimsIdentity identity)
    {
        Build();
        base.AddIdentity(identity);
    }

    public override void AddIdentities(IEnumerable<ClaimsIdentity> identities)
    {
        Build();
        base.AddIdentities(identities);
    }

    public override IEnumerable<Claim> FindAll(Predicate<Claim> match)
    {
        Build();
        return base.FindAll(match);
    }

    public override IEnumerable<Claim> FindAll(string type)
    {
        Build();
        return base.FindAll(type);
    }

    public override Claim? FindFirst(Predicate<Claim> match)
    {
        Build();
        return base.FindFirst(match);
    }

    public override Claim? FindFirst(string type)
    {
        Build();
        return base.FindFirst(type);
    }

    public override bool HasClaim(Predicate<Claim> match)
    {
        Build();
        return base.HasClaim(match);
    }

    public override bool HasClaim(string type, string value)
    {
        Build();
        return base.HasClaim(type, value);
    }

    public override bool IsInRole(string role)
    {
        Build();
        return base.IsInRole(role);
    }

    // A copy is an ordinary principal: what it holds is built already.
    public override ClaimsPrincipal Clone() => new(Identities.Select(identity => identity.Clone()));

    protected override void WriteTo(BinaryWriter writer, byte[]? userData)
    {
        Build();
        base.WriteTo(writer, userData);
    }

    public override void WriteTo(BinaryWriter writer) => WriteTo(writer, userData: null);

    private void Build()
    {
        if (_built)
        {
            return;
        }

        // Requests are worked on by one thread at a time, mostly. The lock is for the others, and taken once.
        lock (credentials)
        {
            if (!_built)
            {
                base.AddIdentity(credentials.CreateIdentity());
                _built = true;
            }
        }
    }
}
