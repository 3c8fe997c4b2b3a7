using System.Collections.Concurrent;
using ThroughputBench.Grid;
using ThroughputBench.Records;

namespace ThroughputBench.Tests.Records;

/// <summary>Makes run folders as a finished sweep leaves them: records of every cell, and the raw data of each
/// that was measured, from which its figures follow.</summary>
internal static class FinishedRun
{
    private const int Pairs = 90;
    private const int BatchesOfBlock = 8;
    private const int BlockTicks = 1_000_000;
    private const int EmptyHookTicks = 50;

    private static readonly ConcurrentDictionary<(Cell, double), byte[]> Encoded = new();
    private static readonly ConcurrentDictionary<(Cell, double), Figures> Read = new();

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
        List<CellRecord> cells = [];
        foreach (Cell cell in new SweepGrid(run.Options.ToGrid()).Cells)
        {
            if (RuleAnswers.Of(cell).Current)
            {
                File.WriteAllBytes(RawData.PathOf(path, cell, Comparison.Overhead), BlocksOf(cell, overhead));
                cells.Add(Measured(run, cell, overhead));
            }
            else
            {
                cells.Add(CellRecord.Rejected(run, cell, "A log would fall in the middle of a cycle."));
            }
        }
        using (FileStream file = File.Create(Path.Combine(path, RunFolder.CellsFile)))
        {
            foreach (CellRecord cell in cells.Concat(DirectCosts.Completed(cells)))
                file.Write(CellLog.LineOf(cell));
        }
        File.WriteAllBytes(
            Path.Combine(path, RunFolder.RunFile),
            RunFolder.ContentOf(run with { CellsSha256 = CellLog.DigestOf(path) })
        );
        return path;
    }

    private static byte[] BlocksOf(Cell cell, double overhead) =>
        Encoded.GetOrAdd((cell, overhead), _ => BlocksFile.Encode(cell, Comparison.Overhead, [Launch(overhead)]));

    private static CellRecord Measured(RunRecord run, Cell cell, double overhead)
    {
        Figures figures = Read.GetOrAdd((cell, overhead), _ => Figures.From([Launch(overhead)], cell));
        return CellRecord.Measured(run, cell, figures.Overhead) with
        {
            StepNanoseconds = figures.BatchNanoseconds * cell.Accumulate,
            NoiseFloor = Samples.NoiseFloor,
            Agreement = Samples.Agreement,
            SameLosses = true,
            AllocatedBytesPerBatch = 0,
            Attempt = 1,
            Verification = Samples.Verification,
            DirectCost = figures.DirectCost,
        };
    }

    private static RecordedLaunch Launch(double overhead)
    {
        long hook = (long)Math.Round(overhead * BlockTicks / BatchesOfBlock);
        IEnumerable<int> hooks = Enumerable.Range(0, Pairs * BatchesOfBlock);
        return Samples.BlocksOf(
            [.. Enumerable.Range(0, Pairs).Select(i => BlockTicks + (long)i % 7)],
            [.. Enumerable.Range(0, Pairs).Select(i => (long)Math.Round((BlockTicks + i % 7) * (1 + overhead + 1e-4 * (i % 5 - 2))))]
        ) with
        {
            Operations = [.. Enumerable.Repeat(BatchesOfBlock, Pairs)],
            ControlHookTicks = [.. hooks.Select(i => EmptyHookTicks + (long)i % 3)],
            CandidateHookTicks = [.. hooks.Select(i => EmptyHookTicks + hook + i * 7 % 3)],
            BlocksPerRepetition = 1,
            Elapsed = TimeSpan.FromSeconds(3),
        };
    }

    /// <summary>What the raw data of a cell give.</summary>
    private sealed record Figures(OverheadRecord Overhead, DirectCostRecord DirectCost, double BatchNanoseconds)
    {
        public static Figures From(RecordedLaunch[] blocks, Cell cell)
        {
            var reading = Overheads.Read(blocks);
            return new(Overheads.Of(blocks, reading)!, DirectCosts.Of(blocks, cell)!, Overheads.BatchNanoseconds(blocks, reading));
        }
    }
}
