using System.Globalization;
using ThroughputBench.Grid;
using ThroughputBench.Records;
using ThroughputBench.Reports.Pages;
using ThroughputBench.Reports.Plots;

namespace ThroughputBench.Reports;

/// <summary>The page of a run: its findings in words, tables and plots, and its machine.</summary>
internal static class RunPage
{
    private const string Verified = "Verified";
    private const string DirectCost = "Direct cost";

    private static readonly (string Word, string Meaning)[] HowToRead =
    [
        (
            DirectCost,
            " is the time of the monitor's hooks, read from inside each step, less that of hooks that do nothing, on the other side "
                + "of the same pair. It is known far better than what it changes of a long "
                + "step; its interval knows what the launches of a workload's cells differ by. What hooks do to the rest of a step, "
                    + "only whole steps show: the overhead."
        ),
        (
            "Overhead",
            " is what the monitor adds to a step, as a share of the same step without it: both sides take turns in one process, on "
                + "the same model and data. It can be negative if the noise is larger. "
                + "Rely on the interval, not on the estimate alone: read its upper end."
        ),
        (
            "Noise floor",
            " is the interval of the same measurement of the control against itself. An overhead within it is indistinguishable from none."
        ),
        (
            "Agreement",
            " is |reported / independent − 1|, log by log: the samples/s that the monitor logged against those of an independent "
                + "clock, over the same whole cycles. A preemption between two "
                + "readings of a clock is real, and shows as the worst log."
        ),
        (
            Verified,
            " are the figures of short trainings with all features of real ones (epochs that end with a short batch and a short "
                + "cycle, validation, a warm-up, a resumed state), on a clock that the "
                + "harness moves: there is no noise, and every logged figure must be right to the last bits."
        ),
        ("Same losses", ": the losses of training with and without the monitor are the same, bit for bit."),
        (
            "Refused",
            " cells are not run: a log every L batches would fall within a cycle of A micro-batches (L % A ≠ 0), where no rate is "
                + "sound. The answer of the reversed rule (A % L = 0) is shown beside it."
        ),
    ];

    /// <summary>Makes the page.</summary>
    /// <param name="recorded">The run.</param>
    /// <param name="raw">What its raw data say.</param>
    /// <param name="trail">Links to the pages above it.</param>
    /// <param name="beside">What was measured beside its cells.</param>
    public static Page Of(RecordedRun recorded, RawReadings raw, IReadOnlyList<Span> trail, RunSupplements beside)
    {
        RunRecord run = recorded.Run;
        return new Page(
            "What the throughput monitor costs, and whether its figures are right",
            string.Create(
                CultureInfo.InvariantCulture,
                $"{run.MachineName}, {run.StartedUtc:yyyy-MM-dd HH:mm} UTC, commit {run.CommitLabel()}"
            ),
            trail,
            [
                .. Headline.Answers(recorded.Cells) is { Count: > 0 } answers ? [new Block.Answers(answers)] : Array.Empty<Block>(),
                new Block.Heading(2, "Findings"),
                new Block.Bullets([
                    .. new Findings(recorded)
                        .All()
                        .Select(finding => (IReadOnlyList<Span>)[finding.ToSpan()]),
                ]),
                .. HookPlot.Of(recorded.Cells, "hooks") is { } hooks
                    ? [new Block.Figure(hooks, CellFigures.Hooks(recorded.Cells))]
                    : Array.Empty<Block>(),
                .. CellTable.Of(recorded.Cells).SelectMany(table => Of(table, raw)),
                .. LedgerSection.Of(beside.Ledgers),
                .. HotPathSection.Of(beside.HotPath),
                .. PeersSection.Of(recorded.Cells, beside.Peers),
                .. NotMeasured(beside),
                new Block.Heading(2, "How to read it"),
                new Block.Bullets([
                    .. HowToRead
                        .Where(entry => entry.Word != DirectCost || recorded.Cells.Any(cell => cell.DirectCost is not null))
                        .Where(entry => entry.Word != Verified || recorded.Cells.Any(cell => cell.Verification is not null))
                        .Select(entry => (IReadOnlyList<Span>)[Span.Strong(entry.Word), entry.Meaning]),
                ]),
                new Block.Heading(2, "How to repeat it"),
                new Block.Code(run.Options.ToCommand()),
                new Block.Heading(2, "What is kept"),
                .. Kept(run, raw.Files, isPublished: trail.Count > 0),
                .. MachinesSection.Of(recorded),
                new Block.Heading(2, "Machine and versions"),
                .. run.AllMachines.Select(machine => new Block.Tabular(MachineFacts.Of(run with { Machine = machine }))),
                .. Disturbances(run),
            ]
        );
    }

