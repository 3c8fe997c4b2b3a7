using ThroughputBench.Grid;
using ThroughputBench.Records;
using ThroughputBench.Statistics;
using ThroughputBench.Tests.Grid;
using Xunit;

namespace ThroughputBench.Tests.Records;

public class DirectCostTests
{
    private const int Batch = 60_000;

    [Fact]
    public void A_cells_own_launch_says_what_hooks_take_between_logs_and_at_logs_and_together()
    {
        DirectCostRecord direct = DirectCosts.Of([Hooks(1)], Cells.Of(1, 4))!;

        Assert.InRange(direct.BetweenLogsNanoseconds!.Value, 99, 101);
        Assert.InRange(direct.AtLogNanoseconds, 498, 502);
        Assert.InRange(direct.NanosecondsPerBatch, direct.Lower, direct.Upper);
        Assert.InRange(200, direct.Lower - 1, direct.Upper + 1);
        Assert.Equal(direct.NanosecondsPerBatch / Batch, direct.Share, 12);
        Assert.Equal((1, 4000), (direct.Launches, direct.Hooks));
        Assert.Null(DirectCostRules.ObjectionTo(direct));
    }

    [Fact]
    public void L_in_optimizer_steps_counts_micro_batches() =>
        Assert.Equal(
            DirectCosts.Of([Hooks(1)], Cells.Of(1, 4)),
            DirectCosts.Of([Hooks(1)], Cells.Of(2, 2, Monitoring.LogUnit.Steps))
        );

    [Fact]
    public void Blocks_without_hook_times_have_no_direct_cost() =>
        Assert.Null(DirectCosts.Of(Samples.Blocks, Cells.Of(4, 8)));

    [Fact]
    public void The_interval_of_several_launches_knows_what_they_differ_by()
    {
        DirectCostRecord direct = DirectCosts.Of([Hooks(1), Hooks(2, 1.2), Hooks(3, 0.8)], Cells.Of(1, 4))!;

        Assert.Equal(3, direct.Launches);
        Assert.InRange(direct.Upper - direct.Lower, 100, 1000);
    }

    [Fact]
    public void Launches_of_one_process_count_as_one_and_are_read_back_so()
    {
        RecordedLaunch[] launches =
        [
            Hooks(1) with { Process = 1 },
            Hooks(2, 1.4) with { Process = 2 },
            Hooks(3) with { Process = 1 },
            Hooks(4, 1.4) with { Process = 2 },
        ];

        RecordedLaunch[] read =
        [
            .. BlocksFile.Decode(BlocksFile.Encode(Cells.Of(1, 4), Comparison.Overhead, launches), "a file").Launches,
        ];
        DirectCostRecord two = DirectCosts.Of(read, Cells.Of(1, 4))!,
            four = DirectCosts.Of([.. launches.Select(launch => launch with { Process = null })], Cells.Of(1, 4))!;

        Assert.Equal([1, 2, 1, 2], read.Select(launch => launch.Process));
        Assert.Equal((2, 4, 1.0), (two.Processes, two.Launches, two.OwnDegreesOfFreedom));
        Assert.Equal((4, 4, 3.0), (four.Processes, four.Launches, four.OwnDegreesOfFreedom));
        Assert.Equal(four.NanosecondsPerBatch, two.NanosecondsPerBatch, 0.01);
        Assert.True(two.OwnStandardError > 1.5 * four.OwnStandardError);
    }

    [Fact]
    public void A_launch_at_half_the_speed_counts_as_if_it_had_the_speed_of_all()
    {
        RecordedLaunch fast = Hooks(1),
            slow = fast with
            {
                ControlTicks = [.. fast.ControlTicks.Select(ticks => 2 * ticks)],
                CandidateTicks = [.. fast.CandidateTicks.Select(ticks => 2 * ticks)],
                ControlHookTicks = [.. fast.ControlHookTicks.Select(ticks => 2 * ticks)],
                CandidateHookTicks = [.. fast.CandidateHookTicks.Select(ticks => 2 * ticks)],
            };
        DirectCostRecord one = DirectCosts.Of([fast], Cells.Of(1, 4))!,
            three = DirectCosts.Of([fast, slow, fast], Cells.Of(1, 4))!;

        Assert.Equal(one.Share, three.Share, 12);
        Assert.Equal(one.AtLogNanoseconds / one.BatchNanoseconds, three.AtLogNanoseconds / three.BatchNanoseconds, 12);
        Assert.Equal(
            one.BetweenLogsNanoseconds!.Value / one.BatchNanoseconds,
            three.BetweenLogsNanoseconds!.Value / three.BatchNanoseconds,
            12
        );
        Assert.InRange(three.BatchNanoseconds / one.BatchNanoseconds, 1.3, 1.4);
        Assert.Equal((true, 3), (three.HasEvenSpeeds, three.Processes));
    }

