using System.Globalization;
using ThroughputBench.Benchmarks;
using ThroughputBench.Checks;
using ThroughputBench.Grid;
using ThroughputBench.Machine;
using ThroughputBench.Records;
using ThroughputBench.Reports;
using ThroughputBench.Statistics;
using ThroughputBench.Sweeping;

namespace ThroughputBench.Commands;

/// <summary>A check that measures: a sweep of the grid into a run folder, a verdict, and more measuring of inconclusive cells.</summary>
/// <param name="folder">The run.</param>
/// <param name="baseline">What it is compared with.</param>
/// <param name="limits">What it is judged by.</param>
/// <param name="judging">The given options that do not measure, for the command that judges the run later.</param>
/// <param name="quiet">Whether to show no progress.</param>
/// <param name="error">Notices.</param>
internal sealed class Check(
    RunFolder folder,
    Baseline baseline,
    CheckLimits limits,
    IEnumerable<string> judging,
    bool quiet,
    TextWriter error
)
{
    /// <summary>Measures and judges.</summary>
    /// <param name="plan">How to measure.</param>
    /// <param name="repeatFor">How long inconclusive cells may be measured again; <see langword="null"/> for not at all.</param>
    /// <returns>The result, or <see langword="null"/> if it was interrupted.</returns>
    public CheckResult? Run(MeasurementPlan plan, TimeSpan? repeatFor)
    {
        using var interrupt = new Interrupt();
        var measurement = new GridMeasurement(folder, quiet, error, interrupt.Token);
        bool whole = measurement.MeasureMissing(plan);
        if (whole && repeatFor is { } most)
            whole = Repeat(measurement, plan, most);
        folder.End(whole ? RunState.Finished : RunState.Interrupted, DateTimeOffset.UtcNow);
        foreach (DerivedFile file in RunReport.Files(folder.Recorded, folder.Path))
            folder.WriteText(file.Path, file.Text);
        if (!whole)
            error.WriteLine($"{Sweep.ResumeHint(folder, plan)}, then: {JudgeHint()}");
        else if (!quiet)
            error.WriteLine($"Run folder: {folder.Path}");
        return whole ? Judge() : null;
    }

    private string JudgeHint() =>
        string.Join(' ', [$"{Repository.Program} check --run '{folder.Path}'", .. judging.Select(RunOptions.Quoted)]);

    /// <summary>
    /// Measures inconclusive cells again, each time for twice as long and to half the width, until there is a verdict or the time is over.
    /// The narrower record replaces the other. Pooling the pairs of two launches would give a too narrow interval, because launches differ
    /// by more than their intervals; and two launches are too few to estimate that difference. <see cref="FamilyMember.Attempt"/> corrects
    /// for repeated attempts.
    /// </summary>
    /// <returns>False if it was interrupted.</returns>
    private bool Repeat(GridMeasurement measurement, MeasurementPlan plan, TimeSpan most)
    {
        long start = TimeProvider.System.GetTimestamp();
        for (int attempt = 2; Judge() is { Outcome: CheckOutcome.Inconclusive } result; attempt++)
        {
            Cell[] cells = [.. result.Cells.Where(IsWorthIt).Select(cell => cell.Cell)];
            double factor = Math.Pow(2, attempt - 1),
                left = (most - TimeProvider.System.GetElapsedTime(start)).TotalSeconds;
            int cases = cells.Length + cells.DistinctBy(cell => (cell.Device, cell.Size)).Count();
            double longest = left / Math.Max(1, cases) - GridMeasurement.SecondsPerCell(plan with { SecondsPerCell = 0 });
            if (cells.Length == 0 || longest <= plan.SecondsPerCell)
                return true;
            MeasurementPlan longer = plan with
            {
                SecondsPerCell = Math.Min(longest, plan.SecondsPerCell * factor),
                TargetHalfWidth = plan.TargetHalfWidth / factor,
            };
            if (!quiet)
            {
                error.WriteLine(
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"{Figures.Count(cells.Length, "cell")} inconclusive; measuring again, up to {longer.SecondsPerCell:0.#} s each ..."
                    )
                );
            }

            if (!measurement.Measure(cells, longer, attempt))
                return false;
        }
        return true;
    }

    private CheckResult Judge() => CheckJudge.Of(folder.Recorded, baseline.Recorded, limits) with { NoBaseline = baseline.WhyNone };

    /// <summary>Whether measuring this run longer can help. It cannot if the baseline is too noisy.</summary>
    private static bool IsWorthIt(CheckedCell cell) =>
        cell.OnBudget?.Verdict == Verdict.Inconclusive
        || cell.OnBaseline
            is { Verdict: Verdict.Inconclusive, Doubt: not (CheckDoubt.BaselineNoiseFloor or CheckDoubt.BaselineIntervalTooWide) };
}
