using System.Collections.Concurrent;

namespace JwtSecurity;

/// <summary>
/// Remembers validated access tokens by their exact text, so that a token is validated once and recognised afterwards.
/// </summary>
/// <remarks>
/// <para>It belongs to one generation of one scheme's settings: a change of keys or options makes new settings, and with them an empty cache.
/// Only tokens that passed every check of their own enter. What changes with time, expiry and revocation, is asked at every hit.</para>
/// <para>It is bounded in entries and bytes. When it is full, a newcomer takes the place of an entry that expired, or that nobody used since it was last looked
/// at; where a few steps find none, the newcomer stays outside and is validated each time. One subject has a small share at most, and its further tokens take
/// the place of its own: an account with many tokens pushes out only its own.
/// A token enters when it is used for the second time.</para>
/// </remarks>
internal sealed class TokenCache
{
    // The objects around an entry: the entry, the token, its payload, parsed claims and remembered texts, the nodes that hold them.
    private const int OverheadBytes = 800;
    private const int SharesPerCache = 128;
    private const int MinimumShare = 4;
    private const int StepsPerNewcomer = 8;

    private readonly ConcurrentDictionary<TokenText, Entry> _entries = new(TokenTextComparer.Instance);
    private readonly ConcurrentDictionary<TokenText, Entry>.AlternateLookup<ReadOnlySpan<char>> _lookup;
    private readonly Lock _gate = new();
    private readonly Dictionary<int, Queue<Entry>> _bySubject = [];
    private readonly List<Entry> _ring = [];
    private readonly RecentHashes _seenOnce;
    private readonly int _maximumEntries;
    private readonly long _maximumBytes;
    private readonly int _share;
    private long _bytes;
    private int _hand;

    public TokenCache(int maximumEntries, long maximumBytes)
    {
        _lookup = _entries.GetAlternateLookup<ReadOnlySpan<char>>();
        _maximumEntries = maximumEntries;
        _maximumBytes = maximumBytes;
        _share = Math.Max(MinimumShare, maximumEntries / SharesPerCache);
        _seenOnce = new RecentHashes(maximumEntries);
    }

    public int Count => _entries.Count;

    /// <summary>What it holds, as far as it counts it; never more than its maximum.</summary>
    public long Bytes => Interlocked.Read(ref _bytes);

    /// <summary>Finds a token that passed before. The caller asks whether it has expired since.</summary>
    public ValidatedToken? Find(ReadOnlySpan<char> token)
    {
        if (!_lookup.TryGetValue(token, out var entry))
        {
            return null;
        }

        // Written once a round of the hand, not at every hit: a line of memory that many threads write is slow for all.
        if (!entry.WasUsed)
        {
            entry.WasUsed = true;
        }

        return entry.Token;
    }

    /// <summary>Whether a token that passed has been here before, lately. One that is used once is not worth a place.</summary>
    public bool HasBeenSeen(ReadOnlySpan<char> token) => _seenOnce.HasSeen(TokenTextComparer.Instance.GetHashCode(token));

    /// <summary>Remembers a token that passed, if there is room.</summary>
    public void Add(TokenText text, ValidatedToken token, DateTimeOffset now)
    {
        var entry = new Entry(text, token);
        lock (_gate)
        {
            if (!_entries.ContainsKey(entry.Text) && TryMakeRoom(entry, now) && _entries.TryAdd(entry.Text, entry))
            {
                Insert(entry);
            }
        }
    }

    private bool TryMakeRoom(Entry newcomer, DateTimeOffset now)
    {
        if (newcomer.Bytes > _maximumBytes)
        {
            return false;
        }

        if (_bySubject.TryGetValue(newcomer.Token.SubjectHash, out var own) && own.Count >= _share)
        {
            Evict(own.Peek());
        }

        for (var step = 0; !HasRoomFor(newcomer); step++)
        {
            if (step == StepsPerNewcomer || _ring.Count == 0)
            {
                return false;
            }

            _hand = _hand >= _ring.Count ? 0 : _hand;
            var candidate = _ring[_hand];
            if (candidate.WasUsed && !candidate.Token.HasExpired(now))
            {
                candidate.WasUsed = false;
                _hand++;
            }
            else
            {
                Evict(candidate);
            }
        }

        return true;
    }

    private bool HasRoomFor(Entry newcomer) => _ring.Count < _maximumEntries && _bytes + newcomer.Bytes <= _maximumBytes;

    private void Insert(Entry entry)
    {
        entry.Index = _ring.Count;
        _ring.Add(entry);
        _bytes += entry.Bytes;
        if (!_bySubject.TryGetValue(entry.Token.SubjectHash, out var own))
        {
            _bySubject[entry.Token.SubjectHash] = own = new Queue<Entry>(1);
        }

        own.Enqueue(entry);
    }

    private void Evict(Entry entry)
    {
        if (!_entries.TryRemove(new KeyValuePair<TokenText, Entry>(entry.Text, entry)))
        {
            return;
        }

        // The last one takes its place, so that the ring has no holes.
        var last = _ring[^1];
        _ring[entry.Index] = last;
        last.Index = entry.Index;
        _ring.RemoveAt(_ring.Count - 1);
        _bytes -= entry.Bytes;

        var own = _bySubject[entry.Token.SubjectHash];
        if (ReferenceEquals(own.Peek(), entry))
        {
            own.Dequeue();
        }
        else
        {
            _bySubject[entry.Token.SubjectHash] = own = new Queue<Entry>(own.Where(each => !ReferenceEquals(each, entry)));
        }

        if (own.Count == 0)
        {
            _bySubject.Remove(entry.Token.SubjectHash);
        }
    }

    private sealed class Entry(TokenText text, ValidatedToken token)
    {
        public TokenText Text => text;

        public ValidatedToken Token => token;

        public long Bytes => OverheadBytes + text.Bytes + (4 * token.PayloadLength);

        public int Index { get; set; }

        public bool WasUsed { get; set; }
    }
}