    [Fact]
    public void Other_cells_of_the_group_show_what_launches_differ_by_and_do_so_once()
    {
        CellRecord[] cells =
        [
            Cell(1, 1, 1),
            Cell(1, 2, 1.2),
            Cell(1, 8, 0.8),
            Cell(2, 8, 1.1),
            Cell(4, 8, 0.9),
        ];

        IReadOnlyList<CellRecord> completed = DirectCosts.Completed(cells);

        Assert.Equal(cells.Select(cell => cell.Cell), completed.Select(cell => cell.Cell));
        Assert.All(completed.Zip(cells), pair =>
        {
            Assert.NotEqual(pair.Second.DirectCost!.ShareHalfWidth, pair.First.DirectCost!.ShareHalfWidth);
            Assert.InRange(pair.First.DirectCost.ShareHalfWidth / pair.First.DirectCost.Share, 0.1, 1);
            Assert.Equal(pair.Second.DirectCost.NanosecondsPerBatch, pair.First.DirectCost.NanosecondsPerBatch);
            Assert.Null(DirectCostRules.ObjectionTo(pair.First.DirectCost));
        });
        Assert.Empty(DirectCosts.Completed(completed));
    }

    [Fact]
    public void A_cell_that_was_measured_while_the_machine_was_slow_does_not_look_like_what_launches_differ_by()
    {
        CellRecord[] cells = [.. new[] { 1, 2, 4, 8 }.SelectMany(every => new[] { Cell(1, every, 1), Cell(2, 2 * every, 1) })],
            slow = [.. cells.Select((cell, i) => i == 3 ? AtHalfTheSpeed(cell) : cell)];

        CellRecord[] completed = [.. DirectCosts.Completed(slow)];

        Assert.Equal(cells.Length, completed.Length);
        Assert.All(
            DirectCosts.Completed(cells).Zip(completed),
            pair =>
                Assert.InRange(
                    pair.Second.DirectCost!.ShareHalfWidth / pair.Second.DirectCost.Share,
                    0,
                    1.2 * pair.First.DirectCost!.ShareHalfWidth / pair.First.DirectCost.Share
                )
        );

        static CellRecord AtHalfTheSpeed(CellRecord cell) =>
            cell with
            {
                DirectCost = cell.DirectCost! with
                {
                    NanosecondsPerBatch = 2 * cell.DirectCost.NanosecondsPerBatch,
                    OwnStandardError = 2 * cell.DirectCost.OwnStandardError,
                    BatchNanoseconds = 2 * cell.DirectCost.BatchNanoseconds,
                },
            };
    }

    [Fact]
    public void A_cost_above_a_limit_is_tested_with_what_launches_differ_by_at_the_limit()
    {
        CellRecord[] cells = [Cell(1, 1, 1), Cell(1, 2, 1.2), Cell(1, 8, 0.8), Cell(2, 8, 1.1)];
        double limit = cells[0].DirectCost!.Share / 2;

        CellRecord tested = Assert.Single(DirectCosts.AboveLimit(cells, cell => cell == cells[0] ? limit : null)),
            alone = Assert.Single(DirectCosts.AboveLimit([cells[0]], _ => limit));

        Assert.Equal((cells[0].Cell, cells[0].DirectCost!.Share), (tested.Cell, tested.DirectCost!.Share));
        Assert.All([tested, alone], cell => Assert.InRange(cell.DirectCost!.ShareHalfWidth / cells[0].DirectCost!.ShareHalfWidth, 0.1, 0.8));
        Assert.Empty(DirectCosts.AboveLimit(cells, cell => 2 * cell.DirectCost!.Share));
        Assert.Empty(DirectCosts.AboveLimit(cells, _ => null));
    }

    [Fact]
    public void One_cell_alone_knows_already_what_launches_are_known_to_differ_by()
    {
        CellRecord alone = Cell(1, 1, 1);

        Assert.Empty(DirectCosts.Completed([alone]));
        Assert.True(alone.DirectCost!.ShareHalfWidth > LaunchSpread.PriorOfLaunches * alone.DirectCost.Share);
    }

