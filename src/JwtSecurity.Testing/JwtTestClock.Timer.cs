namespace JwtSecurity.Testing;

public sealed partial class JwtTestClock
{
    private sealed class TestTimer(JwtTestClock clock, TimerCallback callback, object? state) : ITimer
    {
        private TimeSpan _period;
        private bool _isDue;
        private bool _isDisposed;

        public DateTimeOffset Time { get; private set; }

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            ThrowIfNoTime(dueTime, nameof(dueTime));
            ThrowIfNoTime(period, nameof(period));
            lock (clock._gate)
            {
                if (_isDisposed)
                {
                    return false;
                }

                Stop();
                _period = period;
                if (dueTime == TimeSpan.Zero)
                {
                    // At once, as the machine's timers do: elsewhere, since the caller does not have this one yet.
                    ComeDue();
                    ThreadPool.QueueUserWorkItem(timer => timer.GoOff(), this, preferLocal: false);
                }
                else if (dueTime != Timeout.InfiniteTimeSpan)
                {
                    Start(dueTime);
                }
            }

            return true;
        }

        /// <summary>Says that its time has come; the next one, where it has a period, is as far off as that.</summary>
        public void ComeDue()
        {
            Stop();
            _isDue = true;
            if (_period > TimeSpan.Zero)
            {
                Start(_period);
            }
        }

        public void GoOff()
        {
            lock (clock._gate)
            {
                // Another one that went off may have stopped it.
                if (!_isDue)
                {
                    return;
                }

                _isDue = false;
            }

            callback(state);
        }

        public void Dispose()
        {
            lock (clock._gate)
            {
                _isDisposed = true;
                Stop();
            }
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }

        private void Start(TimeSpan time)
        {
            Time = clock._now + time;
            clock._timers.Add(this);
        }

        private void Stop()
        {
            _isDue = false;
            clock._timers.Remove(this);
        }

        private static void ThrowIfNoTime(TimeSpan time, string parameterName)
        {
            if (time != Timeout.InfiniteTimeSpan)
            {
                ArgumentOutOfRangeException.ThrowIfLessThan(time, TimeSpan.Zero, parameterName);
            }
        }
    }
}
