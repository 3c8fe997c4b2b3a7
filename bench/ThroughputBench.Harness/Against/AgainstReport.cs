using ThroughputBench.Reports;
using ThroughputBench.Reports.Pages;

namespace ThroughputBench.Against;

/// <summary>The report of a check against another commit: a row for each cell, the reasons, the verdict, and what to do next.</summary>
internal static class AgainstReport
{
    private static readonly string[] Columns =
    [
        "Cell",
        " Hook, new - old",
        " With warm caches",
        " New / old - 1",
        " Interval",
        " Old against itself",
        " More bytes per batch",
        "Verdict",
    ];

    /// <summary>Makes it.</summary>
    public static VerdictReport Of(AgainstResult result)
    {
        var words = new AgainstWords(result);
        return new VerdictReport(
            words.Subject,
            new Table("", Columns, [.. result.Cells.Select(Row)]),
            words.Reasons(),
            words.Verdict,
            words.Next
        );
    }

    private static IReadOnlyList<Field> Row(AgainstCell cell) =>
        [
            new Field(cell.Cell.ToString(), cell.IsWorse ? Tone.Bad : Tone.None),
            Hook(cell.Hook),
            Hook(cell.WarmHook),
            cell.Difference is { } difference ? Figures.Signed(difference.Overhead) : "",
            cell.Difference is { } interval ? $"[{Figures.SignedNumber(interval.Lower)}, {Figures.SignedNumber(interval.Upper)}]" : "",
            cell.NoiseFloorReach is { } reach ? "±" + Figures.Share(reach) : "",
            cell.Failed ? "" : cell.MoreBytesPerBatch.ToString("0.#", System.Globalization.CultureInfo.InvariantCulture),
            cell.AllocatesMore ? VerdictField.AllocatesMore
                : cell.Failed ? new Field("failed", Tone.Bad)
                : VerdictField.Of(cell.Judgement, ("WORSE", "no worse"), showInstrument: cell.Hook is not null),
        ];

    /// <summary>With half of its interval.</summary>
    private static string Hook(HookDifference? hook) =>
        hook is null ? "" : $"{Figures.Time(hook.Own.Nanoseconds)} ±{Figures.Time(hook.Upper - hook.Own.Nanoseconds)}";
}
