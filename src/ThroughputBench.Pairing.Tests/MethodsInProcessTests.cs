using BenchmarkDotNet.Attributes;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Diagnosers;
using BenchmarkDotNet.Engines;
using BenchmarkDotNet.Reports;
using BenchmarkDotNet.Running;
using Xunit;

namespace ThroughputBench.Pairing.Tests;

[Collection(nameof(BenchmarkDotNet))]
public sealed class MethodsInProcessTests
{
    [Fact]
    public void Of_a_case_that_fails_and_whose_clean_up_fails_too_both_are_said() =>
        Assert.Equal(
            "InvalidOperationException: It broke.; InvalidOperationException: It cannot be cleaned up.",
            PairedResult.From(Run<BrokenTwice>().Reports[0]).Failure
        );

    [Fact]
    public void A_case_is_set_up_once_and_cleaned_up_and_its_memory_is_the_candidates_if_a_diagnoser_asks()
    {
        Kept.Events.Clear();
        GcStats unasked = Run<Kept>().Reports[0].GcStats;
        Assert.Equal(["set up", "clean up"], Kept.Events);

        BenchmarkReport report = Run<Kept>(MemoryDiagnoser.Default).Reports[0];

        Assert.Equal(0, unasked.TotalOperations);
        // What tests beside it allocate counts too.
        Assert.InRange(report.GcStats.GetBytesAllocatedPerOperation(report.BenchmarkCase) ?? 0, 99, 150);
    }

    [Fact]
    public void A_class_without_a_plan_is_told_which_property_must_hold_one() =>
        Assert.Equal(
            "InvalidOperationException: IPaired.Plan is null; it must hold a plan.",
            PairedResult.From(Run<WithoutPlan>().Reports[0]).Failure
        );

    [Fact]
    public void Each_method_is_measured_by_its_classs_plan_in_turns_with_the_baseline()
    {
        Summary summary = Run<Sums>();

        var results = summary.Reports.ToDictionary(report => report.BenchmarkCase.Descriptor.WorkloadMethod.Name, PairedResult.From);
        Assert.Equal(["Quick", "Slow"], results.Keys.Order());
        Assert.All(results.Values, result => Assert.Equal((7, null), (result.Pairs, result.Failure)));
        Assert.All(results, result =>
        {
            PairedLaunch launch = Assert.Single(result.Value.Launches);
            double ratio = (double)launch.CandidateTicks.Min() / launch.ControlTicks.Min();
            Assert.True(result.Key == "Slow" ? ratio > 2 : ratio < 2, $"{result.Key} took {ratio} times as long as the baseline.");
        });
    }

    private static Summary Run<T>(params IDiagnoser[] diagnosers)
    {
        DirectoryInfo artifacts = Directory.CreateTempSubdirectory("pairing-tests-");
        try
        {
            ManualConfig config = PairedConfig
                .CreateForMethods(PairedJob.InProcess(), _ => (1, 1, 1))
                .WithArtifactsPath(artifacts.FullName)
                .AddColumnProvider(DefaultConfig.Instance.GetColumnProviders().ToArray())
                .AddDiagnoser(diagnosers)
                .AddLogger(BenchmarkDotNet.Loggers.NullLogger.Instance);

            return BenchmarkRunner.Run<T>(config);
        }
        finally
        {
            artifacts.Delete(recursive: true);
        }
    }

    [AttributeUsage(AttributeTargets.Class)]
    private sealed class SevenPairsAttribute : Attribute, IPairedPlanSource
    {
        public PairedPlan Plan =>
            new()
            {
                WarmUp = TimeSpan.FromMilliseconds(50),
                MaximumPairs = 7,
                MaximumTime = TimeSpan.FromMinutes(1),
            };
    }

    public class WithoutPlan : IPaired
    {
        public PairedPlan Plan => null!;

        [Benchmark]
        public Type OneSide() => GetType();

        public void RunControl(int operations) => Thread.SpinWait(operations);

        public void RunCandidate(int operations) => Thread.SpinWait(operations);
    }

    /// <summary>The candidate allocates 100 KiB for each of 1,024 operations, the baseline nothing.</summary>
    [SevenPairs]
    public class Kept
    {
        private byte[] _latest = [];

        internal static List<string> Events { get; } = [];

        [GlobalSetup]
        public void SetUp() => Events.Add(_latest.Length == 0 ? "set up" : "set up again");

        [GlobalCleanup]
        public void CleanUp() => Events.Add(_latest.Length == 0 ? "clean up before it ran" : "clean up");

        [Benchmark(Baseline = true, OperationsPerInvoke = 1024)]
        public int Reads() => _latest.Length;

        [Benchmark(OperationsPerInvoke = 1024)]
        public byte[] Allocates() => _latest = new byte[100 * 1024];
    }

    [SevenPairs]
    public class BrokenTwice
    {
        private string Dot { get; } = ".";

        [Benchmark(Baseline = true)]
        public Type Base() => GetType();

        [Benchmark]
        public Type Breaks() => throw new InvalidOperationException($"It broke{Dot}");

        [GlobalCleanup]
        public void CleanUp() => throw new InvalidOperationException($"It cannot be cleaned up{Dot}");
    }

    /// <summary>One method takes four times as long as the other two.</summary>
    [SevenPairs]
    public class Sums
    {
        private int _sum;

        [Benchmark(Baseline = true)]
        public int Base() => Sum(250);

        [Benchmark]
        public int Quick() => Sum(250);

        [Benchmark]
        public int Slow() => Sum(1000);

        private int Sum(int numbers)
        {
            for (int i = 0; i < numbers; i++)
                _sum = _sum * 31 + i;
            return _sum;
        }
    }
}
