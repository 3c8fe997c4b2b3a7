using BenchmarkDotNet.Characteristics;
using BenchmarkDotNet.Loggers;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains;
using BenchmarkDotNet.Toolchains.Parameters;
using BenchmarkDotNet.Toolchains.Results;
using BenchmarkDotNet.Validators;

namespace ThroughputBench.Pairing;

/// <summary>How BenchmarkDotNet reaches <see cref="PairedLaunchers"/>: there is nothing to build, and a launch is a request.</summary>
/// <param name="start">Starts a process.</param>
/// <param name="groupOf">Which cases share processes.</param>
internal sealed class LauncherToolchain(Func<LauncherProcess> start, Func<BenchmarkCase, object> groupOf)
    : IToolchain,
        IGenerator,
        IBuilder,
        IExecutor,
        IDisposable
{
    private static readonly ParallelOptions AtOnce = new() { MaxDegreeOfParallelism = Environment.ProcessorCount };

    private readonly Dictionary<int, LauncherProcess> _processes = [];
    private object? _group;

    public string Name => "Launchers";

    public IGenerator Generator => this;

    public IBuilder Builder => this;

    public IExecutor Executor => this;

    public bool IsInProcess => false;

    public IEnumerable<ValidationError> Validate(BenchmarkCase benchmarkCase, IResolver resolver) => [];

    public GenerateResult GenerateProject(BuildPartition buildPartition, ILogger logger, string rootArtifactsFolderPath) =>
        GenerateResult.Success(ArtifactsPaths.Empty, []);

    public BuildResult Build(GenerateResult generateResult, BuildPartition buildPartition, ILogger logger) =>
        BuildResult.Success(generateResult);

    public ExecuteResult Execute(ExecuteParameters executeParameters)
    {
        object group = groupOf(executeParameters.BenchmarkCase);
        if (!group.Equals(_group))
            EndProcesses();
        _group = group;

        int launch = executeParameters.LaunchIndex;
        var request = LaunchRequest.Of(executeParameters.BenchmarkCase);
        WarmUp(StartMissing(launch, executeParameters.BenchmarkCase.Job.Run.LaunchCount), request);
        LauncherProcess process = _processes[launch];
        if (process.Ask(request) is { } answer)
        {
            ILookup<bool, string> lines = answer.ToLookup(line => line.StartsWith("//", StringComparison.Ordinal));
            return new ExecuteResult(true, 0, process.Id, [.. lines[false]], [.. lines[true]], answer, launch);
        }

        var ended = new ExecuteResult(true, process.ExitCode, process.Id, [], [], process.Errors, launch);
        process.Dispose();
        _processes.Remove(launch);
        return ended;
    }

    public void Dispose() => EndProcesses();

    private List<LauncherProcess> StartMissing(int first, int last)
    {
        var started = new List<LauncherProcess>();
        for (int i = first; i <= last; i++)
        {
            if (_processes.ContainsKey(i))
                continue;
            started.Add(start());
            _processes.Add(i, started[^1]);
        }
        return started;
    }

    /// <summary>
    /// Has processes load and compile what they need, as many at a time as there are processors: nothing is measured yet. What goes wrong
    /// will go wrong again when they measure, and is reported then.
    /// </summary>
    private static void WarmUp(List<LauncherProcess> started, LaunchRequest request)
    {
        if (started.Count > 1)
            Parallel.ForEach(started, AtOnce, process => process.Ask(request with { OnlyWarmsUp = true }));
    }

    private void EndProcesses()
    {
        foreach (LauncherProcess process in _processes.Values)
            process.Dispose();
        _processes.Clear();
    }
}
