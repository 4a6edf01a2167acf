namespace JwtSecurity.Tests.Sessions;

/// <summary>
/// What every store owes. A store's own test class derives from this one and says how to make an empty store; it needs nothing of the library but the public contract.
/// </summary>
public abstract class SessionStoreContract
{
    private const string Set = "";
    private static readonly TimeSpan s_grace = TimeSpan.FromSeconds(30);
    private static int s_names;

    /// <summary>Makes an empty store, or gives one that no other test uses at the same time.</summary>
    protected abstract ValueTask<IStoreUnderTest> CreateAsync();

    [Fact]
    public async Task What_was_created_is_found_as_it_was()
    {
        await using var under = await CreateAsync();
        var session = await NewSessionAsync(under) with { Client = "a browser", Address = "2001:db8::1" };
        session = session with { Current = session.Current with { Claims = """{"scope":"a b"}""", Csrf = "random", Subject = """{"username":"ädä \"x\"","n":1.50}""" } };

        (await CreateAsync(under, session)).Should().BeEquivalentTo(new JwtSessionCreation(JwtSessionCreationStatus.Created, []));

        var found = await FindAsync(under, session);
        found.Should().BeEquivalentTo(session);
        (found!.CreatedAt.Offset, found.Current.ExpiresAt.Offset).Should().Be((TimeSpan.Zero, TimeSpan.Zero));
    }

    [Fact]
    public async Task The_longest_identifiers_fit()
    {
        await using var under = await CreateAsync();
        var session = await NewSessionAsync(under);
        session = session with
        {
            SessionId = new string('s', 64),
            SubjectKey = new string('ü', 256),
            Client = new string('c', 256),
            Address = new string('a', 64),
            Current = session.Current with { Jti = new string('j', 64), Subject = $$"""{"x":"{{new string('x', 16_000)}}"}""" },
        };

        await CreateAsync(under, session);

        (await FindAsync(under, session)).Should().BeEquivalentTo(session);
    }

    [Fact]
    public async Task A_session_that_is_there_is_not_created_again_however_it_ended()
    {
        await using var under = await CreateAsync();
        var session = await StartAsync(under);
        var other = session with { Client = "somebody else", SubjectKey = "eve" };

        (await CreateAsync(under, other, new JwtSessionLimit(1, JwtSessionLimitPolicy.Refuse))).Status.Should().Be(JwtSessionCreationStatus.AlreadyExists);
        await RevokeAsync(under, session);
        (await CreateAsync(under, other)).Status.Should().Be(JwtSessionCreationStatus.AlreadyExists);

        (await FindAsync(under, session))!.Client.Should().BeNull();
    }

    [Fact]
    public async Task Nothing_is_found_where_nothing_is()
    {
        await using var under = await CreateAsync();
        var session = await NewSessionAsync(under);

        var reading = await under.Store.FindAsync(Set, session.SessionId, default);

        reading.Session.Should().BeNull();
        reading.Now.Offset.Should().Be(TimeSpan.Zero);
        (await RotateAsync(under, session, "any")).Should().BeEquivalentTo(new JwtRotationResult(JwtRotationStatus.Unknown, null, IsChanged: false));
        (await RevokeAsync(under, session)).Should().BeNull();
        (await under.Store.RevokeAllAsync(Set, session.SubjectKey, null, JwtSessionEndReason.Revoked, default)).Should().BeEmpty();
        (await ListAsync(under, session)).Should().BeEmpty();
        (await RevocationsAsync(under)).Should().BeEmpty();
        (await under.Store.DeleteExpiredAsync(100, default)).Should().Be(0);
    }

    [Fact]
    public async Task The_clock_is_one()
    {
        await using var under = await CreateAsync();
        var session = await StartAsync(under);
        var before = await under.Store.GetUtcNowAsync(default);

        await under.AdvanceAsync(s_grace);
        var found = await under.Store.FindAsync(Set, session.SessionId, default);
        var rotated = (await RotateAsync(under, session, session.Current.Jti)).Session!;
        var after = await under.Store.GetUtcNowAsync(default);

        (found.Now - found.Session!.RotatedAt).Should().BeGreaterThanOrEqualTo(s_grace);
        rotated.RotatedAt.Should().BeOnOrAfter(found.Now).And.BeOnOrBefore(after);
        rotated.LastUsedAt.Should().Be(rotated.RotatedAt);
        before.Offset.Should().Be(TimeSpan.Zero);
    }

