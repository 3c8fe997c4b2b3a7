using ThroughputBench.Grid;
using ThroughputBench.Monitoring;
using ThroughputBench.Records;
using ThroughputBench.Tests.Grid;

namespace ThroughputBench.Tests.Records;

/// <summary>Records that are whole and sound, to be changed with <c>with</c>.</summary>
internal static class Samples
{
    public static readonly SoftwareVersions Versions = new()
    {
        ThroughputBench = "0.1.0",
        Dotnet = "10.0.12",
        TorchSharp = "0.107.0",
        Libtorch = "2.10.0",
        BenchmarkDotNet = "0.15.8",
    };

    private const double BatchNanoseconds = 60_000;

    public static DateTimeOffset Start { get; } = new(2026, 11, 24, 11, 23, 58, TimeSpan.Zero);

    public static GitFacts Git { get; } = new("447a192982", false);

    public static MachineFingerprint Machine { get; } =
        new()
        {
            Os = "linux",
            OsDescription = "Debian GNU/Linux 12 (bookworm)",
            Kernel = "6.1.90",
            Architecture = "x64",
            CpuModel = "AMD EPYC",
            LogicalCores = 2,
            UsableCores = 2,
            CpuQuotaCores = 1.5,
            CpuGovernor = "performance",
            MemoryBytes = 25_276_026_880,
            Hypervisor = "KVM",
            Runtime = ".NET 10.0.12",
            GarbageCollector = "workstation, non-concurrent",
            TieredCompilation = true,
            TieredPgo = false,
            Libtorch = new LibtorchFacts
            {
                Version = "2.10.0",
                Threads = 1,
                InteropThreads = 2,
            },
        };

    /// <summary>A grid of five cells, two of them refused.</summary>
    public static RunOptions Options { get; } =
        new()
        {
            Devices = ["cpu"],
            Workloads = [new WorkloadSize("mlp", 32)],
            Accumulate = [1, 4],
            LogEvery = [1, 2, 8],
            LogUnit = LogUnit.Batches,
            SecondsPerCell = 4,
            TargetHalfWidth = 0.0005,
            Threads = 1,
            Seed = 1,
        };

    public static RunRecord Run { get; } =
        new()
        {
            SchemaVersion = RunRecord.CurrentSchemaVersion,
            RunId = "20261124T112358Z-447a192982",
            StartedUtc = Start,
            State = RunState.Running,
            Commit = Git.Commit,
            Dirty = Git.Dirty,
            Machine = Machine,
            Versions = Versions,
            Options = Options,
            Disturbances = ["The load average is 1.4 on 2 cores: other programs are at work, and intervals will be wider."],
        };

    public static OverheadRecord Overhead { get; } =
        new()
        {
            Estimate = 0.00123,
            Lower = 0.00081,
            Upper = 0.00164,
            Confidence = 0.95,
            DegreesOfFreedom = 310.5,
            EffectiveUnits = 640.25,
            MeanOverhead = 0.0021,
            Pairs = 2048,
            NanosecondsPerBatch = 71.5,
            StoppedBy = EndedBy.Precision,
        };

    public static DirectCostRecord DirectCost { get; } = DirectCostOf(71.5, 12);

    public static NoiseFloorRecord NoiseFloor { get; } =
        new()
        {
            Estimate = -0.0001,
            Lower = -0.0005,
            Upper = 0.0003,
            Confidence = 0.95,
            DegreesOfFreedom = 290.5,
            Pairs = 2048,
        };

    public static AgreementRecord Agreement { get; } =
        new()
        {
            MedianError = 0.00003,
            P95Error = 0.0004,
            WorstError = 0.013,
            Logs = 512,
            RunError = -0.00001,
            ReportedSamplesPerSecond = 531_200.5,
            IndependentSamplesPerSecond = 531_205.8,
            Agrees = true,
            WindowSteps = 8,
            MovedLogs = 400,
            Tries = 1,
        };

    public static VerificationRecord Verification { get; } =
        new()
        {
            Figures = 1900,
            Situations = ["a short cycle", "a validation"],
            WorstError = 2e-16,
            Wrong = 0,
            Disagreements = [],
        };

    public static CellRecord Measured(int accumulate = 4, int logEvery = 8) =>
        CellRecord.Measured(Run, Cells.Of(accumulate, logEvery), Overhead) with
        {
            StepNanoseconds = 241_000.25,
            DirectCost = DirectCost,
            NoiseFloor = NoiseFloor,
            Agreement = Agreement,
            SameLosses = true,
            AllocatedBytesPerBatch = 0,
            Attempt = 1,
            Verification = Verification,
        };

