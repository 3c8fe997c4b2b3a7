using System.Text.Json;
using ThroughputBench.Against;
using ThroughputBench.Grid;
using ThroughputBench.Pairing;
using ThroughputBench.Records;

namespace ThroughputBench.Benchmarks;

/// <summary>The settings that all benchmarks of a run share. A benchmark's process reads them from an environment variable.</summary>
internal sealed record MeasurementPlan
{
    internal const string Variable = "THROUGHPUTBENCH_PLAN";

    /// <summary>
    /// A launch's own error is a fraction of what launches differ by after half a second: more of them say more than longer ones.
    /// </summary>
    private const double SecondsOfLaunch = 0.5;

    /// <summary>With six, Student's t is 2.6, and each process costs two seconds for every workload.</summary>
    private const int MostLaunches = 6;

    /// <summary>
    /// Where steps are short a hook is the largest part of them, so what launches differ by decides how wide the interval is: by a tenth to
    /// a half of the hook of mlp and convnet, which mostly is more than a launch's own error.
    /// </summary>
    private const double SecondsOfShortLaunch = 0.18;

    private const int MostShortLaunches = 13;

    /// <summary>
    /// Below half a millisecond fewer launches are enough, and above it more are needed: the interval is wanted as a share of the step, and
    /// that of a cell of convnet is to be a third of one of mlp, though its launches differ by as much of the hook. Launches of mlp may be
    /// shorter, too: nearly all of a cell's interval is what they differ by.
    /// </summary>
    private const double ShortestStep = 0.5e-3;

    private const double LaunchesOfShortestSteps = 0.75;

    private const double LengthOfThoseLaunches = 0.8;

    private const double LaunchesOfOtherShortSteps = 1.25;

    /// <summary>With so few short launches, each process has two of them.</summary>
    private const int MostLaunchesOfCheck = 8;

    /// <summary>Of two or three launches, Student's t is 12.7 or 4.3: one says more, with what launches differ by known beforehand.</summary>
    private const int FewestLaunches = 4;

    /// <summary>The shortest launch has so many micro-batches, of both sides together.</summary>
    private const int FewestBatchesOfLaunch = 100;

    /// <summary>The same for logs.</summary>
    private const int FewestLogsOfLaunch = 4;

    /// <summary>
    /// Time for the pairs of one cell; up to <see cref="Patience"/> times as long if that is expected to give a useful interval.
    /// </summary>
    public double SecondsPerCell { get; init; } = 3;

    /// <summary>How many launches share that time; at least 1.</summary>
    public int Launches { get; init; } = 1;

    /// <summary>The same where steps are short.</summary>
    public int LaunchesOfShortSteps { get; init; } = 1;

    /// <summary>
    /// How many launches, each as long as if there were <see cref="LaunchesOfShortSteps"/>, the workloads have whose steps are so short that
    /// a short launch has many logs; by their labels.
    /// </summary>
    public IReadOnlyDictionary<string, int> ShortLaunches { get; init; } = new Dictionary<string, int>();

    /// <summary>
    /// Whether the launches are those of processes that measure one cell after the other. If not, and not in process either,
    /// BenchmarkDotNet builds and starts a process for each.
    /// </summary>
    public bool HasLaunchers { get; init; }

    /// <summary>
    /// How many times as long to wait at most for an interval if the machine's speed varies; see <see cref="PairedPlan.Patience"/>.
    /// </summary>
    public double Patience { get; init; } = new PairedPlan().Patience;

    /// <summary>When this patience ends; <see langword="null"/> if never.</summary>
    public DateTimeOffset? PatientUntil { get; init; }

    /// <summary>When the whole run has to be over; <see langword="null"/> if it may take its time.</summary>
    public DateTimeOffset? EndBy { get; init; }

    /// <summary>Half-width of the interval, as a fraction of the step, at which measuring ends early.</summary>
    public double TargetHalfWidth { get; init; } = RunOptions.DefaultTargetHalfWidth;

    /// <summary>Threads that libtorch uses inside an operator.</summary>
    public int Threads { get; init; } = 1;

    /// <summary>Makes weights and data repeatable.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>The text that <c>bytelm</c> is trained on; <see langword="null"/> for the frozen text of the workloads.</summary>
    public string? DataPath { get; init; }

    /// <summary>A known fault in the monitored side, as given on the command line.</summary>
    public string? Fault { get; init; }

    /// <summary>Sizes of the run's workloads; for all others, their defaults.</summary>
    public IReadOnlyList<WorkloadSize> Sizes { get; init; } = [];

    /// <summary>The values that benchmarks take as their parameters.</summary>
    public BenchmarkGrid Grid { get; init; } = BenchmarkGrid.Default;

    /// <summary>Whether to measure inside this process, rather than in others.</summary>
    public bool InProcess { get; init; }