    [Fact]
    public async Task The_current_token_rotates()
    {
        await using var under = await CreateAsync();
        var session = await StartAsync(under);
        await under.AdvanceAsync(s_grace);
        var successor = Successor(session, "second");

        var result = await RotateAsync(under, session, session.Current.Jti, successor);

        result.Status.Should().Be(JwtRotationStatus.Rotated);
        var found = await FindAsync(under, session);
        found.Should().BeEquivalentTo(result.Session);
        (found!.Current, found.PreviousJti).Should().Be((successor, session.Current.Jti));
        (found.ExpiresAt - found.CreatedAt).Should().Be(session.ExpiresAt - session.CreatedAt, "no rotation moves the absolute expiry");
        found.SubjectKey.Should().Be(session.SubjectKey);
    }

    [Fact]
    public async Task The_one_before_is_answered_with_the_successor_that_was_committed()
    {
        await using var under = await CreateAsync();
        var session = await StartAsync(under);
        await under.AdvanceAsync(s_grace);
        var committed = Successor(session, "committed");
        await RotateAsync(under, session, session.Current.Jti, committed);

        var replay = await RotateAsync(under, session, session.Current.Jti, Successor(session, "proposed later"));

        replay.Status.Should().Be(JwtRotationStatus.Replayed);
        replay.Session!.Current.Should().Be(committed);
        (await FindAsync(under, session))!.Current.Should().Be(committed);
    }

    [Fact]
    public async Task The_grace_period_is_measured_up_to_when_the_token_was_accepted_and_waits_a_minute_at_most()
    {
        await using var under = await CreateAsync();
        var session = await StartAsync(under);
        await under.AdvanceAsync(s_grace);
        await RotateAsync(under, session, "first", Successor(session, "second"));
        await under.AdvanceAsync(s_grace + TimeSpan.FromSeconds(10));

        var late = await RotateAsync(under, session, "first", acceptedAgo: TimeSpan.FromSeconds(41));
        var young = await RotateAsync(under, session, "second", acceptedAgo: TimeSpan.FromSeconds(20));

        (late.Status, late.Session!.Current.Jti).Should().Be((JwtRotationStatus.Replayed, "second"));
        young.Status.Should().Be(JwtRotationStatus.Kept);
        await under.AdvanceAsync(TimeSpan.FromMinutes(1));
        (await RotateAsync(under, session, "first", acceptedAgo: TimeSpan.FromSeconds(101))).Status.Should().Be(JwtRotationStatus.Reused);
    }

    [Fact]
    public async Task A_young_token_stays_the_current_one()
    {
        await using var under = await CreateAsync();
        var session = await StartAsync(under);

        var kept = await RotateAsync(under, session, session.Current.Jti);

        kept.Status.Should().Be(JwtRotationStatus.Kept);
        kept.Session!.Current.Should().Be(session.Current);
        (await FindAsync(under, session))!.PreviousJti.Should().BeNull();
    }

    [Fact]
    public async Task An_answer_without_rotation_still_remembers_its_access_token()
    {
        await using var under = await CreateAsync();
        var session = await StartAsync(under);
        var later = session.AccessTokensEndAt + TimeSpan.FromHours(1);

        var kept = await RotateAsync(under, session, session.Current.Jti, accessTokenEndsAt: later);

        kept.Status.Should().Be(JwtRotationStatus.Kept);
        (await FindAsync(under, session))!.AccessTokensEndAt.Should().Be(later);
        await RotateAsync(under, session, session.Current.Jti, accessTokenEndsAt: session.AccessTokensEndAt);
        (await FindAsync(under, session))!.AccessTokensEndAt.Should().Be(later);
    }

