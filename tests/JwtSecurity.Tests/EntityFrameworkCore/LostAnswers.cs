using System.Data.Common;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace JwtSecurity.Tests.EntityFrameworkCore;

/// <summary>Loses the answer to the next write that is final: a commit, or a statement outside a transaction.</summary>
internal sealed class LostAnswers
{
    public bool IsNext { get; set; }

    public int Lost { get; private set; }

    public IInterceptor[] All => [new Commands(this), new Transactions(this)];

    private void LoseIfNext()
    {
        if (IsNext)
        {
            IsNext = false;
            Lost++;
            throw new LostAnswerException();
        }
    }

    private sealed class Commands(LostAnswers answers) : DbCommandInterceptor
    {
        public override ValueTask<int> NonQueryExecutedAsync(DbCommand command, CommandExecutedEventData eventData, int result, CancellationToken cancellationToken = default)
        {
            if (command.Transaction is null)
            {
                answers.LoseIfNext();
            }

            return new(result);
        }
    }

    private sealed class Transactions(LostAnswers answers) : DbTransactionInterceptor
    {
        public override Task TransactionCommittedAsync(DbTransaction transaction, TransactionEndEventData eventData, CancellationToken cancellationToken = default)
        {
            answers.LoseIfNext();
            return Task.CompletedTask;
        }
    }
}
