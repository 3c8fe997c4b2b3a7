using ThroughputBench.Benchmarks;
using ThroughputBench.Grid;
using ThroughputBench.Measurement;
using ThroughputBench.Records;
using ThroughputBench.Sweeping;
using ThroughputBench.Workloads.Tests;
using Xunit;

namespace ThroughputBench.Tests.Sweeping;

[Collection(TrainingTests.Name)]
public sealed class DeviceSizeTests
{
    private static readonly WorkloadSize Own = new("mlp", 32, new WorkloadShape(64, 1, WorkloadDtype.Float32));

    private readonly List<string> _tried = [];

    [Fact]
    public void It_grows_in_batch_and_width_until_the_device_takes_clearly_longer_than_the_host()
    {
        // The host needs 600 µs whatever the size; the device is hidden behind it until it has more to do.
        WorkloadSize chosen = Choose(size => new RunAhead(600_000, Math.Max(610_000, DeviceNanoseconds(size))));

        Assert.Equal(["mlp", "mlp-b64-w128-d1-float32", "mlp-b128-w256-d1-float32", "mlp-b256-w512-d1-float32"], _tried);
        Assert.Equal(_tried[^1], chosen.Label);
        Assert.Equal(new SizeChoice("cuda", 600_000, DeviceNanoseconds(chosen), IsBusy: true), chosen.Chosen);

        static double DeviceNanoseconds(WorkloadSize size) => 10.0 * size.BatchSize * size.ShapeInForce.Width;
    }

    [Fact]
    public void If_host_and_device_are_one_it_grows_until_a_step_takes_longer_as_the_work_does()
    {
        WorkloadSize chosen = Choose(size =>
            Same(70_000 + 2.0 * size.BatchSize * size.ShapeInForce.Width) // 74, 86, 136 and 332 µs: the last is more than twice as long
        );

        Assert.Equal(["mlp", "mlp-b64-w128-d1-float32", "mlp-b128-w256-d1-float32", "mlp-b256-w512-d1-float32"], _tried);
        Assert.True(chosen.Chosen!.IsBusy);
    }

    [Fact]
    public void A_workload_that_keeps_the_device_busy_as_it_comes_stays_as_it_is()
    {
        Assert.Equal("mlp", Choose(_ => new RunAhead(100_000, 240_000)).Label);
        Assert.Single(_tried);
    }

    [Fact]
    public void Where_the_width_can_grow_no_more_the_batch_alone_does()
    {
        WorkloadSize chosen = Choose(size =>
            size.ShapeInForce.Width > 128 ? null : new RunAhead(600_000, size.BatchSize < 256 ? 600_000 : 1_000_000)
        );

        Assert.Equal((256, 128), (chosen.BatchSize, chosen.ShapeInForce.Width));
    }

    [Fact]
    public void What_cannot_be_made_busy_is_as_large_as_it_could_be_tried_and_says_so()
    {
        WorkloadSize refused = Choose(size => size.BatchSize > 64 ? null : new RunAhead(600_000, 600_000)),
            late = Choose(_ => new RunAhead(600_000, 600_000), sizesInTime: 2),
            largest = Choose(_ => new RunAhead(600_000, 600_000));

        Assert.Equal((64, false), (refused.BatchSize, refused.Chosen!.IsBusy));
        Assert.Equal((64, false), (late.BatchSize, late.Chosen!.IsBusy));
        Assert.Equal((SizeOptions.LargestBatchSize, false), (largest.BatchSize, largest.Chosen!.IsBusy));
    }

    [Fact]
    public void On_this_machine_a_size_is_chosen_by_training_and_recorded_and_the_command_repeats_it_without_measuring()
    {
        RunOptions options = Resolve("own", "device");

        Assert.Equal(["mlp", "mlp"], options.Workloads.Select(size => size.Name));
        (WorkloadSize own, WorkloadSize chosen) = (options.Workloads[0], options.Workloads[1]);
        Assert.Equal(("mlp", null), (own.Label, own.Chosen));
        Assert.True(chosen.BatchSize > own.BatchSize && chosen.ShapeInForce.Width > own.ShapeInForce.Width);
        Assert.Equal("cpu", chosen.Chosen!.Device);
        Assert.InRange(chosen.Chosen.HostNanosecondsPerStep, 1, 1e10);
        string exact = $"mlp:32:64,mlp:{chosen.BatchSize}:{chosen.ShapeInForce.Width}";
        Assert.Contains($" --size {exact} --threads ", options.ToCommand(), StringComparison.Ordinal);
        Assert.Equal(
            options.Workloads.Select(size => size with { Chosen = null }),
            Resolve([.. exact.Split(',')]).Workloads
        );
        Assert.Equal(2, new SweepGrid(options.ToGrid()).Controls);
        Assert.Equal(2, new SweepGrid(options.ToGrid()).Cells.Select(cell => cell.Id).Distinct().Count());
    }

    [Theory]
    [InlineData("bytelm:4:64", "--size bytelm:4:64: --workload mlp does not include bytelm.")]
    [InlineData("mlp:0:64", "--size: the batch size in 'mlp:0:64' must be a whole number from 1 to 65536, not '0'.")]
    [InlineData(
        "huge",
        "--size must be a list of own, device, or a workload with its batch size and width such as mlp:8192:4096, not 'huge'."
    )]
    public void What_is_no_size_is_refused_in_one_line(string size, string message) =>
        Assert.Equal(message, Assert.Throws<InputException>(() => Resolve(size)).Message);

    [Fact]
    public void An_exact_size_contradicts_one_for_all_workloads_and_shards_have_no_size_of_their_own()
    {
        MeasurementRequest request = Request("mlp:64:64");

        AssertRefused(request with { BatchSize = 8 }, "one for all workloads");
        AssertRefused(Request("device") with { Shard = ShardRequest.Read("1/2") }, "a shard");
        AssertRefused(request with { Workloads = ["mlp", "convnet"] }, "none for a workload");

        static void AssertRefused(MeasurementRequest wrong, string of) =>
            Wording.Matches(Assert.Throws<InputException>(() => RequestedOptions.Resolve(wrong)).Message, of);
    }

    private static RunAhead Same(double nanoseconds) => new(nanoseconds, nanoseconds);

    private static RunOptions Resolve(params string[] sizes) => RequestedOptions.Resolve(Request(sizes));

    private static MeasurementRequest Request(params string[] sizes) =>
        new MeasurementRequest
        {
            Devices = ["cpu"],
            Workloads = ["mlp"],
            Sizes = [.. sizes.Select(size => SizeRequest.Read("--size", size))],
        } with
        {
            Options = new MeasurementRequest().Options with { Accumulate = [1], LogEvery = [8] },
        };

    private WorkloadSize Choose(Func<WorkloadSize, RunAhead?> measure, int sizesInTime = int.MaxValue)
    {
        _tried.Clear();
        return new DeviceSize(
            size =>
            {
                _tried.Add(size.Label);
                return measure(size);
            },
            () => _tried.Count >= sizesInTime
        ).Choose(Own, "cuda");
    }
}