    [Fact]
    public async Task A_token_from_before_the_grace_period_ends_the_session_once()
    {
        await using var under = await CreateAsync();
        var session = await StartAsync(under);
        await under.AdvanceAsync(s_grace);
        await RotateAsync(under, session, session.Current.Jti, Successor(session, "second"));
        await under.AdvanceAsync(s_grace);

        (await RotateAsync(under, session, session.Current.Jti)).Status.Should().Be(JwtRotationStatus.Reused);
        (await RotateAsync(under, session, session.Current.Jti)).Status.Should().Be(JwtRotationStatus.Revoked);
        (await RotateAsync(under, session, "second")).Status.Should().Be(JwtRotationStatus.Revoked);

        var found = await FindAsync(under, session);
        (found!.EndReason, found.RevokedAt is null).Should().Be((JwtSessionEndReason.TokenReused, false));
        (await RevocationsAsync(under)).Should().ContainSingle(revocation => revocation.Identifier == session.SessionId);
    }

    [Fact]
    public async Task The_token_before_the_one_before_ends_the_session_within_the_grace_period_too()
    {
        await using var under = await CreateAsync();
        var session = await StartAsync(under);
        await under.AdvanceAsync(s_grace);
        await RotateAsync(under, session, session.Current.Jti, Successor(session, "second"));
        await under.AdvanceAsync(s_grace);
        await RotateAsync(under, session, "second", Successor(session, "third"));

        (await RotateAsync(under, session, session.Current.Jti)).Status.Should().Be(JwtRotationStatus.Reused);
    }

    [Fact]
    public async Task Of_simultaneous_rotations_one_wins_and_all_get_its_successor()
    {
        await using var under = await CreateAsync();
        var session = await StartAsync(under);
        var jti = session.Current.Jti;
        for (var round = 0; round < 10; round++)
        {
            await under.AdvanceAsync(s_grace + s_grace);

            var results = await Task.WhenAll(Enumerable.Range(0, 16).Select(i => Task.Run(() => RotateAsync(under, session, jti, Successor(session, $"{round}-{i}")))));

            results.Count(result => result.Status == JwtRotationStatus.Rotated).Should().Be(1);
            results.Count(result => result.Status == JwtRotationStatus.Replayed).Should().Be(15);
            jti = results.Select(result => result.Session!.Current.Jti).Distinct().Should().ContainSingle().Subject;
        }
    }

    [Fact]
    public async Task Of_simultaneous_reuses_one_is_told()
    {
        await using var under = await CreateAsync();
        var session = await StartAsync(under);

        var results = await Task.WhenAll(Enumerable.Range(0, 16).Select(i => Task.Run(() => RotateAsync(under, session, "stolen"))));

        results.Count(result => result.Status == JwtRotationStatus.Reused).Should().Be(1);
        results.Count(result => result.Status == JwtRotationStatus.Revoked).Should().Be(15);
    }

    [Fact]
    public async Task A_session_expires_of_idleness()
    {
        await using var under = await CreateAsync();
        var session = await StartAsync(under);

        await under.AdvanceAsync(session.Current.ExpiresAt - session.CreatedAt);

        (await RotateAsync(under, session, session.Current.Jti)).Status.Should().Be(JwtRotationStatus.Expired);
        (await ListAsync(under, session)).Should().BeEmpty();
        (await under.Store.DeleteExpiredAsync(100, default)).Should().Be(0, "rows are kept until the absolute expiry");
    }

    [Fact]
    public async Task A_session_expires_however_often_it_is_renewed()
    {
        await using var under = await CreateAsync();
        var session = await StartAsync(under);
        session = session with { Current = Successor(session, "last") with { ExpiresAt = session.ExpiresAt } };
        await under.AdvanceAsync(s_grace);
        await RotateAsync(under, session, "first", session.Current);

        await under.AdvanceAsync(session.ExpiresAt - session.CreatedAt - s_grace - s_grace);
        (await RotateAsync(under, session, "last", session.Current with { Jti = "after" })).Status.Should().Be(JwtRotationStatus.Rotated);
        await under.AdvanceAsync(s_grace);

        (await RotateAsync(under, session, "after")).Status.Should().Be(JwtRotationStatus.Expired);
    }