    /// <summary>A direct cost of a step of 60 µs.</summary>
    /// <param name="nanoseconds">Per micro-batch.</param>
    /// <param name="halfWidth">Of its interval, in nanoseconds.</param>
    public static DirectCostRecord DirectCostOf(double nanoseconds, double halfWidth) =>
        new()
        {
            NanosecondsPerBatch = nanoseconds,
            Lower = nanoseconds - halfWidth,
            Upper = nanoseconds + halfWidth,
            Confidence = 0.95,
            BetweenLogsNanoseconds = 54.5,
            AtLogNanoseconds = 340.25,
            Share = nanoseconds / BatchNanoseconds,
            ShareLower = (nanoseconds - halfWidth) / BatchNanoseconds,
            ShareUpper = (nanoseconds + halfWidth) / BatchNanoseconds,
            MeanNanoseconds = nanoseconds + 6,
            LongestNanoseconds = 1_200_000,
            BeyondTrim = 800,
            Launches = 6,
            MedianNanoseconds = 130,
            P95Nanoseconds = 410,
            EmptyHookNanoseconds = 62.5,
            Hooks = 40_000,
            DegreesOfFreedom = 4.5,
            OwnStandardError = 1.5,
            OwnDegreesOfFreedom = 30.5,
            BatchNanoseconds = BatchNanoseconds,
        };

    /// <summary>The same cell on a device, with what is known only there.</summary>
    public static CellRecord MeasuredOnDevice(int accumulate = 4, int logEvery = 8) =>
        Measured(accumulate, logEvery) with
        {
            Device = "cuda",
            Agreement = Agreement with { HostSamplesPerSecond = 531_100.25, HostRunError = 531_200.5 / 531_100.25 - 1 },
            RunAhead = new() { HostNanosecondsPerStep = 150_000, DeviceNanosecondsPerStep = 240_500.5 },
        };

    public static CellRecord Rejected(int accumulate = 4, int logEvery = 2) =>
        CellRecord.Rejected(Run, Cells.Of(accumulate, logEvery), "A log would fall in the middle of a cycle.");

    /// <summary>Blocks of three launches, one of them empty.</summary>
    public static RecordedLaunch[] Blocks { get; } =
    [
        BlocksOf([1_000_000, 1_010_000, 999_999, 1_000_001], [1_001_000, 1_012_000, 1_000_000, 1_000_000]),
        BlocksOf([], []) with
        {
            StoppedBy = EndedBy.Time,
            Elapsed = TimeSpan.Zero,
        },
        BlocksOf([3_000_000_000, 0], [1, 2]) with
        {
            BlocksPerRepetition = 1,
            TicksPerSecond = 10_000_000,
            Elapsed = TimeSpan.FromSeconds(1),
        },
    ];

    /// <summary>One launch, two blocks to a repetition and to a pair.</summary>
    public static RecordedLaunch BlocksOf(long[] control, long[] candidate) =>
        new()
        {
            ControlTicks = control,
            CandidateTicks = candidate,
            ControlFirst = [.. control.Select((_, block) => block % 3 == 0)],
            Operations = [.. control.Select((_, block) => 8 + block % 2)],
            TicksPerSecond = 1_000_000_000,
            BlocksPerRepetition = 2,
            Repetitions = 1,
            StoppedBy = EndedBy.Pairs,
            Elapsed = TimeSpan.FromMilliseconds(6.5),
        };

    /// <summary>Two times for each pair, as runs of schema 1 have them.</summary>
    public static PairTimes[] Launches { get; } =
    [
        Launch with
        {
            ControlNanoseconds = [1e6, 1.01e6, 999_999.5],
            CandidateNanoseconds = [1.001e6, 1.012e6, 1e6],
            TotalControlNanoseconds = 45.5e6,
            TotalCandidateNanoseconds = 45.6e6,
        },
        Launch with
        {
            BatchesPerPair = 0,
            BatchesPerBlock = 1,
            Repetitions = 0,
            TotalControlNanoseconds = 0,
            TotalCandidateNanoseconds = 0,
            Elapsed = TimeSpan.Zero,
        },
        Launch with
        {
            ControlNanoseconds = [2e6],
            CandidateNanoseconds = [double.Epsilon],
            BatchesPerBlock = 16,
            StoppedBy = EndedBy.Pairs,
            Elapsed = TimeSpan.FromSeconds(1),
        },
    ];

    private static PairTimes Launch =>
        new()
        {
            ControlNanoseconds = [],
            CandidateNanoseconds = [],
            TotalControlNanoseconds = 30e6,
            TotalCandidateNanoseconds = 31e6,
            BatchesPerPair = 16,
            BatchesPerBlock = 8,
            Repetitions = 15,
            StoppedBy = EndedBy.Time,
            Elapsed = TimeSpan.FromMilliseconds(6.5),
        };
}
