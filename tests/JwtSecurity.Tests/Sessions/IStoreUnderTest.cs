namespace JwtSecurity.Tests.Sessions;

/// <summary>An empty store, and its clock in the hand of the test.</summary>
public interface IStoreUnderTest : IAsyncDisposable
{
    JwtSessionStore Store { get; }

    /// <summary>
    /// Lets the store's clock go on, or back. A store whose clock is a database's moves what it has stored the other way instead: every time in every row.
    /// </summary>
    ValueTask AdvanceAsync(TimeSpan by);
}