    private static IEnumerable<Block> Of(CellTable table, RawReadings raw)
    {
        yield return new Block.Heading(2, table.Title);
        yield return new Block.Tabular(HeatMaps.Overhead(table));
        if (DirectCostWords.Contradiction(table) is { } contradiction)
            yield return new Block.Paragraph(new Span(contradiction.Text, contradiction.IsBad ? SpanStyle.Bad : SpanStyle.Plain));
        yield return new Block.Tabular(HeatMaps.Agreement(table));
        yield return new Block.Bullets([.. HeatMaps.Legend(table).Select(line => (IReadOnlyList<Span>)[line])]);
        if (OverheadPlotOf(table) is { } overhead)
            yield return new Block.Figure(overhead, CellFigures.Overheads(table));
        foreach (Block hooks in MachinesSection.HookTimes(table, raw, NameOf("hook-times", table)))
            yield return hooks;
        if (AgreementPlot.Of(table, NameOf("agreement", table)) is { } agreement)
            yield return new Block.Figure(agreement, CellFigures.Agreements(table));
        if (DriftPlot.Of(table, NameOf("drift", table), raw.Drifts) is { } drift)
        {
            yield return new Block.Fold(
                "Drift while each cell was measured",
                [new Block.Figure(drift, CellFigures.Drifts(table, raw.Drifts))]
            );
        }
        yield return new Block.Fold("Every figure of every cell", [new Block.Tabular(CellFigures.All(table))]);
    }

    private static IEnumerable<Block> Kept(RunRecord run, IReadOnlyList<string> files, bool isPublished)
    {
        yield return new Block.Paragraph(RawDataWords.Of(run));
        string[] others = [.. files.Where(file => !file.StartsWith(RawData.Folder + "/", StringComparison.Ordinal))],
            raw = [.. files.Except(others)];
        if (others.Length > 0)
        {
            yield return new Block.Bullets([
                .. others.Select(file => (IReadOnlyList<Span>)[new Span(file, Link: file)]),
                .. isPublished
                    ?
                    [
                        [new Span(RawDataWords.Description, Link: $"../../{RawDataWords.Description}")],
                        [new Span(RawDataWords.Reader, Link: $"../../{RawDataWords.Reader}")],
                    ]
                    : Array.Empty<IReadOnlyList<Span>>(),
            ]);
        }
        if (raw.Length > 0)
        {
            yield return new Block.Fold(
                $"Raw data: {Figures.Count(raw.Length, "file")}",
                [new Block.Bullets([.. raw.Select(file => (IReadOnlyList<Span>)[new Span(file, Link: file)])])]
            );
        }
    }

    /// <summary>The plot of a table's overhead; <see langword="null"/> if no cell of it was measured.</summary>
    public static Plot? OverheadPlotOf(CellTable table) => OverheadPlot.Of(table, NameOf("overhead", table));

    private static string NameOf(string plot, CellTable table)
    {
        CellRecord first = table.Cells[0];
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{plot}-{first.Device.Replace(":", "", StringComparison.Ordinal)}-{first.Workload}-b{first.BatchSize}{first.Cell.Shape.SuffixFor(first.Workload)}{(first.Timing is { } timing ? $"-{timing.Name()}" : "")}-{(table.LogUnit == Monitoring.LogUnit.Steps ? "steps" : "batches")}"
        );
    }

    private static IEnumerable<Block> NotMeasured(RunSupplements beside)
    {
        string[] missing =
        [
            .. beside.HotPath is null
                ?
                [
                    "The hot path, one call at a time: ./run.sh bdn --filter '*HotPath*' measures it here, and --record adds it to "
                        + "a run of the same commit.",
                ]
                : (string[])[],
            .. beside.Peers is [] ? ["What another monitor costs on the same work."] : (string[])[],
            .. beside.Ledgers is [] ? ["How the time of a training is spent (the time ledger)."] : (string[])[],
        ];
        if (missing.Length == 0)
            yield break;
        yield return new Block.Heading(2, "Not measured in this run");
        yield return new Block.Bullets([.. missing.Select(line => (IReadOnlyList<Span>)[line])]);
    }

    private static IEnumerable<Block> Disturbances(RunRecord run)
    {
        if (run.Disturbances.Count == 0)
            yield break;
        yield return new Block.Paragraph("What could have disturbed the measurement:");
        yield return new Block.Bullets([.. run.Disturbances.Select(sentence => (IReadOnlyList<Span>)[sentence])]);
    }
}