    [Fact]
    public void Each_layout_of_a_launch_counts_like_a_launch_and_survives_its_file()
    {
        RecordedLaunch whole = Hooks(1) with
        {
            ControlTicks = [.. Enumerable.Repeat(8L * Batch, 500)],
            CandidateTicks = [.. Enumerable.Repeat(9L * Batch, 500)],
            ControlFirst = new bool[500],
            Operations = [.. Enumerable.Repeat(8, 500)],
            BlocksPerRepetition = 1,
            Repetitions = 1,
        };
        RecordedLaunch cut = whole with { PairsOfLayouts = [100, 250, 150] };

        RecordedLaunch read = BlocksFile.Decode(BlocksFile.Encode(Cells.Of(1, 4), Comparison.Overhead, [cut]), "a file").Launches[0];

        Assert.Equal([800, 2000, 1200], read.ToLayouts().Select(layout => layout.CandidateHookTicks.Length));
        Assert.Equal((1, 3), (DirectCosts.Of([whole], Cells.Of(1, 4))!.Launches, DirectCosts.Of([read], Cells.Of(1, 4))!.Launches));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(3000)]
    public void What_whole_steps_show_beyond_the_direct_cost_is_pooled_over_the_cells(double beyond)
    {
        CellRecord[] cells =
        [
            .. new[] { Cell(1, 1, 1), Cell(1, 2, 1), Cell(1, 8, 1), Cell(4, 8, 1) }
                .Select(
                    (cell, i) =>
                    {
                        double nanoseconds = cell.DirectCost!.NanosecondsPerBatch + beyond + 20 * (i % 2 == 0 ? 1 : -1),
                            batch = cell.StepNanoseconds!.Value / cell.Accumulate,
                            share = nanoseconds / batch;
                        return cell with
                        {
                            Overhead = Samples.Overhead with
                            {
                                Estimate = share,
                                Lower = share - 0.001,
                                Upper = share + 0.001,
                                NanosecondsPerBatch = nanoseconds,
                            },
                        };
                    }
                ),
        ];

        IndirectRecord indirect = DirectCosts.Indirect(cells)!;

        Assert.Equal(4, indirect.Cells);
        Assert.InRange(beyond, indirect.Lower, indirect.Upper);
        Assert.Equal(beyond > 0, indirect.Lower > 0);
    }

    [Theory]
    [InlineData("\"upper\":83.5", "\"upper\":50")]
    [InlineData("\"nanosecondsPerBatch\":71.5,\"lower\"", "\"nanosecondsPerBatch\":99,\"lower\"")]
    [InlineData("\"share\":0.0011", "\"share\":0.0013")]
    [InlineData("\"launches\":6", "\"launches\":0")]
    [InlineData("\"hooks\":40000", "\"hooks\":400")]
    [InlineData("\"ownStandardError\":1.5", "\"ownStandardError\":0")]
    public void A_direct_cost_that_contradicts_itself_is_refused(string whole, string damaged)
    {
        string line = System.Text.Json.JsonSerializer.Serialize(Samples.Measured(), RecordJson.Default.CellRecord),
            wrong = line.Replace(whole, damaged, StringComparison.Ordinal);
        Assert.NotEqual(line, wrong);

        CellRecord record = System.Text.Json.JsonSerializer.Deserialize(wrong, RecordJson.Default.CellRecord)!;

        Wording.Matches(RecordRules.ObjectionTo(record), $"{whole} → {damaged}");
    }

    private static CellRecord Cell(int accumulate, int logEvery, double dealt)
    {
        Cell cell = Cells.Of(accumulate, logEvery);
        return Samples.Measured(accumulate, logEvery) with
        {
            StepNanoseconds = (double)Batch * accumulate,
            DirectCost = DirectCosts.Of([Hooks(accumulate + logEvery, dealt, logEvery)], cell),
        };
    }

    /// <summary>A launch whose empty hooks take some 60 ns, and the monitor's 100 ns more, and 500 ns more at a log.</summary>
    private static RecordedLaunch Hooks(int seed, double dealt = 1, int logEvery = 4)
    {
        var chance = new Random(seed);
        return Samples.BlocksOf([8 * Batch, 9 * Batch], [8 * Batch, 9 * Batch]) with
        {
            ControlHookTicks = [.. Enumerable.Range(0, 4000).Select(_ => 60L + chance.Next(-5, 6))],
            CandidateHookTicks =
            [
                .. Enumerable
                    .Range(1, 4000)
                    .Select(hook => 60 + (long)(dealt * (hook % logEvery == 0 ? 500 : 100)) + chance.Next(-5, 6)),
            ],
        };
    }
}
