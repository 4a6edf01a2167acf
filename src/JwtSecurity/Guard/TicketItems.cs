using System.Collections;
using System.Diagnostics.CodeAnalysis;
using Microsoft.AspNetCore.Authentication;

namespace JwtSecurity;

/// <summary>
/// The items of a ticket's properties: when the token was issued and when it expires. Written when somebody first looks, which for most requests is nobody.
/// </summary>
internal sealed class TicketItems(JwtAuthorizationCredentials credentials) : IDictionary<string, string?>
{
    // The names that IssuedUtc and ExpiresUtc have in the items of AuthenticationProperties.
    private const string IssuedKey = ".issued";
    private const string ExpiresKey = ".expires";

    private Dictionary<string, string?>? _items;

    public int Count => Items.Count;

    public bool IsReadOnly => false;

    public ICollection<string> Keys => Items.Keys;

    public ICollection<string?> Values => Items.Values;

    private Dictionary<string, string?> Items => _items ??= new(StringComparer.Ordinal)
    {
        [IssuedKey] = credentials.IssuedText,
        [ExpiresKey] = credentials.ExpiresText,
    };

    /// <summary>A ticket for credentials. SignalR's <c>CloseOnAuthenticationExpiration</c> reads its <c>ExpiresUtc</c>.</summary>
    public static AuthenticationTicket CreateTicket(JwtAuthorizationCredentials credentials) =>
        new(credentials.Principal, new AuthenticationProperties(new TicketItems(credentials)), credentials.SchemeName);

    private ICollection<KeyValuePair<string, string?>> Pairs => Items;

    public string? this[string key]
    {
        get => Items[key];
        set => Items[key] = value;
    }

    public void Add(string key, string? value) => Items.Add(key, value);

    public void Add(KeyValuePair<string, string?> item) => Pairs.Add(item);

    public void Clear() => Items.Clear();

    public bool Contains(KeyValuePair<string, string?> item) => Pairs.Contains(item);

    public bool ContainsKey(string key) => Items.ContainsKey(key);

    public void CopyTo(KeyValuePair<string, string?>[] array, int arrayIndex) => Pairs.CopyTo(array, arrayIndex);

    public IEnumerator<KeyValuePair<string, string?>> GetEnumerator() => Items.GetEnumerator();

    public bool Remove(string key) => Items.Remove(key);

    public bool Remove(KeyValuePair<string, string?> item) => Pairs.Remove(item);

    public bool TryGetValue(string key, [MaybeNullWhen(false)] out string? value) => Items.TryGetValue(key, out value);

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