    [Fact]
    public async Task A_clock_that_is_set_back_makes_nobody_a_thief()
    {
        await using var under = await CreateAsync();
        var session = await StartAsync(under);
        await under.AdvanceAsync(TimeSpan.FromHours(2));
        await RotateAsync(under, session, "first", Successor(session, "second"));

        await under.AdvanceAsync(TimeSpan.FromHours(-1));

        (await RotateAsync(under, session, "first")).Status.Should().Be(JwtRotationStatus.Replayed);
        (await RotateAsync(under, session, "second", Successor(session, "third"))).Status.Should().Be(JwtRotationStatus.Rotated);
        (await RotateAsync(under, session, "second")).Session!.Current.Jti.Should().Be("third");
    }

    [Fact]
    public async Task Revoking_is_for_ever_and_told_once()
    {
        await using var under = await CreateAsync();
        var session = await StartAsync(under);

        var revoked = await RevokeAsync(under, session);
        await under.AdvanceAsync(TimeSpan.FromHours(-1));

        (revoked!.RevokedAt is null, revoked.EndReason, revoked.AccessTokensEndAt).Should().Be((false, JwtSessionEndReason.Revoked, session.AccessTokensEndAt));
        (await under.Store.RevokeAsync(Set, session.SessionId, JwtSessionEndReason.SubjectRefused, default)).Should().BeNull();
        (await FindAsync(under, session))!.EndReason.Should().Be(JwtSessionEndReason.Revoked);
        (await RotateAsync(under, session, session.Current.Jti)).Status.Should().Be(JwtRotationStatus.Revoked);
        (await ListAsync(under, session)).Should().BeEmpty();
    }

    [Fact]
    public async Task Of_simultaneous_revocations_one_is_told()
    {
        await using var under = await CreateAsync();
        var session = await StartAsync(under);

        var results = await Task.WhenAll(Enumerable.Range(0, 16).Select(i => Task.Run(() => RevokeAsync(under, session))));

        results.Count(revoked => revoked is not null).Should().Be(1);
    }

    [Fact]
    public async Task A_rotation_and_a_revocation_at_once_leave_it_revoked()
    {
        await using var under = await CreateAsync();
        for (var round = 0; round < 10; round++)
        {
            var session = await StartAsync(under);
            await under.AdvanceAsync(s_grace);

            await Task.WhenAll(Task.Run(() => RotateAsync(under, session, session.Current.Jti)), Task.Run(() => RevokeAsync(under, session)));

            (await FindAsync(under, session))!.RevokedAt.Should().NotBeNull();
        }
    }

    [Fact]
    public async Task All_sessions_of_a_subject_are_revoked_and_nobody_elses()
    {
        await using var under = await CreateAsync();
        var (one, two, ended) = (await StartAsync(under), await StartAsync(under), await StartAsync(under));
        var others = new[] { await StartAsync(under, subject: "ADA"), await StartAsync(under, subject: "ada "), await StartAsync(under, set: "admin") };
        await RevokeAsync(under, ended);

        var revoked = await under.Store.RevokeAllAsync(Set, "ada", null, JwtSessionEndReason.Revoked, default);

        revoked.Select(session => session.SessionId).Should().BeEquivalentTo([one.SessionId, two.SessionId]);
        revoked.Should().OnlyContain(session => session.RevokedAt != null && session.EndReason == JwtSessionEndReason.Revoked);
        (await under.Store.RevokeAllAsync(Set, "ada", null, JwtSessionEndReason.Revoked, default)).Should().BeEmpty();
        foreach (var other in others)
        {
            (await FindAsync(under, other))!.RevokedAt.Should().BeNull();
        }
    }

    [Fact]
    public async Task All_sessions_of_a_subject_but_one_are_revoked()
    {
        await using var under = await CreateAsync();
        var (one, two, kept) = (await StartAsync(under), await StartAsync(under), await StartAsync(under));
        var others = await StartAsync(under, subject: "eve");

        var revoked = await under.Store.RevokeAllAsync(Set, "ada", kept.SessionId, JwtSessionEndReason.Revoked, default);

        revoked.Select(session => session.SessionId).Should().BeEquivalentTo([one.SessionId, two.SessionId]);
        (await FindAsync(under, kept)).Should().BeEquivalentTo(kept, "it stays as it is");
        (await FindAsync(under, others))!.RevokedAt.Should().BeNull();
        (await under.Store.RevokeAllAsync(Set, "ada", kept.SessionId, JwtSessionEndReason.Revoked, default)).Should().BeEmpty();
        (await under.Store.RevokeAllAsync(Set, "ada", others.SessionId, JwtSessionEndReason.Revoked, default)).Should().ContainSingle("that one is somebody else's").Which.SessionId.Should().Be(kept.SessionId);
        (await FindAsync(under, others))!.RevokedAt.Should().BeNull();
    }

