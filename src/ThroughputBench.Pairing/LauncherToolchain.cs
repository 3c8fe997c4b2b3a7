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
        // All at once: while the first one measures, the others load their libraries.
        for (int i = launch; i <= executeParameters.BenchmarkCase.Job.Run.LaunchCount; i++)
        {
            if (!_processes.ContainsKey(i))
                _processes.Add(i, start());
        }
        LauncherProcess process = _processes[launch];
        if (process.Ask(LaunchRequest.Of(executeParameters.BenchmarkCase)) is { } answer)
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

    private void EndProcesses()
    {
        foreach (LauncherProcess process in _processes.Values)
            process.Dispose();
        _processes.Clear();
    }
}
