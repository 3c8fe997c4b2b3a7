using Microsoft.Extensions.Time.Testing;
using ThroughputBench.Training.Logging;
using Xunit;

namespace ThroughputBench.Training.Tests.Logging;

public sealed class MetricLogTests
{
    private const int Many = 100_000;

    private static readonly MetricNames Names = new("a", "b");

    [Fact]
    public void A_hundred_thousand_records_reach_every_logger_in_order_and_none_is_lost()
    {
        var first = new MemoryLogger();
        var second = new MemoryLogger();
        using (MetricLog log = Open(first, second))
            Add(log, Many);

        Assert.Equal(Enumerable.Range(0, Many).Select(i => (long)i), first.Records.Select(record => record.Step));
        Assert.Equal(first.Records.Select(record => record.Step), second.Records.Select(record => record.Step));
        Assert.All(first.Records, record => Assert.Equal([record.Step * 0.5, -record.Step], record.Values));
    }

    [Fact]
    public void A_logger_that_writes_nothing_until_all_is_logged_blocks_nothing_and_loses_nothing()
    {
        using var allLogged = new ManualResetEventSlim();
        var slow = new MemoryLogger { BeforeWrite = _ => allLogged.Wait() };
        using (MetricLog log = Open(slow))
        {
            Add(log, Many);
            allLogged.Set();
        }

        Assert.Equal(Enumerable.Range(0, Many).Select(i => (long)i), slow.Records.Select(record => record.Step));
    }

    [Fact]
    public void Flush_makes_everything_logged_so_far_visible()
    {
        var logger = new MemoryLogger();
        using MetricLog log = Open(logger);
        for (int round = 1; round <= 50; round++)
        {
            Add(log, 100);
            log.Flush();
            Assert.Equal(100 * round, logger.Records.Count);
        }
    }

    [Fact]
    public void Flush_with_nothing_logged_returns() => Open(new MemoryLogger()).Flush();

    [Fact]
    public void Records_carry_the_epoch_and_the_time_at_which_they_were_logged()
    {
        var time = new FakeTimeProvider(new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero));
        var logger = new MemoryLogger();
        using (var log = new MetricLog([logger], (_, _) => { }, time))
        {
            log.Add(0, 3, Names, [1, 2]);
            time.Advance(TimeSpan.FromSeconds(90));
            log.Add(1, 4, Names, [1, 2]);
        }

