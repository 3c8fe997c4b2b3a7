using System.Globalization;
using MathNet.Numerics.Statistics;
using ThroughputBench.Records;
using ThroughputBench.Reports.Pages;
using ThroughputBench.Statistics;

namespace ThroughputBench.Reports;

/// <summary>A calibration's result, as a table and in sentences.</summary>
internal static class CalibrationWords
{
    private static readonly string[] Columns =
    [
        "Put in",
        " Checks",
        " Called bad",
        " 95% interval",
        " Over budget",
        " Worse",
        " Inconclusive",
        " Called good",
        " Failed",
        " Seconds: median",
        " longest",
        " By direct cost",
        " By whole steps",
    ];

    /// <summary>How often checks had each outcome: a row for each kind of check.</summary>
    public static Table Outcomes(CalibrationRecord record) =>
        new(
            "What the checks said, by what was put into the monitor",
            Columns,
            [
                .. record
                    .Slowdowns.Select(slowdown =>
                        (Slowdown: slowdown, Checks: record.Checks.Where(check => check.Slowdown == slowdown).ToArray())
                    )
                    .Where(kind => kind.Checks.Length > 0)
                    .Select(kind => Row(kind.Slowdown, kind.Checks)),
            ]
        );

    /// <summary>Its result in sentences.</summary>
    public static Block.Bullets Findings(CalibrationRecord record) =>
        new([.. Sentences(record).Select(sentence => (IReadOnlyList<Span>)[sentence])]);

    private static IReadOnlyList<Field> Row(double slowdown, CalibrationCheck[] checks)
    {
        int Count(Func<CalibrationCheck, bool> of) => checks.Count(of);
        var bad = new Proportion(Count(check => check.Outcome == "bad"), checks.Length);
        double[] seconds = [.. checks.Select(check => check.Seconds)];
        return
        [
            slowdown == 0 ? "nothing" : Figures.Signed(slowdown),
            Text($"{checks.Length}"),
            Text($"{bad.Count}"),
            Text($"{bad.Lower * 100:0.0}% to {bad.Upper * 100:0.0}%"),
            Text($"{Count(check => check.OnBudget == "over")}"),
            Text($"{Count(check => check.OnBaseline == "over")}"),
            Text($"{Count(check => check.Outcome == "inconclusive")}"),
            Text($"{Count(check => check.Outcome == "good")}"),
            Text($"{Count(check => check.Outcome is "failed" or "nothingComparable")}"),
            Text($"{seconds.Median():0.0}"),
            Text($"{seconds.Max():0.0}"),
            Text($"{Count(check => check.Cells.Any(cell => cell.OverBy == "directCost"))}"),
            Text($"{Count(check => check.Cells.Any(cell => cell.OverBy == "wholeStep"))}"),
        ];
    }

    private static IEnumerable<string> Sentences(CalibrationRecord record)
    {
        if (record.BusyThreads is { } busy)
        {
            yield return $"While the checks ran, {Figures.Count(busy, "thread")} of another process kept "
                + $"{(busy == 1 ? "a processor" : "processors")} busy on purpose; the baseline was measured without.";
        }

        CalibrationCheck[] unfaulted = [.. record.Checks.Where(check => check.Slowdown == 0)];
        if (unfaulted.Length > 0)
        {
            var alarms = new Proportion(unfaulted.Count(check => check.Outcome == "bad"), unfaulted.Length);
            int answered = unfaulted.Count(check => check.Outcome is "good" or "bad");
            string checks = Figures.Count(alarms.Total, "check");
            yield return Text(
                $"False alarms: {alarms.Count} in {checks} of the same code against itself. Answered: {answered}."
            );
        }
        double[][] spreads =
        [
            .. unfaulted
                .SelectMany(check => check.Cells)
                .Where(cell => cell.Estimate is not null)
                .GroupBy(cell => cell.Id)
                .Select(cell => cell.Select(one => one.Estimate!.Value).ToArray())
                .Where(cell => cell.Length > 1),
        ];
        if (spreads.Length > 0)
        {
            double[] halfWidths =
            [
                .. unfaulted
                    .SelectMany(check => check.Cells)
                    .Where(cell => cell.Estimate is not null)
                    .Select(cell => (cell.Upper!.Value - cell.Lower!.Value) / 2),
            ];
            yield return "Launches of the same cell lie apart by a standard deviation of up to "
                + $"{Figures.Share(spreads.Max(cell => cell.StandardDeviation()))} of a step; "
                + $"half of an interval is {Figures.Share(halfWidths.Median())} in the median.";
        }
        double[] floors = [.. record.Checks.SelectMany(check => check.Cells.Take(1)).Select(cell => cell.NoiseFloorReach).OfType<double>()];
        if (floors.Length > 0)
            yield return $"Noise floor: {Figures.Share(floors.Median())} in the median, {Figures.Share(floors.Max())} at most.";
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
