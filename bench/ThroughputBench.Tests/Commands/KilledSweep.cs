using ThroughputBench.Records;
using ThroughputBench.Tests.Records;
using Xunit;

namespace ThroughputBench.Tests.Commands;

/// <summary>
/// One real sweep with every mishap on its way: killed with a cell finished, resumed and interrupted as it starts, resumed and
/// interrupted while a child process measures the first missing cell, resumed to its end, with a device that fails in the last cell. Sweeps
/// take long, so the tests of <see cref="KilledSweepTests"/> share it.
/// </summary>
public sealed class KilledSweep : IAsyncLifetime
{
    private static readonly TimeSpan SoonGone = TimeSpan.FromSeconds(30);

    private readonly TemporaryFolder _folder = new();

    /// <summary>After <c>kill -9</c>.</summary>
    internal Stage Killed { get; private set; } = null!;

    /// <summary>Resumed, and interrupted without its child processes.</summary>
    internal Stage InterruptedAlone { get; private set; } = null!;

    /// <summary>Resumed, and interrupted with its child processes.</summary>
    internal Stage InterruptedByCtrlC { get; private set; } = null!;

    /// <summary>Resumed with <c>--json --quiet</c>, to its end.</summary>
    internal Stage Resumed { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        string[] grid = ["--workload", "mlp", "--accumulate", "1,2", "--log-every", "1,2", "--seconds-per-cell", "0.5"];
        Killed = await RunAsync("killed", ["sweep", .. grid, "--fault", "device-error=2/2", "--output", "run"], async program =>
        {
            await program.ErrorLineAsync("[2/4]");
            await program.KillAsync();
        });
        InterruptedAlone = await RunAsync("interrupted-alone", ["sweep", "--resume", "run"], async program =>
        {
            await program.ErrorLineAsync("starting");
            await program.InterruptAloneAsync();
        });
        InterruptedByCtrlC = await RunAsync("interrupted-by-ctrl-c", ["sweep", "--resume", "run"], async program =>
        {
            await program.ErrorLineAsync("[1/");
            await program.PressCtrlCAsync();
        });
        Resumed = await RunAsync("resumed", ["sweep", "--resume", "run", "--json", "--quiet"], _ => Task.CompletedTask);
    }

    public ValueTask DisposeAsync()
    {
        _folder.Dispose();
        return ValueTask.CompletedTask;
    }

    private async Task<Stage> RunAsync(string name, string[] arguments, Func<RunningProgram, Task> meanwhile)
    {
        using RunningProgram program = RunningProgram.Start(_folder.Path, arguments);
        await meanwhile(program);
        Program.Outcome outcome = await program.EndAsync();
        IReadOnlyList<string> leftBehind = await program.LeftBehindAsync(SoonGone);
        // What the run's folder holds now is kept: it is written on at the next stage.
        foreach (string file in Directory.EnumerateFiles(_folder["run"], "*", SearchOption.AllDirectories))
        {
            string copy = _folder[name, Path.GetRelativePath(_folder["run"], file)];
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy);
        }
        return new Stage(_folder[name], outcome, leftBehind);
    }

    /// <summary>How far the sweep had come.</summary>
    /// <param name="Folder">A copy of its folder.</param>
    /// <param name="Outcome">What came of the process.</param>
    /// <param name="LeftBehind">Processes that did not end with it.</param>
    internal sealed record Stage(string Folder, Program.Outcome Outcome, IReadOnlyList<string> LeftBehind)
    {
        /// <summary>What the folder holds.</summary>
        public RecordedRun Run => RunFolder.Read(Folder);

        /// <summary>The lines of the cells, in the order in which they were written.</summary>
        public string[] Lines => File.ReadAllLines(Path.Combine(Folder, "cells.jsonl"));

        /// <summary>The report.</summary>
        public string Report => File.ReadAllText(Path.Combine(Folder, "report.md"));
    }
}
