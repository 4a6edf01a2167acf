namespace JwtSecurity.EntityFrameworkCore;

/// <summary>
/// Makes contexts for the store's operations, each for one.
/// </summary>
internal interface IContextSource
{
    /// <summary>Makes a context that nobody else uses. Disposing of the result gives it back.</summary>
    /// <exception cref="InvalidOperationException">There is none, or it has not the tables: the message says what to write.</exception>
    ValueTask<ContextLease> RentAsync(CancellationToken cancellationToken);
}
