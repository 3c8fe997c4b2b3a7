using ThroughputBench.Benchmarks;
using ThroughputBench.Grid;
using ThroughputBench.Pairing;
using ThroughputBench.Records;
using ThroughputBench.Tests.Grid;
using ThroughputBench.Training.Cuda;
using ThroughputBench.Workloads;
using ThroughputBench.Workloads.Tests;
using Xunit;

namespace ThroughputBench.Tests.Benchmarks;

/// <summary>What is measured on a device, on one that is simulated beside a training on the CPU.</summary>
[Collection(TrainingTests.Name)]
public sealed class DeviceMeasurementTests
{
    private readonly SteppingDevice _device = new();

    [Theory]
    [InlineData(1, 1)]
    [InlineData(4, 8)]
    public void What_the_monitor_reports_agrees_with_events_of_the_harness_and_the_hosts_clock_is_there_too(int accumulate, int logEvery)
    {
        using TrainingBench bench = NewBench();

        AgreementResult agreement = Measure(bench, Cells.Of(accumulate, logEvery));

        Assert.InRange(agreement.LogErrors.Length, 20, int.MaxValue);
        Assert.All(agreement.LogErrors, error => Assert.Equal(0, error, 1e-6));
        Assert.Equal(0, agreement.RunError, 1e-6);
        // A thousand cycles a second, of which each counts for one to four times its samples.
        Assert.InRange(agreement.IndependentSamplesPerSecond / (1000.0 * accumulate * bench.BatchSize), 2.2, 2.8);
        Assert.InRange(agreement.MovedLogs, 0.6 * agreement.LogErrors.Length, agreement.LogErrors.Length);
        Assert.InRange(agreement.HostSamplesPerSecond, 1, 1e9);
        Assert.Equal(agreement.ReportedSamplesPerSecond / agreement.HostSamplesPerSecond - 1, agreement.HostRunError);
        Assert.Equal(0, _device.Alive);
    }

    [Fact]
    public void A_monitor_that_reports_too_much_is_found_out()
    {
        using TrainingBench bench = NewBench(new MeasurementPlan { Fault = "overreport=1%" });

        AgreementResult agreement = Measure(bench, Cells.Of(2, 4));

        Assert.All(agreement.LogErrors, error => Assert.Equal(0.01, error, 1e-5));
        Assert.Equal(0.01, agreement.RunError, 1e-5);
    }

    [Fact]
    public void On_the_cpu_the_hosts_clock_runs_until_the_next_micro_batch_is_requested()
    {
        using var bench = new TrainingBench(new MeasurementPlan(), "mlp", "cpu");

        AgreementResult agreement = Measure(bench, Cells.Of(1, 1));

        Assert.Null(bench.Stream);
        Assert.InRange(agreement.HostSamplesPerSecond, 1, agreement.IndependentSamplesPerSecond);
    }

    [Fact]
    public void A_sound_monitor_agrees_where_only_a_few_long_steps_fit_into_the_time()
    {
        var plan = new MeasurementPlan { Sizes = [new WorkloadSize("bytelm", BatchSize: 64)] };
        using var bench = new TrainingBench(plan, "bytelm", "cpu");

        AgreementRecord? agreement = new CellAgreement(bench, Cells.Of(1, 16), seconds: 0.5, TestContext.Current.CancellationToken)
            .Measure()
            .Record; // a busy machine may come to no log

        Assert.False(agreement is { Agrees: false }, agreement?.ToString());
    }

    [Fact]
    public void How_far_the_host_runs_ahead_is_timed_from_an_idle_device_to_an_idle_device()
    {
        using TrainingBench bench = NewBench();

        RunAhead ahead = RunAheadMeasurement.Measure(bench, bench.Stream!, Cells.Of(2, 4), seconds: 3600);

        Assert.Equal(1 + 2 * 20, _device.Synchronizations);
        Assert.InRange(ahead.HostNanosecondsPerStep, 1, ahead.DeviceNanosecondsPerStep);
    }

    [Fact]
    public void Of_steps_that_are_too_long_for_the_time_a_few_are_timed_and_no_more()
    {
        using TrainingBench bench = NewBench();
        var other = new QueuedWork();
        using var queued = new TrainingBench(new MeasurementPlan(), "mlp", "cpu", _ => other);

        RunAhead ahead = RunAheadMeasurement.Measure(bench, bench.Stream!, Cells.Of(2, 4), seconds: 0);
        RunAheadMeasurement.Measure(queued, queued.Stream!, Cells.Of(2, 4), seconds: 0, other);

        Assert.Equal(1 + 2 * 3, _device.Synchronizations);
        Assert.InRange(ahead.HostNanosecondsPerStep, 1, ahead.DeviceNanosecondsPerStep);
        Assert.Equal(1 + 1, other.Pieces);
    }

