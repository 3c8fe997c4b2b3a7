using ThroughputBench.Against;
using ThroughputBench.Benchmarks;
using ThroughputBench.Statistics;
using ThroughputBench.Tests.Grid;
using ThroughputBench.Tests.Records;
using ThroughputBench.Workloads.Tests;
using Xunit;

namespace ThroughputBench.Tests.Against;

/// <summary>Hooks of two builds while caches are warm, with real training in which the second build is a copy of the first.</summary>
[Collection(TrainingTests.Name)]
public sealed class WarmHooksTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_build_is_not_worse_than_its_copy_and_each_of_ten_loads_is_timed_at_thousands_of_micro_batches()
    {
        var plan = new MeasurementPlan { Sides = new SideFolders(CopyOfThisBuild("old"), CopyOfThisBuild("new")) };

        HookDifference hook = WarmHooks.Measure(plan, Cells.Of(4, 8), TestContext.Current.CancellationToken).Of(Cells.Of(4, 8));

        Assert.Equal((10, 48_000), (hook.Loads, hook.Hooks));
        Assert.Equal(9, hook.Own.DegreesOfFreedom);
        Assert.True(hook.OldNanoseconds > 0 && hook.BatchNanoseconds > hook.OldNanoseconds, $"{hook}");
        Assert.NotEqual(Verdict.Over, FamilyVerdict.Of([new FamilyMember(hook.ToEstimate(), hook.Tolerance)]).Verdict);
    }

    [Fact]
    public void Steps_that_do_next_to_nothing_leave_the_measured_model_as_it_was()
    {
        using var bench = new TrainingBench(new MeasurementPlan(), "mlp", "cpu");
        string folder = CopyOfThisBuild("build");
        float[] before = Weights(bench);

        using (var steps = new SmallestSteps(bench, SideLoad.Several(folder, folder, 1)))
            Assert.Single(steps.Measure(TestContext.Current.CancellationToken));

        Assert.Equal(before, Weights(bench));
    }

    [Fact]
    public void Loads_of_one_build_have_code_of_their_own()
    {
        string folder = CopyOfThisBuild("build");

        SideLoad[] loads = SideLoad.Several(folder, folder, 2);

        Assert.Equal(4, loads.SelectMany(load => new[] { load.Old, load.New }).Distinct().Count());
    }

    [Theory]
    // The second build takes 10 ns more within a period, and 90 ns more at a log.
    [InlineData(1, 90)]
    [InlineData(4, 30)]
    [InlineData(8, 20)]
    public void A_cell_has_as_much_of_what_logs_take_as_it_logs(int logEvery, double expected)
    {
        long[] old = [.. Enumerable.Repeat(100L, 400)],
            other = [.. Enumerable.Range(0, 400).Select(i => i % 4 == 3 ? 190L : 110L)];
        var reading = SectionReading.Of(new SectionSeries(old, other, OperationsPerPeriod: 4, NanosecondsPerTick: 1));

        HookDifference hook = new WarmHooks([(reading, 10_000), (reading, 10_000)]).Of(Cells.Of(1, logEvery));

        Assert.Equal(expected, hook.Own.Nanoseconds, precision: 9);
    }

    /// <summary>The folder of a build as a commit's: this program holds what such a build begins with, too.</summary>
    private string CopyOfThisBuild(string name)
    {
        string folder = Directory.CreateDirectory(_folder[name]).FullName;
        foreach (string file in Directory.GetFiles(AppContext.BaseDirectory, "ThroughputBench.*.dll"))
            File.Copy(file, Path.Combine(folder, Path.GetFileName(file)));
        File.Move(Path.Combine(folder, "ThroughputBench.Harness.dll"), Path.Combine(folder, SideBuild.AssemblyName + ".dll"));
        return folder;
    }

    private static float[] Weights(TrainingBench bench) =>
        [.. bench.Task.Module.parameters().SelectMany(weight => weight.detach().data<float>().ToArray())];
}