        Assert.Equal([3, 4], logger.Records.Select(record => record.Epoch));
        Assert.Equal(
            ["03:04:05", "03:05:35"],
            logger.Records.Select(record => record.Time.ToString("HH:mm:ss", System.Globalization.CultureInfo.InvariantCulture))
        );
    }

    [Fact]
    public void The_stamp_is_the_wall_clocks_whatever_the_monotonic_clock_did()
    {
        var time = new SuspendedTime();
        var logger = new MemoryLogger();
        using (var log = new MetricLog([logger], (_, _) => { }, time))
        {
            foreach (string now in new[] { "12:00:00", "20:30:00", "08:00:00" }) // a machine that slept, and a clock that was put back
            {
                time.Now = DateTimeOffset.Parse($"2026-01-02T{now}Z", System.Globalization.CultureInfo.InvariantCulture);
                log.Add(0, 0, Names, [1, 2]);
            }
        }

        Assert.Equal(
            ["12:00:00", "20:30:00", "08:00:00"],
            logger.Records.Select(record => record.Time.ToString("HH:mm:ss", System.Globalization.CultureInfo.InvariantCulture))
        );
        Assert.All(logger.Records, record => Assert.Equal(TimeSpan.Zero, record.Time.Offset));
    }

    [Fact]
    public void A_logger_that_fails_is_reported_once_and_closed_and_the_others_continue()
    {
        var failing = new MemoryLogger
        {
            BeforeWrite = step =>
            {
                if (step >= 10)
                    throw new IOException("No space left on device");
            },
        };
        MemoryLogger[] others = [new(), new()];
        var reports = new List<(IMetricLogger Logger, string Message)>();
        using (
            var log = new MetricLog(
                [others[0], failing, others[1]],
                (logger, exception) => reports.Add((logger, exception.Message)),
                TimeProvider.System
            )
        )
        {
            Add(log, Many);
        }

        Assert.Equal([((IMetricLogger)failing, "No space left on device")], reports);
        Assert.Equal(1, failing.Disposals);
        Assert.All(others, other => Assert.Equal(Many, other.Records.Count));
        Assert.All(others, other => Assert.Equal(0, other.Disposals));
    }

    [Fact]
    public void A_logger_that_fails_to_flush_is_reported_once_and_the_others_continue()
    {
        var failing = new MemoryLogger { BeforeFlush = () => throw new IOException("gone") };
        var other = new MemoryLogger();
        int reports = 0;
        using (var log = new MetricLog([failing, other], (_, _) => reports++, TimeProvider.System))
        {
            for (int round = 0; round < 5; round++)
            {
                Add(log, 10);
                log.Flush();
            }
        }

        Assert.Equal(1, reports);
        Assert.Equal(50, other.Records.Count);
    }

    [Fact]
    public void Flush_returns_when_every_logger_has_failed()
    {
        using var log = new MetricLog(
            [new MemoryLogger { BeforeWrite = _ => throw new IOException() }],
            (_, _) => { },
            TimeProvider.System
        );

        Add(log, 10);
        log.Flush();
        Add(log, 10);
        log.Flush();
    }

    [Fact]
    public void A_listener_for_failed_loggers_may_fail_without_harm()
    {
        var other = new MemoryLogger();
        using (
            var log = new MetricLog(
                [new MemoryLogger { BeforeWrite = _ => throw new IOException() }, other],
                (_, _) => throw new InvalidOperationException(),
                TimeProvider.System
            )
        )
        {
            Add(log, 10);
        }

        Assert.Equal(10, other.Records.Count);
    }

    [Fact]
    public void Logging_allocates_nothing_on_the_training_thread_once_the_buffers_have_grown()
    {
        using MetricLog log = Open(new NullLogger());
        for (int round = 0; round < 20; round++)
        {
            Add(log, 10_000);
            log.Flush();
        }
        long fewest = AllocatedBytes.FewestOf(() =>
        {
            Add(log, 10_000);
            log.Flush();
        });

        Assert.Equal(0, fewest);
    }

    [Fact]
    public void Values_that_do_not_fit_the_names_are_refused_and_nothing_is_logged()
    {
        var logger = new MemoryLogger();
        using (MetricLog log = Open(logger))
        {
            Wording.Matches(Assert.Throws<ArgumentException>(() => log.Add(0, 0, Names, [1])).Message);
            Add(log, 1);
        }

        Assert.Single(logger.Records);
    }

    [Fact]
    public void Closing_it_writes_out_what_waits_and_leaves_the_loggers_open_and_closing_twice_is_harmless()
    {
        var logger = new MemoryLogger();
        MetricLog log = Open(logger);
        Add(log, 3);
        log.Dispose();
        log.Dispose();

        Assert.Equal((3, 0), (logger.Records.Count, logger.Disposals));
    }

    private static MetricLog Open(params IMetricLogger[] loggers) =>
        new([.. loggers], (logger, failure) => throw new InvalidOperationException($"{logger} failed", failure), TimeProvider.System);

    private static void Add(MetricLog log, int records)
    {
        Span<double> values = stackalloc double[2];
        for (int i = 0; i < records; i++)
        {
            (values[0], values[1]) = (i * 0.5, -i);
            log.Add(i, 0, Names, values);
        }
    }

    /// <summary>Its monotonic clock does not run.</summary>
    private sealed class SuspendedTime : TimeProvider
    {
        public DateTimeOffset Now { get; set; }

        public override DateTimeOffset GetUtcNow() => Now;

        public override long GetTimestamp() => 0;
    }
}
