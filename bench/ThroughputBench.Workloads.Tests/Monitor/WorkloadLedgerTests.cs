using System.Diagnostics;
using Microsoft.Extensions.Time.Testing;
using ThroughputBench.Monitoring;
using ThroughputBench.Training;
using ThroughputBench.Training.Logging;
using Xunit;

namespace ThroughputBench.Workloads.Tests.Monitor;

/// <summary>How the time of real trainings of every workload divides among phases.</summary>
[Collection(TrainingTests.Name)]
public sealed class WorkloadLedgerTests(ITestOutputHelper output)
{
    private static readonly TimePhase[] Phases = Enum.GetValues<TimePhase>();

    public static TheoryData<string> Names => [.. WorkloadCatalog.Names];

    [Theory]
    [MemberData(nameof(Names))]
    public void By_a_clock_that_the_work_moves_each_tick_is_charged_to_what_it_was_spent_on(string name)
    {
        var clock = new FakeTimeProvider();
        long began = clock.GetTimestamp();
        using Workload workload = WorkloadCatalog.Create(name, new WorkloadOptions { BatchSize = 2, BatchesPerEpoch = 18 });
        using var task = new TimedTask(workload.CreateTask(), clock);
        var options = new TrainerOptions
        {
            KeepLedger = true,
            Accumulate = 4,
            MaxEpochs = 2,
            SanityValidationBatches = 0,
            LogEvery = LogInterval.Steps(1),
        };
        using FitRun<Batch> run = new Trainer<Batch>(
            options,
            [new ValidationTail(task, clock), Monitor(clock)],
            [new NullLogger()],
            clock
        ).Begin(task, workload.CreateTrainingData(), new VaryingSizes(workload, 3));

        run.Advance(long.MaxValue);
        run.Finish();

        // Two epochs of 18 micro-batches, so of 4 whole cycles and a short one, each with a validation of 3 batches and what follows it.
        TimeBreakdown spent = run.ReadLedger()!.Value;
        Assert.Equal((2 * 18 * 0.010, 2 * 5 * 0.030), (spent.Seconds(TimePhase.ForwardBackward), spent.Seconds(TimePhase.Optimizer)));
        Assert.Equal((2 * (3 * 0.007 + 10), 2 * 20.0), (spent.Seconds(TimePhase.Validation), spent.Seconds(TimePhase.Callbacks)));
        Assert.Equal(clock.GetTimestamp() - began, spent.TotalTicks);
    }

    /// <summary>
    /// How far the ledger's sum is from a stopwatch beside it is measured and written out; that it lies between the stopwatch's readings is
    /// certain, and asserted.
    /// </summary>
    [Theory]
    [MemberData(nameof(Names))]
    public void By_the_real_clock_the_phases_sum_to_the_time_that_the_training_took(string name)
    {
        using Workload workload = WorkloadCatalog.Create(name, new WorkloadOptions { BatchesPerEpoch = 100 });
        using WorkloadTask task = workload.CreateTask();
        var options = new TrainerOptions
        {
            KeepLedger = true,
            Accumulate = 4,
            MaxEpochs = 2,
            LogEvery = LogInterval.Steps(1),
        };
        using FitRun<Batch> run = new Trainer<Batch>(options, [Monitor(TimeProvider.System)], [new NullLogger()]).Begin(
            task,
            workload.CreateTrainingData(),
            new VaryingSizes(workload, 10)
        );

        long outside = Stopwatch.GetTimestamp();
        TimeBreakdown before = run.ReadLedger()!.Value;
        long inside = Stopwatch.GetTimestamp();
        run.Advance(long.MaxValue);
        long wall = Stopwatch.GetTimestamp() - inside;
        TimeBreakdown spent = run.ReadLedger()!.Value - before;
        long wallOutside = Stopwatch.GetTimestamp() - outside;

        long sum = Phases.Sum(phase => (long)Math.Round(spent.Seconds(phase) * Stopwatch.Frequency));
        output.WriteLine(
            $"{name}: {Stopwatch.GetElapsedTime(0, wall).TotalMilliseconds:F1} ms by the stopwatch, "
                + $"the phases sum to {(sum - wall) / (double)wall:P4} more"
        );
        output.WriteLine(string.Join(", ", Phases.Select(phase => $"{phase} {spent.Share(phase):P2}")));
        Assert.InRange(sum, wall, wallOutside);
        Assert.All(Phases.Except([TimePhase.Other]), phase => Assert.True(spent.Seconds(phase) > 0));
    }

    private static ThroughputMonitor<Batch> Monitor(TimeProvider clock) =>
        new(new() { SamplesOf = batch => batch.Samples, ItemsOf = batch => batch.Items }, clock);
}