    [Fact]
    public async Task One_session_more_than_the_limit_ends_the_one_that_was_not_used_for_longest()
    {
        await using var under = await CreateAsync();
        var limit = new JwtSessionLimit(2, JwtSessionLimitPolicy.EndOldest);
        var oldest = await StartAsync(under, limit: limit);
        await under.AdvanceAsync(s_grace);
        var unused = await StartAsync(under, limit: limit);
        await under.AdvanceAsync(s_grace);
        await RotateAsync(under, oldest, oldest.Current.Jti);
        await under.AdvanceAsync(s_grace);

        var creation = await CreateAsync(under, await NewSessionAsync(under), limit);

        creation.Status.Should().Be(JwtSessionCreationStatus.Created);
        var ended = creation.Ended.Should().ContainSingle().Subject;
        (ended.SessionId, ended.EndReason, ended.RevokedAt is null).Should().Be((unused.SessionId, JwtSessionEndReason.LimitReached, false));
        (await ListAsync(under, oldest)).Should().HaveCount(2);
    }

    [Fact]
    public async Task One_session_more_than_the_limit_is_refused()
    {
        await using var under = await CreateAsync();
        var limit = new JwtSessionLimit(1, JwtSessionLimitPolicy.Refuse);
        var first = await StartAsync(under, limit: limit);
        var second = await NewSessionAsync(under);

        (await CreateAsync(under, second, limit)).Should().BeEquivalentTo(new JwtSessionCreation(JwtSessionCreationStatus.LimitReached, []));
        (await FindAsync(under, second)).Should().BeNull();

        // Neither another subject, nor another set, nor what has ended takes a place.
        await StartAsync(under, subject: "eve", limit: limit);
        await StartAsync(under, set: "admin", limit: limit);
        await RevokeAsync(under, first);
        (await CreateAsync(under, second, limit)).Status.Should().Be(JwtSessionCreationStatus.Created);
    }

    [Theory]
    [InlineData(JwtSessionLimitPolicy.EndOldest)]
    [InlineData(JwtSessionLimitPolicy.Refuse)]
    public async Task Simultaneous_logins_do_not_exceed_the_limit_together(JwtSessionLimitPolicy policy)
    {
        await using var under = await CreateAsync();
        var limit = new JwtSessionLimit(3, policy);
        var sessions = new List<JwtStoredSession>();
        for (var i = 0; i < 12; i++)
        {
            sessions.Add(await NewSessionAsync(under));
        }

        var created = await Task.WhenAll(sessions.Select(session => Task.Run(() => CreateAsync(under, session, limit))));

        (await ListAsync(under, sessions[0])).Should().HaveCount(3);
        created.Count(each => each.Status == JwtSessionCreationStatus.Created).Should().Be(policy == JwtSessionLimitPolicy.Refuse ? 3 : 12);
        created.Sum(each => each.Ended.Count).Should().Be(policy == JwtSessionLimitPolicy.Refuse ? 0 : 9);
    }

    [Fact]
    public async Task Sessions_are_listed_those_used_last_first_over_many_pages()
    {
        await using var under = await CreateAsync();
        var expected = new List<string>();
        for (var i = 0; i < 250; i++)
        {
            // Some at the same moment: a page must not end between them and lose one.
            await under.AdvanceAsync(TimeSpan.FromSeconds(i % 5 == 0 ? 1 : 0));
            expected.Add((await StartAsync(under, subject: "grace")).SessionId);
        }

        await StartAsync(under, subject: "eve");
        var listed = await ListAsync(under, (await NewSessionAsync(under)) with { SubjectKey = "grace" });

        listed.Select(session => session.SessionId).Should().BeEquivalentTo(expected).And.OnlyHaveUniqueItems();
        listed.Should().BeInDescendingOrder(session => session.LastUsedAt);
    }

