using System.Globalization;
using MathNet.Numerics.Statistics;
using ThroughputBench.Records;
using ThroughputBench.Reports.Pages;

namespace ThroughputBench.Reports;

/// <summary>Published runs as a table, one row each.</summary>
internal static class RunsTable
{
    /// <summary>How many runs pages show before they fold the rest.</summary>
    public const int Latest = 10;

    /// <summary>Makes it.</summary>
    /// <param name="caption">What it holds.</param>
    /// <param name="runs">The runs, in the order of the rows.</param>
    /// <param name="folder">The path from the table's page to a run's folder.</param>
    /// <param name="withMachine">Whether a column names the machine.</param>
    public static Table Of(string caption, IEnumerable<PublishedRun> runs, Func<PublishedRun, string> folder, bool withMachine) =>
        new(
            caption,
            [
                .. withMachine ? ["Machine"] : Array.Empty<string>(),
                "Run",
                "Workloads",
                " Cells measured",
                " Overhead: median",
                " highest upper end",
                " Noise floor",
                " Agreement: highest p95",
                "Same losses",
            ],
            [
                .. runs.Select(run =>
                    (IReadOnlyList<Field>)
                        [
                            .. withMachine
                                ? [new Field(new Span(run.Machine, Link: $"{run.Machine}/{MachinePage.MarkdownFile}"))]
                                : Array.Empty<Field>(),
                            .. Row(run, folder(run)),
                        ]
                ),
            ]
        );

    private static IEnumerable<Field> Row(PublishedRun run, string folder)
    {
        var findings = new Findings(run.Recorded);
        CellRecord[] measured = [.. findings.Measured];
        AgreementRecord[] agreements = [.. run.Recorded.Cells.Select(cell => cell.Agreement).OfType<AgreementRecord>()];
        yield return new Field(new Span(run.Name, Link: $"{folder}/{RunReport.MarkdownFile}"));
        yield return string.Join(", ", run.Recorded.Run.Options.Workloads.Select(workload => workload.Name).Distinct())
            + " on "
            + string.Join(", ", run.Recorded.Run.Options.Devices);
        yield return string.Create(CultureInfo.InvariantCulture, $"{measured.Length} of {run.Recorded.Cells.Count}");
        yield return measured.Length == 0 ? "" : Figures.Signed(measured.Select(cell => cell.Overhead!.Estimate).Median());
        yield return measured.Length == 0 ? "" : Figures.Signed(findings.MostExpensive!.Overhead!.Upper);
        yield return findings.NoiseFloor is { } floor ? "±" + Figures.Share(floor) : "";
        yield return agreements.Length == 0
            ? ""
            : new Field(
                Figures.Share(agreements.Max(agreement => agreement.P95Error)),
                findings.Disagreeing.Count > 0 ? Tone.Bad : Tone.None
            );
        yield return findings.OtherLosses.Count > 0 ? new Field("no", Tone.Bad)
        : measured.Length > 0 && measured.All(cell => cell.SameLosses == true) ? "yes"
        : measured.Any(cell => cell.TrainingRepeatsItself == false) ? "nondeterministic"
        : "";
    }
}
