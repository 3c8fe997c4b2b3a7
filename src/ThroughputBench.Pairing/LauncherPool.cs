using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.Parameters;
using BenchmarkDotNet.Toolchains.Results;

namespace ThroughputBench.Pairing;

/// <summary>The processes of <see cref="PairedLaunchers"/>, of one group of cases at a time.</summary>
/// <param name="start">Starts a process.</param>
/// <param name="groupOf">Which cases share processes.</param>
internal sealed class LauncherPool(Func<LauncherProcess> start, Func<BenchmarkCase, object> groupOf) : IDisposable
{
    private static readonly ParallelOptions AtOnce = new() { MaxDegreeOfParallelism = Environment.ProcessorCount };

    private readonly Dictionary<int, LauncherProcess> _processes = [];
    private object? _group;

    /// <summary>Has a process measure a launch of a case.</summary>
    /// <param name="parameters">The case.</param>
    /// <param name="turn">Which of the processes, from 1.</param>
    /// <param name="all">How many of them there are.</param>
    public ExecuteResult Execute(ExecuteParameters parameters, int turn, int all)
    {
        object group = groupOf(parameters.BenchmarkCase);
        if (!group.Equals(_group))
            EndProcesses();
        _group = group;

        var request = LaunchRequest.Of(parameters.BenchmarkCase);
        WarmUp(StartMissing(turn, all), request);
        LauncherProcess process = _processes[turn];
        if (process.Ask(request) is { } answer)
        {
            ILookup<bool, string> lines = answer.ToLookup(line => line.StartsWith("//", StringComparison.Ordinal));
            return new ExecuteResult(true, 0, process.Id, [.. lines[false]], [.. lines[true]], answer, turn);
        }

        var ended = new ExecuteResult(true, process.ExitCode, process.Id, [], [], process.Errors, turn);
        process.Dispose();
        _processes.Remove(turn);
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
            process.AskToEnd(); // all of them, so that they end at the same time
        foreach (LauncherProcess process in _processes.Values)
            process.Dispose();
        _processes.Clear();
    }
}