    [Fact]
    public async Task Revocations_are_read_until_the_last_access_token_has_ended()
    {
        await using var under = await CreateAsync();
        var (session, live) = (await StartAsync(under), await StartAsync(under));
        await RevokeAsync(under, session);
        var tokenEnds = await NowAsync(under) + TimeSpan.FromMinutes(1);
        await under.Store.RevokeTokenAsync(Set, "jti", tokenEnds, default);
        await under.Store.RevokeTokenAsync(Set, "jti", tokenEnds, default);
        await under.Store.RevokeTokenAsync("admin", "jti", tokenEnds, default);

        var revocations = await RevocationsAsync(under);

        revocations.Should().BeEquivalentTo(
        [
            new JwtRevocation(Set, JwtRevocationKind.Session, session.SessionId, session.AccessTokensEndAt),
            new JwtRevocation(Set, JwtRevocationKind.Token, "jti", tokenEnds),
            new JwtRevocation("admin", JwtRevocationKind.Token, "jti", tokenEnds),
        ]);
        await under.AdvanceAsync(TimeSpan.FromMinutes(1));
        (await RevocationsAsync(under)).Should().ContainSingle().Which.Identifier.Should().Be(session.SessionId);
        await under.AdvanceAsync(session.AccessTokensEndAt - live.CreatedAt);
        (await RevocationsAsync(under)).Should().BeEmpty();
    }

    [Fact]
    public async Task An_identifier_that_is_revoked_again_is_known_until_the_later_end()
    {
        await using var under = await CreateAsync();
        var now = await NowAsync(under);
        var (early, late) = (now + TimeSpan.FromMinutes(1), now + TimeSpan.FromMinutes(5));

        await under.Store.RevokeTokenAsync(Set, "jti", early, default);
        await under.Store.RevokeTokenAsync(Set, "jti", late, default);
        await under.Store.RevokeTokenAsync(Set, "jti", early, default);

        (await RevocationsAsync(under)).Should().ContainSingle().Which.EndsAt.Should().Be(late);
        await under.AdvanceAsync(TimeSpan.FromMinutes(2));
        (await under.Store.DeleteExpiredAsync(100, default)).Should().Be(0);
        (await under.Store.IsRevokedAsync(Set, null, "jti", default)).Should().BeTrue();
        await under.AdvanceAsync(TimeSpan.FromMinutes(3));
        (await under.Store.DeleteExpiredAsync(100, default)).Should().Be(1);
    }

    [Fact]
    public async Task Many_revocations_are_all_read()
    {
        await using var under = await CreateAsync();
        var ends = await NowAsync(under) + TimeSpan.FromMinutes(15);
        var expected = Enumerable.Range(0, 1_500).Select(i => $"token-{i}").ToArray();
        foreach (var jti in expected)
        {
            await under.Store.RevokeTokenAsync(Set, jti, ends, default);
        }

        (await RevocationsAsync(under)).Select(revocation => revocation.Identifier).Distinct().Should().BeEquivalentTo(expected);
    }

    [Fact]
    public async Task The_store_says_whether_a_token_is_revoked()
    {
        await using var under = await CreateAsync();
        var (session, live) = (await StartAsync(under), await StartAsync(under));
        await RevokeAsync(under, session);
        await under.Store.RevokeTokenAsync(Set, "revoked", await NowAsync(under) + TimeSpan.FromMinutes(1), default);

        (await under.Store.IsRevokedAsync(Set, session.SessionId, "any", default)).Should().BeTrue();
        (await under.Store.IsRevokedAsync(Set, live.SessionId, "any", default)).Should().BeFalse();
        (await under.Store.IsRevokedAsync(Set, live.SessionId, "revoked", default)).Should().BeTrue();
        (await under.Store.IsRevokedAsync(Set, "never was", "any", default)).Should().BeTrue();
        (await under.Store.IsRevokedAsync("admin", live.SessionId, "any", default)).Should().BeTrue();
        (await under.Store.IsRevokedAsync(Set, null, "any", default)).Should().BeFalse();
        (await under.Store.IsRevokedAsync(Set, null, "revoked", default)).Should().BeTrue();
        (await under.Store.IsRevokedAsync("admin", null, "revoked", default)).Should().BeFalse();
    }