    [Fact]
    public void Behind_other_work_events_time_what_the_device_itself_needs_for_a_step()
    {
        var other = new QueuedWork();
        using var bench = new TrainingBench(new MeasurementPlan(), "mlp", "cpu", _ => other);

        RunAhead ahead = RunAheadMeasurement.Measure(bench, bench.Stream!, Cells.Of(2, 4), seconds: 3600, other);

        Assert.Equal((false, 1e6 * QueuedWork.MillisecondsPerStep), (ahead.WaitsForDevice, ahead.BusyNanosecondsPerStep));
        Assert.Equal(1 + 5, other.Pieces);
        Assert.Equal(0, other.Alive);
    }

    [Fact]
    public void Of_each_workload_as_it_comes_it_is_measured_whether_the_host_or_the_device_is_the_bottleneck()
    {
        var other = new QueuedWork();

        IReadOnlyList<BottleneckRecord> found = Bottlenecks.Of("cpu", _ => other, other);

        Assert.Equal(WorkloadCatalog.Names, found.Select(one => one.Workload));
        Assert.All(found, one => Assert.Equal(1e6 * QueuedWork.MillisecondsPerStep, one.RunAhead!.BusyNanosecondsPerStep));
        Assert.Equal(0, other.Alive);
    }

    [Fact]
    public void A_device_on_which_it_cannot_be_measured_is_said_with_the_reason()
    {
        _device.IsLost = true;

        Assert.All(Bottlenecks.Of("cpu", _ => _device), one =>
            Assert.Contains("CUDA_ERROR_LAUNCH_FAILED (719)", one.WhyNot!, StringComparison.Ordinal)
        );
    }

    [Fact]
    public void A_training_that_waits_for_the_device_is_found_out_and_says_nothing_of_the_devices_own_time()
    {
        var other = new QueuedWork { IsWaitedFor = true };
        using var bench = new TrainingBench(new MeasurementPlan(), "mlp", "cpu", _ => other);

        RunAhead ahead = RunAheadMeasurement.Measure(bench, bench.Stream!, Cells.Of(2, 4), seconds: 3600, other);

        Assert.Equal((true, null), (ahead.WaitsForDevice, ahead.BusyNanosecondsPerStep));
    }

    [Fact]
    public void A_block_of_a_pair_ends_when_the_device_is_done_with_it_on_both_sides()
    {
        var pair = new OnDevice(_device);
        pair.SetUp();
        _ = pair.Plan;

        pair.RunControl(3);
        Assert.Equal(1, _device.Synchronizations);
        pair.RunCandidate(3);
        Assert.Equal(2, _device.Synchronizations);

        Assert.Equal(TimeSpan.FromMilliseconds(10), pair.Plan.BlockDuration);
        pair.CleanUp();
        Assert.Equal(0, _device.Alive);
    }

    [Fact]
    public void A_device_that_is_lost_fails_the_pair_by_name_and_the_clearing_up_after_it_does_not()
    {
        var pair = new OnDevice(_device);
        pair.SetUp();
        pair.RunControl(3);
        pair.RunCandidate(3);

        _device.IsLost = true;

        Assert.Contains(
            "CUDA_ERROR_LAUNCH_FAILED (719)",
            Assert.Throws<CudaException>(() => pair.RunCandidate(3)).Message,
            StringComparison.Ordinal
        );
        pair.CleanUp();
        Assert.Equal(0, _device.Alive);
    }

    [Fact]
    public void A_device_that_is_lost_fails_the_agreement_by_name_and_leaves_no_event_behind()
    {
        using TrainingBench bench = NewBench();
        _device.IsLost = true;

        Assert.Contains(
            "CUDA_ERROR_LAUNCH_FAILED (719)",
            Assert.Throws<CudaException>(() => Measure(bench, Cells.Of(2, 4))).Message,
            StringComparison.Ordinal
        );
        Assert.Equal(0, _device.Alive);
    }

    [Fact]
    public void A_block_on_the_cpu_is_as_short_as_the_engine_makes_it()
    {
        var pair = new OverheadBenchmark();
        pair.SetUp();

        Assert.Equal(new PairedPlan().BlockDuration, pair.Plan.BlockDuration);
        pair.CleanUp();
    }

    private TrainingBench NewBench(MeasurementPlan? plan = null) => new(plan ?? new MeasurementPlan(), "mlp", "cpu", _ => _device);

    private static AgreementResult Measure(TrainingBench bench, Cell cell) =>
        AgreementMeasurement.Measure(bench, cell, AgreementWindow.For(100), seconds: 0.5, TestContext.Current.CancellationToken);

    private sealed class OnDevice(SteppingDevice device) : OverheadBenchmark
    {
        private protected override TrainingBench NewBench(MeasurementPlan plan) => new(plan, Workload, Device, _ => device);
    }
}
