using Microsoft.Extensions.Time.Testing;
using ThroughputBench.Monitoring;
using ThroughputBench.Training;
using ThroughputBench.Training.Flops;
using Xunit;

namespace ThroughputBench.Workloads.Tests.Monitor;

/// <summary>
/// Every workload trains for real under a clock that its own work moves. In each training, monitors of every width of the window and
/// several log intervals of both units look on, and each metric of each log is held against what was done.
/// </summary>
[Collection(TrainingTests.Name)]
public sealed class RealWorkloadTests
{
    private const long FlopsPerSample = 10;

    private static readonly int[] Windows = [2, 5, 10, 50, 100];

    private readonly FakeTimeProvider _clock = new();

    public static MatrixTheoryData<string, int> Cells => new(WorkloadCatalog.Names, [1, 2, 4, 8, 32]);

    [Theory]
    [MemberData(nameof(Cells))]
    public void Every_rate_and_total_of_every_log_is_the_truth(string name, int accumulate)
    {
        // Every window is filled with time to spare, unless that would take too long for an expensive workload.
        int cyclesPerEpoch = name == "mlp" ? 54 : Math.Min(54, 240 / accumulate),
            shortCycle = accumulate / 2,
            batchesPerEpoch = cyclesPerEpoch * accumulate + shortCycle;
        using Workload workload = WorkloadCatalog.Create(
            name,
            new WorkloadOptions { BatchSize = name == "mlp" ? 32 : 2, BatchesPerEpoch = batchesPerEpoch }
        );
        using var logs = new KeptLogs();
        using var task = new TimedTask(workload.CreateTask(), _clock);
        var options = new TrainerOptions
        {
            Accumulate = accumulate,
            MaxEpochs = 2,
            ValidateEveryBatches = batchesPerEpoch / 3 + 1,
        };
        (int Window, LogInterval Interval)[] cells =
        [
            .. Windows.SelectMany(_ => Intervals(accumulate), (window, interval) => (window, interval)),
        ];

        FitResult result = new Trainer<Batch>(
            options,
            [new ValidationTail(task, _clock), .. cells.Select(cell => Monitor(cell.Window, cell.Interval))],
            [logs]
        ).Fit(task, new VaryingSizes(workload, batchesPerEpoch), new VaryingSizes(workload, 7));

        Assert.Equal(2 * (cyclesPerEpoch + (shortCycle > 0 ? 1 : 0)), result.Steps);
        Assert.True(task.Validations.Count > 2);
        Assert.All(cells, cell =>
        {
            Assert.Equal(TrainingTruth(task, cell.Window, cell.Interval), logs.Below($"{cell}/train/"), AreEqual);
            Assert.Equal(ValidationTruth(task, cell.Window, cell.Interval), logs.Below($"{cell}/validate/"), AreEqual);
        });
    }

    private static LogInterval[] Intervals(int accumulate) =>
        [LogInterval.Steps(1), LogInterval.Steps(3), LogInterval.Batches(accumulate), LogInterval.Batches(4 * accumulate)];

    private ThroughputMonitor<Batch> Monitor(int window, LogInterval interval)
    {
        var options = new ThroughputMonitorOptions<Batch>
        {
            WindowSteps = window,
            LogEvery = interval,
            Prefix = (window, interval).ToString(),
            SamplesOf = batch => batch.Samples,
            ItemsOf = batch => batch.Items,
            FlopsOf = batch => new PassFlops(FlopsPerSample, 2 * FlopsPerSample) * batch.Samples,
        };
        return new ThroughputMonitor<Batch>(options, _clock);
    }

    private static IEnumerable<(long Step, IReadOnlyDictionary<string, double> Values)> TrainingTruth(
        TimedTask task,
        int window,
        LogInterval interval
    )
    {
        long batches = 0;
        for (int steps = 1; steps <= task.Cycles.Count; steps++)
        {
            (long before, batches) = (batches, batches + task.Cycles[steps - 1].Batches);
            (long then, long now) = interval.Unit == LogUnit.Batches ? (before, batches) : (steps - 1, steps);
            if (now / interval.Every > then / interval.Every || steps == task.Cycles.Count)
                yield return (steps - 1, Truth([.. task.Cycles.Take(steps)], window, 3 * FlopsPerSample));
        }
    }

    private static IEnumerable<(long Step, IReadOnlyDictionary<string, double> Values)> ValidationTruth(
        TimedTask task,
        int window,
        LogInterval interval
    )
    {
        long earlier = 0;
        foreach (IReadOnlyList<Work> pass in task.Validations)
        {
            for (int batches = 1; batches <= pass.Count; batches++)
            {
                if (batches % interval.Every == 0 || batches == pass.Count)
                    yield return (earlier + batches, Truth([.. pass.Take(batches)], window, FlopsPerSample));
            }
            earlier += pass.Count;
        }
    }

    private static IReadOnlyDictionary<string, double> Truth(IReadOnlyList<Work> steps, int window, long flopsPerSample)
    {
        Work all = Work.Of(steps),
            span = Work.Of(steps.TakeLast(window));
        return new Dictionary<string, double>
        {
            ["time"] = (double)all.Seconds,
            ["batches"] = all.Batches,
            ["samples"] = all.Samples,
            ["lengths"] = all.Items,
            ["device/batches_per_sec"] = (double)(span.Batches / span.Seconds),
            ["device/samples_per_sec"] = (double)(span.Samples / span.Seconds),
            ["device/items_per_sec"] = (double)(span.Items / span.Seconds),
            ["device/flops_per_sec"] = (double)(flopsPerSample * span.Samples / span.Seconds),
            ["window_steps"] = Math.Min(steps.Count, window),
            ["window_partial"] = steps.Count < window ? 1 : 0,
        };
    }

    private static bool AreEqual(
        (long Step, IReadOnlyDictionary<string, double> Values) expected,
        (long Step, IReadOnlyDictionary<string, double> Values) actual
    ) =>
        expected.Step == actual.Step
        && expected.Values.All(metric => Math.Abs(actual.Values[metric.Key] - metric.Value) <= 1e-12 * metric.Value);
}