    [Fact]
    public async Task One_set_does_not_reach_into_another()
    {
        await using var under = await CreateAsync();
        var session = await StartAsync(under, set: "admin");
        var elsewhere = session with { SetName = Set };

        (await FindAsync(under, elsewhere)).Should().BeNull();
        (await RevokeAsync(under, elsewhere)).Should().BeNull();
        (await RotateAsync(under, elsewhere, "stolen")).Status.Should().Be(JwtRotationStatus.Unknown);
        (await under.Store.RevokeAllAsync(Set, session.SubjectKey, null, JwtSessionEndReason.Revoked, default)).Should().BeEmpty();
        (await ListAsync(under, elsewhere)).Should().BeEmpty();
        (await CreateAsync(under, elsewhere)).Status.Should().Be(JwtSessionCreationStatus.Created, "an identifier is a set's own");
        (await FindAsync(under, session)).Should().BeEquivalentTo(session);
    }

    [Fact]
    public async Task What_has_ended_for_everybody_is_deleted_a_batch_at_a_time()
    {
        await using var under = await CreateAsync();
        var session = await StartAsync(under);
        for (var i = 0; i < 4; i++)
        {
            await RevokeAsync(under, await StartAsync(under));
        }

        await under.Store.RevokeTokenAsync(Set, "jti", session.CreatedAt + TimeSpan.FromMinutes(1), default);
        await under.AdvanceAsync(session.ExpiresAt - session.CreatedAt);
        await under.Store.RevokeTokenAsync(Set, "later", await NowAsync(under) + TimeSpan.FromMinutes(1), default);
        var fresh = await StartAsync(under);

        var deleted = 0;
        for (var batch = 2; batch == 2; deleted += batch)
        {
            batch = await under.Store.DeleteExpiredAsync(2, default);
            batch.Should().BeLessThanOrEqualTo(2);
        }

        deleted.Should().Be(6);
        (await FindAsync(under, session)).Should().BeNull();
        (await FindAsync(under, fresh)).Should().NotBeNull();
        (await under.Store.IsRevokedAsync(Set, null, "jti", default)).Should().BeFalse();
        (await under.Store.IsRevokedAsync(Set, null, "later", default)).Should().BeTrue();
    }

    [Fact]
    public async Task A_revoked_session_is_kept_while_an_access_token_of_it_lives()
    {
        await using var under = await CreateAsync();
        var session = await NewSessionAsync(under);
        session = session with { AccessTokensEndAt = session.ExpiresAt + TimeSpan.FromMinutes(5) };
        await CreateAsync(under, session);
        await RevokeAsync(under, session);

        await under.AdvanceAsync(session.ExpiresAt - session.CreatedAt);

        (await under.Store.DeleteExpiredAsync(100, default)).Should().Be(0);
        (await RevocationsAsync(under)).Should().ContainSingle();
    }

    [Fact]
    public async Task A_cancelled_call_changes_nothing_and_says_so()
    {
        await using var under = await CreateAsync();
        var session = await StartAsync(under);
        var cancelled = new CancellationToken(canceled: true);

        var calls = new Func<Task>[]
        {
            async () => await under.Store.GetUtcNowAsync(cancelled),
            async () => await under.Store.FindAsync(Set, session.SessionId, cancelled),
            async () => await under.Store.CreateAsync(session with { SessionId = "another" }, null, cancelled),
            async () => await under.Store.RotateAsync(Rotation(session, "stolen"), cancelled),
            async () => await under.Store.RevokeAsync(Set, session.SessionId, JwtSessionEndReason.Revoked, cancelled),
            async () => await under.Store.RevokeAllAsync(Set, session.SubjectKey, null, JwtSessionEndReason.Revoked, cancelled),
            async () => await under.Store.RevokeTokenAsync(Set, "jti", session.ExpiresAt, cancelled),
            async () => await under.Store.IsRevokedAsync(Set, null, "jti", cancelled),
            async () => await under.Store.DeleteExpiredAsync(1, cancelled),
            async () => await under.Store.ListAsync(Set, session.SubjectKey, cancelled).GetAsyncEnumerator(cancelled).MoveNextAsync(),
        };
        foreach (var call in calls)
        {
            await call.Should().ThrowAsync<OperationCanceledException>();
        }

        (await FindAsync(under, session)).Should().BeEquivalentTo(session);
        (await FindAsync(under, session with { SessionId = "another" })).Should().BeNull();
        (await under.Store.IsRevokedAsync(Set, null, "jti", default)).Should().BeFalse();
    }