    /// <summary>The folders of the two sides that <see cref="AgainstBenchmark"/> compares; see <see cref="Against.SideBuild"/>.</summary>
    public SideFolders? Sides { get; init; }

    /// <summary>The plan of the run that this process belongs to; the defaults if there is none.</summary>
    public static MeasurementPlan Current =>
        Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } json
            ? JsonSerializer.Deserialize<MeasurementPlan>(json)!
            : new MeasurementPlan();

    /// <summary>The plan of a run with these options.</summary>
    /// <param name="options">The run's options.</param>
    /// <param name="dataPath">Where the file lies that they describe; <see langword="null"/> if there is none.</param>
    public static MeasurementPlan From(RunOptions options, string? dataPath) =>
        new()
        {
            SecondsPerCell = options.SecondsPerCell,
            TargetHalfWidth = options.TargetHalfWidth,
            Threads = options.Threads,
            Seed = (int)options.Seed,
            DataPath = dataPath,
            Fault = options.Fault,
            Sizes = options.Workloads,
            InProcess = options.InProcess,
        };

    /// <summary>The same, measured by processes that each have a launch of every cell.</summary>
    public MeasurementPlan WithLaunchers()
    {
        return this with
        {
            HasLaunchers = true,
            Launches = Count(SecondsOfLaunch, MostLaunches),
            LaunchesOfShortSteps = Count(SecondsOfShortLaunch, MostShortLaunches),
        };

        int Count(double seconds, int most) => Math.Min((int)(SecondsPerCell / seconds), most) is var count && count < FewestLaunches ? 1 : count;
    }

    /// <summary>How many short launches a workload has; none if its steps are too long for them.</summary>
    /// <param name="secondsPerBatch">Of a micro-batch.</param>
    /// <param name="batchesPerLog">The most from one log to the next.</param>
    public int ShortLaunchesOf(double secondsPerBatch, int batchesPerLog)
    {
        double shortest = secondsPerBatch * Math.Max(FewestBatchesOfLaunch, FewestLogsOfLaunch * batchesPerLog);
        if (LaunchesOfShortSteps == 1 || shortest > SecondsPerCell / LaunchesOfShortSteps)
            return 0;
        double share = secondsPerBatch < ShortestStep ? LaunchesOfShortestSteps : LaunchesOfOtherShortSteps;
        return Math.Max(FewestLaunches, (int)Math.Round(LaunchesOfShortSteps * share));
    }

    /// <summary>How many launches a cell of a workload has.</summary>
    /// <param name="workload">The label of its size.</param>
    public int LaunchesOf(string workload) => ShortLaunches.TryGetValue(workload, out int some) ? some : Launches;

    /// <summary>
    /// How many processes measure them. A check has no time for as many as launches, and what these differ by is more the moment than the
    /// process.
    /// </summary>
    /// <param name="workload">The label of its size.</param>
    public int ProcessesOf(string workload) =>
        LaunchesOf(workload) is var launches && launches <= MostLaunchesOfCheck && ShortLaunches.ContainsKey(workload)
            ? (launches + 1) / 2
            : launches;

    /// <summary>How long each of them takes.</summary>
    /// <param name="workload">The label of its size.</param>
    public double SecondsOfLaunchOf(string workload) =>
        ShortLaunches.TryGetValue(workload, out int some)
            ? SecondsPerCell / LaunchesOfShortSteps * (some < LaunchesOfShortSteps ? LengthOfThoseLaunches : 1)
            : SecondsPerCell / Launches;

    /// <summary>
    /// Whether a workload's control is measured in parts, between stretches of cells. Two parts of one launch each would be two launches,
    /// which are too few to tell what launches differ by.
    /// </summary>
    /// <param name="workload">The label of its size.</param>
    public bool HasControlInParts(string workload) => LaunchesOf(workload) > 1;

    /// <summary>The size that a benchmark's parameter names; <see langword="null"/> for a workload of its own size.</summary>
    /// <param name="workload">A size's label, or the name of a workload that has one size.</param>
    public WorkloadSize? SizeOf(string workload) =>
        Sizes.FirstOrDefault(size => size.Label == workload) ?? Sizes.FirstOrDefault(size => size.Name == workload);

    /// <summary>How many times as long to wait for an interval now: 1 once <see cref="PatientUntil"/> has passed.</summary>
    public double PatienceAt(DateTimeOffset now) => now > PatientUntil ? 1 : Patience;

    /// <summary>Makes this the plan of this process, and of those that it starts, for a while.</summary>
    /// <returns>Restores the plan before it when disposed.</returns>
    public IDisposable Enter()
    {
        var before = new Before(Environment.GetEnvironmentVariable(Variable));
        Environment.SetEnvironmentVariable(Variable, JsonSerializer.Serialize(this));
        return before;
    }

    private sealed class Before(string? plan) : IDisposable
    {
        public void Dispose() => Environment.SetEnvironmentVariable(Variable, plan);
    }
}
