using JwtSecurity.Tests.TestKit;
using Microsoft.EntityFrameworkCore;

namespace JwtSecurity.Tests.EntityFrameworkCore;

/// <summary>An operation that an execution strategy repeats although it was committed tells what it did the first time.</summary>
public sealed class LostAnswerTests : IAsyncLifetime, IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly LostAnswers _answers = new();
    private readonly Node _node;

    public LostAnswerTests() => _node = Node.Start(options => options
        .UseSqlite($"Data Source={_folder.Path}/sessions.db", sqlite => sqlite.ExecutionStrategy(dependencies => new RetryingStrategy(dependencies)))
        .AddInterceptors(_answers.All));

    [Fact]
    public async Task Of_a_rotation()
    {
        var session = await Logins.StartAsync(_node.Store, "one");

        var result = await LosingAsync(() => Logins.RefreshAsync(_node.Store, session, "first", "second"));

        (result.Status, result.Session!.Current.Jti).Should().Be((JwtRotationStatus.Rotated, "second"));
        (await Logins.ReadAsync(_node.Store, session)).Should().BeEquivalentTo(result.Session);
    }

    [Fact]
    public async Task Of_a_reuse()
    {
        var session = await Logins.StartAsync(_node.Store, "one");

        var result = await LosingAsync(() => Logins.RefreshAsync(_node.Store, session, "stolen", "second"));

        result.Status.Should().Be(JwtRotationStatus.Reused);
        (await Logins.RefreshAsync(_node.Store, session, "stolen", "third")).Status.Should().Be(JwtRotationStatus.Revoked);
    }

    [Fact]
    public async Task Of_a_revocation()
    {
        var session = await Logins.StartAsync(_node.Store, "one");

        var revoked = await LosingAsync(async () => await _node.Store.RevokeAsync("", "one", JwtSessionEndReason.Revoked, default));

        revoked.Should().BeEquivalentTo(await Logins.ReadAsync(_node.Store, session));
    }

    [Fact]
    public async Task Of_revoking_all()
    {
        await Logins.StartAsync(_node.Store, "one");
        await Logins.StartAsync(_node.Store, "two");
        await Logins.StartAsync(_node.Store, "three");
        await _node.Store.RevokeAsync("", "three", JwtSessionEndReason.Revoked, default);

        var revoked = await LosingAsync(async () => await _node.Store.RevokeAllAsync("", "ada", null, JwtSessionEndReason.Revoked, default));

        revoked.Select(session => session.SessionId).Should().BeEquivalentTo("one", "two");
    }

    [Fact]
    public async Task Of_a_login()
    {
        var creation = await LosingAsync(async () => await _node.Store.CreateAsync(Logins.Session(await _node.Store.GetUtcNowAsync(default), "one"), null, default));

        creation.Should().BeEquivalentTo(new JwtSessionCreation(JwtSessionCreationStatus.Created, []));
    }

    [Fact]
    public async Task Of_a_login_that_ended_another_session()
    {
        var limit = new JwtSessionLimit(1, JwtSessionLimitPolicy.EndOldest);
        await Logins.StartAsync(_node.Store, "one");

        var creation = await LosingAsync(async () => await _node.Store.CreateAsync(Logins.Session(await _node.Store.GetUtcNowAsync(default), "two"), limit, default));

        creation.Status.Should().Be(JwtSessionCreationStatus.Created);
        creation.Ended.Should().ContainSingle().Which.SessionId.Should().Be("one");
    }

    [Fact]
    public async Task Of_revoking_a_token()
    {
        var ends = await _node.Store.GetUtcNowAsync(default) + TimeSpan.FromMinutes(1);

        await LosingAsync(async () =>
        {
            await _node.Store.RevokeTokenAsync("", "jti", ends, default);
            return true;
        });

        (await Logins.ToListAsync(_node.Store.ReadRevocationsAsync(default))).Should().ContainSingle();
    }

    public Task InitializeAsync() => _node.CreateTablesAsync();

    public async Task DisposeAsync() => await _node.DisposeAsync();

    public void Dispose() => _folder.Dispose();

    private async Task<T> LosingAsync<T>(Func<Task<T>> operation)
    {
        _answers.IsNext = true;
        var result = await operation();
        _answers.Lost.Should().Be(1);
        return result;
    }
}
