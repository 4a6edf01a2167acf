using JwtSecurity.Tests.TestKit;

namespace JwtSecurity.Tests.Sessions;

public sealed class InMemorySessionStoreTests : SessionStoreContract
{
    protected override ValueTask<IStoreUnderTest> CreateAsync() => new(new InMemory());

    private sealed class InMemory : IStoreUnderTest
    {
        private readonly ManualTimeProvider _clock = new();

        public InMemory() => Store = new InMemorySessionStore(_clock);

        public JwtSessionStore Store { get; }

        public ValueTask AdvanceAsync(TimeSpan by)
        {
            _clock.Advance(by);
            return default;
        }

        public ValueTask DisposeAsync() => default;
    }
}
