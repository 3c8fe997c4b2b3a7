using ThroughputBench.Monitoring;
using Xunit;

namespace ThroughputBench.Training.Tests.Cuda;

/// <summary>
/// Logs by events if the ends of cycles do not come as foreseen. <see cref="DrivenStage"/> holds every log against the truth.
/// </summary>
public sealed class LogEventScheduleTests
{
    [Fact]
    public void Random_schedules_of_intervals_accumulation_short_cycles_and_pauses_are_told_of_exactly()
    {
        int logs = 0,
            late = 0,
            whole = 0,
            without = 0;
        for (int seed = 0; seed < 2000; seed++)
        {
            Exception? wrong = Record.Exception(() =>
            {
                DrivenStage stage = Train(new Random(seed), out int window, out int warmup);
                logs += stage.Logs.Count;
                late += stage.Logs.Count(log => log.Lag > log.Quarter);
                without += stage.Logs.Count(log => log.Reported > warmup && log.Window == 0);
                whole += stage.Logs.Count(log => log.Window == Math.Min(window, log.Reported - warmup));
                stage.End();
                Assert.Equal(0, stage.Cuda.Alive);
            });
            Assert.True(wrong is null, $"Seed {seed}: {wrong}");
        }

        // Chance that met too little would prove nothing; and if cycles vary, most windows are whole nevertheless.
        Assert.True(logs > 20_000 && late > logs / 4 && late < logs, $"{logs} logs, {late} late");
        Assert.True(whole > logs / 2 && without < logs / 200, $"Of {logs} logs {whole} had a whole window, {without} none.");
    }

    [Fact]
    public void A_window_that_a_short_cycle_has_moved_still_has_an_event_to_begin_at()
    {
        // A run that continues after 44 micro-batches, with logs at 48, 56 and 64. The short cycle ends at 58, so that the last of them
        // comes at 66: it tells of the end at 62, whose window no longer begins where it was foreseen.
        var stage = new DrivenStage(LogInterval.Batches(8), window: 2, warmup: 2, batchesBefore: 44, stepsBefore: 12);
        void Train(int? length = null) => stage.Cycle(host: 3, device: 1, accumulate: 4, length);

        Train();
        Train();
        Train();
        Train(length: 2);
        stage.Pause(device: 5);
        Train();
        Train();

        DrivenStage.Log last = stage.Logs[2];
        Assert.Equal((6, 5, 1), (last.At, last.Reported, last.Window));
    }

    [Fact]
    public void What_is_only_added_up_between_logs_changes_neither_what_they_tell_of_nor_what_they_ask_of_the_driver()
    {
        long batches = 0,
            quiet = 0;
        for (int seed = 0; seed < 2000; seed++)
        {
            bool hasShortEpochs = seed % 2 == 0;
            DrivenStage asked = Train(new Random(seed), out _, out _, hasShortEpochs, asksAlways: true),
                stage = Train(new Random(seed), out _, out _, hasShortEpochs);

            Assert.Equal((0, asked.Batches), (asked.Quiet, stage.Batches));
            Assert.Equal(asked.Logs.Select(log => (seed, log)), stage.Logs.Select(log => (seed, log)));
            (batches, quiet) = (batches + stage.Batches, quiet + stage.Quiet);
        }
        Assert.True(quiet > batches / 2, $"{quiet} of {batches} micro-batches were only added up.");
    }

    private static DrivenStage Train(
        Random random,
        out int window,
        out int warmup,
        bool hasShortEpochs = false,
        bool asksAlways = false
    )
    {
        var interval = new LogInterval(random.Next(1, 30), (LogUnit)random.Next(2));
        int[] accumulations = [.. Enumerable.Range(1, 12).Where(interval.Accepts)];
        (window, warmup) = (random.Next(3) == 0 ? random.Next(1, 5) : random.Next(1, 150), random.Next(3) == 0 ? random.Next(1, 9) : 0);
        long before = random.Next(2) == 0 ? random.Next(1000) : 0;
        var stage = new DrivenStage(interval, window, warmup, before, before / 3, asksAlways);
        for (int epochs = random.Next(1, hasShortEpochs ? 30 : 5); epochs > 0; epochs--)
        {
            int accumulate = accumulations[random.Next(accumulations.Length)];
            long host = random.Next(0, 20),
                device = random.Next(1, 20);
            for (int cycles = random.Next(1, hasShortEpochs ? 20 : 200); cycles > 0; cycles--)
            {
                int? validation = random.Next(40) == 0 ? random.Next(1, accumulate + 1) : null;
                stage.Cycle(random.Next(4) == 0 ? 10 * host : host, device, accumulate, pauseAfter: validation);
                if (random.Next(30) == 0)
                    stage.Pause(random.Next(50));
                if (random.Next(100) == 0)
                    stage.Settle();
            }
            if (random.Next(2) == 0)
                stage.Cycle(host, device, accumulate, length: random.Next(1, accumulate + 1), isLate: random.Next(2) == 0);
            stage.Pause(random.Next(50));
        }
        stage.Settle();
        return stage;
    }
}
