using System.Globalization;
using ThroughputBench.Measurement;
using ThroughputBench.Records;

namespace ThroughputBench.Checks;

/// <summary>Whether two runs' measurements of a workload may be compared.</summary>
internal static class Comparability
{
    /// <summary>
    /// The fields that forbid it; none if they may be compared. Of runs on several kinds of machine one kind must be both's.
    /// </summary>
    /// <remarks>
    /// Which options are among them is said where each option is declared: see <see cref="MeasurementOption.Comparison"/>.
    /// </remarks>
    public static IReadOnlyList<RunDifference> Between(RunRecord now, RunRecord baseline, string workload) =>
        [.. Differences(now, baseline, workload)];

    private static IEnumerable<RunDifference> Differences(RunRecord now, RunRecord baseline, string workload)
    {
        if (MeaningOf(now.SchemaVersion) != MeaningOf(baseline.SchemaVersion))
            yield return new RunDifference("schema", Text(now.SchemaVersion), Text(baseline.SchemaVersion));
        if (!now.AllMachines.Any(machine => baseline.AllMachines.Any(other => machine.DifferencesFrom(other) is [])))
        {
            foreach (MachineDifference difference in now.Machine.DifferencesFrom(baseline.Machine))
                yield return new RunDifference(difference.Field, difference.Here, difference.There);
        }
        foreach (MeasurementOption option in MeasurementOptions.All)
        {
            string? here = option.ComparedValue(now.Options, workload),
                before = option.ComparedValue(baseline.Options, workload);
            bool differs = option.Comparison switch
            {
                ComparisonRule.Same => here is not null && before is not null && here != before,
                ComparisonRule.NotInBaseline => before is not null,
                _ => false,
            };
            if (differs)
                yield return new RunDifference(option.Name, here ?? "none", before!);
        }
    }

    /// <summary>Schemas whose figures mean the same: versions 1 and 2 differ in the raw data that they keep.</summary>
    private static int MeaningOf(int schema) => Math.Max(2, schema);

    private static string Text(long value) => value.ToString(CultureInfo.InvariantCulture);
}
