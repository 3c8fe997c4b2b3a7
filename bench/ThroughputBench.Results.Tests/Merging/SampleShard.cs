using ThroughputBench.Grid;
using ThroughputBench.Records;
using ThroughputBench.Tests.Records;

namespace ThroughputBench.Tests.Merging;

/// <summary>A shard whose figures follow from its raw data.</summary>
internal static class SampleShard
{
    private static readonly RecordedLaunch[] Blocks = [BlocksOf(new Random(1), 60)];

    private static readonly OverheadRecord Overhead = Overheads.Of(Blocks, Overheads.Read(Blocks))!;

    private static readonly double BatchNanoseconds = Overheads.BatchNanoseconds(Blocks, Overheads.Read(Blocks));

    public static RunRecord RunOf(Shard? shard, RunOptions options) =>
        Samples.Run with
        {
            RunId = $"20261124T112358Z-447a192982{(shard is null ? "" : $"-{shard.Index}")}",
            Options = options with { Shard = shard },
            StartedUtc = Samples.Start.AddSeconds(shard?.Index - 1 ?? 0),
        };

    /// <summary>Pairs of two blocks, the candidate about 1 % slower.</summary>
    private static RecordedLaunch BlocksOf(Random random, int pairs) =>
        Samples.BlocksOf(
            [.. Enumerable.Range(0, 2 * pairs).Select(_ => 100_000L + random.Next(500))],
            [.. Enumerable.Range(0, 2 * pairs).Select(_ => 101_000L + random.Next(500))]
        ) with
        {
            ControlHookTicks = [.. Enumerable.Range(0, 17 * pairs).Select(_ => 50L + random.Next(5))],
            CandidateHookTicks = [.. Enumerable.Range(0, 17 * pairs).Select(_ => 150L + random.Next(20))],
        };

    /// <summary>Writes a finished shard into its folder within another; <see langword="null"/> for a whole sweep.</summary>
    public static void Write(string folder, Shard? shard, RunOptions options, Func<RunRecord, RunRecord>? change = null)
    {
        RunRecord begun = RunOf(shard, options);
        using RunFolder run = RunFolder.Create(Path.Combine(folder, shard?.FolderName ?? "whole"), change?.Invoke(begun) ?? begun);
        foreach (Cell cell in run.Run.Grid.Cells)
            Measure(run, cell);
        End(run);
    }

    public static void End(RunFolder run)
    {
        foreach (CellRecord completed in DirectCosts.Completed(run.Recorded.Cells))
            run.Append(completed);
        run.End(RunState.Finished, Samples.Start.AddMinutes(1));
    }

    public static void Measure(RunFolder run, Cell cell)
    {
        if (!RuleAnswers.Of(cell).Current)
        {
            run.Append(CellRecord.Rejected(run.Run, cell, "A log would fall in the middle of a cycle."));
            return;
        }
        run.WriteBlocks(cell, Comparison.Overhead, Blocks);
        run.Append(
            CellRecord.Measured(run.Run, cell, Overhead) with
            {
                DirectCost = DirectCosts.Of(Blocks, cell),
                StepNanoseconds = BatchNanoseconds * cell.Accumulate,
                NoiseFloor = Samples.NoiseFloor,
                Agreement = Samples.Agreement,
                SameLosses = true,
                AllocatedBytesPerBatch = 0,
                Attempt = 1,
                Verification = Samples.Verification,
            }
        );
    }
}
