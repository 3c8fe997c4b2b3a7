using System.Diagnostics;
using ThroughputBench.Benchmarks;
using ThroughputBench.Monitoring;
using ThroughputBench.Pairing;
using ThroughputBench.Training;
using ThroughputBench.Workloads;
using ThroughputBench.Workloads.Tests;
using TorchSharp;
using Xunit;

namespace ThroughputBench.Tests.Benchmarks;

/// <summary>That probes time what stands between them, all of it, once for each micro-batch.</summary>
[Collection(TrainingTests.Name)]
public sealed class HookProbesTests : IDisposable
{
    private static readonly long Spin = Stopwatch.Frequency / 100_000;

    private readonly TrainingBench _bench = new(new MeasurementPlan(), "mlp", "cpu");

    public void Dispose() => _bench.Dispose();

    [Fact]
    public void A_hook_that_takes_ten_microseconds_is_seen_to_take_them_at_each_micro_batch()
    {
        SectionTimes times = Timed(100, new Slow());

        Assert.Equal(100, times.Taken().Length);
        Assert.All(times.Taken(), ticks => Assert.True(ticks >= Spin));
    }

    [Fact]
    public void The_brake_of_a_fault_stands_between_the_probes_too()
    {
        using var faulty = new TrainingBench(new MeasurementPlan { Fault = "slow=1000%" }, "mlp", "cpu");
        var times = new SectionTimes();
        times.Clear(50);
        using (FitRun<Batch> run = faulty.MonitoredBetween(times, 1, LogInterval.Batches(1), faulty.Monitor(null)))
            run.AdvanceBatches(50);

        // It spins for ten times as long as the micro-batch took, and no micro-batch of mlp takes less than a microsecond.
        Assert.All(times.Taken(), ticks => Assert.True(ticks >= Spin));
    }

    [Fact]
    public void What_pauses_and_resumes_take_belongs_to_the_next_micro_batch()
    {
        var times = new SectionTimes();
        times.Clear(3);
        Callback<Batch>[] probes = HookProbes.Around(times, []);
        TrainerState state = null!;

        foreach (Callback<Batch> probe in probes)
            probe.OnTrainPause(state);
        probes[0].OnTrainResume(state);
        Wait();
        probes[^1].OnTrainResume(state);
        foreach (Callback<Batch> probe in probes)
            probe.OnTrainBatchEnd(state, null!, null!);

        Assert.True(Assert.Single(times.Taken()) >= Spin);
    }

    [Fact]
    public void The_warm_up_of_hooks_leaves_the_measured_model_as_it_was()
    {
        float[] before = Weights();

        HookWarmUp.Run(_bench, timing: null);

        Assert.Equal(before, Weights());
    }

    private float[] Weights() => [.. _bench.Task.Module.parameters().SelectMany(weight => weight.detach().data<float>().ToArray())];

    private SectionTimes Timed(int batches, Callback<Batch> hook)
    {
        var times = new SectionTimes();
        times.Clear(batches);
        using FitRun<Batch> run = _bench.Control(1, null, HookProbes.Around(times, [hook]));
        run.AdvanceBatches(batches);
        return times;
    }

    private static void Wait()
    {
        long start = Stopwatch.GetTimestamp();
        while (Stopwatch.GetTimestamp() - start < Spin)
            Thread.SpinWait(1);
    }

    private sealed class Slow : Callback<Batch>
    {
        public override void OnTrainBatchEnd(TrainerState state, Batch batch, torch.Tensor loss) => Wait();
    }
}