    private static async Task<JwtStoredSession> NewSessionAsync(IStoreUnderTest under, string set = Set, string subject = "ada")
    {
        // Whole seconds, as the library's times of tokens are; a database that counts microseconds gives them back as they were.
        var now = DateTimeOffset.FromUnixTimeSeconds((await NowAsync(under)).ToUnixTimeSeconds());
        return new JwtStoredSession
        {
            SetName = set,
            SessionId = $"session-{Interlocked.Increment(ref s_names)}",
            SubjectKey = subject,
            Current = new JwtStoredToken { Jti = "first", IssuedAt = now, ExpiresAt = now + TimeSpan.FromDays(31), Subject = """{"username":"ada"}""" },
            RotatedAt = now,
            CreatedAt = now,
            LastUsedAt = now,
            ExpiresAt = now + TimeSpan.FromDays(90),
            AccessTokensEndAt = now + TimeSpan.FromMinutes(20),
        };
    }

    private static async Task<JwtStoredSession> StartAsync(IStoreUnderTest under, string set = Set, string subject = "ada", JwtSessionLimit? limit = null)
    {
        var session = await NewSessionAsync(under, set, subject);
        (await CreateAsync(under, session, limit)).Status.Should().Be(JwtSessionCreationStatus.Created);
        return session;
    }

    private static JwtStoredToken Successor(JwtStoredSession session, string jti) => session.Current with { Jti = jti, Subject = """{"username":"ada","role":"new"}""", Csrf = $"random with {jti}" };

    private static JwtRotation Rotation(JwtStoredSession session, string jti, JwtStoredToken? successor = null, DateTimeOffset? accessTokenEndsAt = null, DateTimeOffset? acceptedAt = null) => new()
    {
        SetName = session.SetName,
        SessionId = session.SessionId,
        PresentedJti = jti,
        AcceptedAt = acceptedAt ?? session.CreatedAt,
        Successor = successor ?? Successor(session, $"successor of {jti}"),
        AccessTokenEndsAt = accessTokenEndsAt ?? session.AccessTokensEndAt,
        GracePeriod = s_grace,
    };

    private static async Task<JwtRotationResult> RotateAsync(
        IStoreUnderTest under, JwtStoredSession session, string jti, JwtStoredToken? successor = null, DateTimeOffset? accessTokenEndsAt = null, TimeSpan acceptedAgo = default) =>
        await under.Store.RotateAsync(Rotation(session, jti, successor, accessTokenEndsAt, await NowAsync(under) - acceptedAgo), default);

    private static async Task<JwtSessionCreation> CreateAsync(IStoreUnderTest under, JwtStoredSession session, JwtSessionLimit? limit = null) =>
        await under.Store.CreateAsync(session, limit, default);

    private static async Task<JwtStoredSession?> FindAsync(IStoreUnderTest under, JwtStoredSession session) =>
        (await under.Store.FindAsync(session.SetName, session.SessionId, default)).Session;

    private static async Task<JwtStoredSession?> RevokeAsync(IStoreUnderTest under, JwtStoredSession session) =>
        await under.Store.RevokeAsync(session.SetName, session.SessionId, JwtSessionEndReason.Revoked, default);

    private static async Task<DateTimeOffset> NowAsync(IStoreUnderTest under) => await under.Store.GetUtcNowAsync(default);

    private static async Task<List<JwtStoredSession>> ListAsync(IStoreUnderTest under, JwtStoredSession session)
    {
        var sessions = new List<JwtStoredSession>();
        await foreach (var each in under.Store.ListAsync(session.SetName, session.SubjectKey, default))
        {
            sessions.Add(each);
        }

        return sessions;
    }

    private static async Task<List<JwtRevocation>> RevocationsAsync(IStoreUnderTest under)
    {
        var revocations = new List<JwtRevocation>();
        await foreach (var each in under.Store.ReadRevocationsAsync(default))
        {
            revocations.Add(each);
        }

        return revocations;
    }
}
