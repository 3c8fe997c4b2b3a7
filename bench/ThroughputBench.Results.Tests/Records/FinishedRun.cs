using System.Collections.Concurrent;
using ThroughputBench.Grid;
using ThroughputBench.Records;

namespace ThroughputBench.Tests.Records;

/// <summary>Makes run folders as a finished sweep leaves them: records of every cell, and pairs of each that was measured.</summary>
internal static class FinishedRun
{
    private const int Pairs = 90;

    private static readonly ConcurrentDictionary<(Cell, double), byte[]> Encoded = new();

    /// <summary>The record of such a run.</summary>
    public static RunRecord Record { get; } = Samples.Run with { State = RunState.Finished, EndedUtc = Samples.Start.AddMinutes(5) };

    /// <summary>A run of a later time and another commit.</summary>
    /// <param name="index">Which; each has its own day.</param>
    public static RunRecord Later(int index) =>
        Record with
        {
            RunId = string.Create(System.Globalization.CultureInfo.InvariantCulture, $"later-{index}"),
            Commit = (0xabc000 + index).ToString("x10", System.Globalization.CultureInfo.InvariantCulture),
            StartedUtc = Samples.Start.AddDays(index),
            EndedUtc = Samples.Start.AddDays(index).AddMinutes(5),
        };

    /// <summary>
    /// Writes the folder. Nothing is flushed to the disk, as a sweep does after each cell: tests make hundreds of runs.
    /// </summary>
    /// <param name="path">The folder.</param>
    /// <param name="run">What holds for it; <see cref="Record"/> unless given.</param>
    /// <param name="overhead">The overhead of each cell, as a fraction.</param>
    public static string Write(string path, RunRecord? run = null, double overhead = 0.001)
    {
        run ??= Record;
        Directory.CreateDirectory(Path.Combine(path, RawData.Folder));
        File.WriteAllBytes(Path.Combine(path, RunFolder.RunFile), RunFolder.ContentOf(run));
        using FileStream cells = File.Create(Path.Combine(path, RunFolder.CellsFile));
        foreach (Cell cell in new SweepGrid(run.Options.ToGrid()).Cells)
        {
            if (RuleAnswers.Of(cell).Current)
            {
                File.WriteAllBytes(RawData.PathOf(path, cell, Comparison.Overhead), BlocksOf(cell, overhead));
                cells.Write(CellLog.LineOf(Measured(run, cell, overhead)));
            }
            else
            {
                cells.Write(CellLog.LineOf(CellRecord.Rejected(run, cell, "A log would fall in the middle of a cycle.")));
            }
        }
        return path;
    }

    private static byte[] BlocksOf(Cell cell, double overhead) =>
        Encoded.GetOrAdd((cell, overhead), _ => BlocksFile.Encode(cell, Comparison.Overhead, [Launch(overhead)]));

    private static CellRecord Measured(RunRecord run, Cell cell, double overhead) =>
        CellRecord.Measured(
            run,
            cell,
            Samples.Overhead with
            {
                Estimate = overhead,
                Lower = overhead - 0.0004,
                Upper = overhead + 0.0004,
                Pairs = Pairs,
            }
        ) with
        {
            StepNanoseconds = 60_000 * cell.Accumulate,
            NoiseFloor = Samples.NoiseFloor,
            Agreement = Samples.Agreement,
            SameLosses = true,
            AllocatedBytesPerBatch = 0,
            Attempt = 1,
            Verification = Samples.Verification,
            DirectCost = Samples.DirectCostOf(60_000 * overhead, 12),
        };

    private static RecordedLaunch Launch(double overhead) =>
        Samples.BlocksOf(
            [.. Enumerable.Range(0, Pairs).Select(i => 1_000_000L + i % 7)],
            [.. Enumerable.Range(0, Pairs).Select(i => (long)Math.Round((1_000_000 + i % 7) * (1 + overhead + 1e-4 * (i % 5 - 2))))]
        ) with
        {
            BlocksPerRepetition = 1,
            Elapsed = TimeSpan.FromSeconds(3),
        };
}
