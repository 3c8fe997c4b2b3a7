using BenchmarkDotNet.Engines;
using BenchmarkDotNet.Reports;

namespace ThroughputBench.Pairing;

/// <summary>Writes a launch as BenchmarkDotNet measurements, the one form that every toolchain and exporter carries, and reads it back.</summary>
/// <remarks>
/// Each pair is one <c>OverheadActual</c> (control) and one <c>WorkloadActual</c> (candidate) with the same index: its time in a calm, and as
/// operations the cycles that take it. Four more tell what the pairs cannot. <c>OverheadPilot 0</c> and <c>WorkloadPilot 0</c> hold all that a side
/// took in the whole measurement (operations: all its cycles, repetitions included). <c>OverheadPilot 1</c> holds one block of the control
/// (operations: cycles per block). The other <c>WorkloadPilot</c> is the whole measurement (index: the <see cref="StoppedBy"/>; operations: pairs).
/// Operations are never 0, which BenchmarkDotNet refuses: where there are no pairs, they are 1.
/// </remarks>
internal static class MeasurementLines
{
    public static Measurement[] Write(PairedMeasurement measured)
    {
        int pairs = measured.ControlNanoseconds.Length;
        BlockSchedule schedule = measured.Schedule;
        long cycles = Math.Max(1, (long)pairs * schedule.CyclesPerPair * schedule.Repetitions);
        var lines = new List<Measurement>(2 * pairs + 4)
        {
            Line(IterationMode.Overhead, IterationStage.Pilot, 0, cycles, measured.TotalControlNanoseconds),
            Line(IterationMode.Workload, IterationStage.Pilot, 0, cycles, measured.TotalCandidateNanoseconds),
            Line(IterationMode.Overhead, IterationStage.Pilot, 1, schedule.CyclesPerBlock, measured.ControlCycleNanoseconds * schedule.CyclesPerBlock),
            Line(IterationMode.Workload, IterationStage.Pilot, (int)measured.StoppedBy, Math.Max(1, pairs), measured.Elapsed.TotalNanoseconds),
        };
        for (int i = 0; i < pairs; i++)
        {
            lines.Add(Line(IterationMode.Overhead, IterationStage.Actual, i + 1, schedule.CyclesPerPair, measured.ControlNanoseconds[i]));
            lines.Add(Line(IterationMode.Workload, IterationStage.Actual, i + 1, schedule.CyclesPerPair, measured.CandidateNanoseconds[i]));
        }
        return [.. lines];
    }

    /// <summary>Reads a launch back, or returns <see langword="null"/> where the measurements are not those of a finished paired launch.</summary>
    public static PairedLaunch? Read(IReadOnlyList<Measurement> lines)
    {
        if (Of(lines, IterationMode.Overhead, IterationStage.Pilot) is not [{ IterationIndex: 0 } controlTotal, { IterationIndex: 1 } block]
            || Of(lines, IterationMode.Workload, IterationStage.Pilot) is not [{ IterationIndex: 0 } candidateTotal, var whole]
            || !Enum.IsDefined((StoppedBy)whole.IterationIndex))
        {
            return null;
        }
        Measurement[] control = Of(lines, IterationMode.Overhead, IterationStage.Actual);
        Measurement[] candidate = Of(lines, IterationMode.Workload, IterationStage.Actual);
        if (!control.Select(m => m.IterationIndex).SequenceEqual(candidate.Select(m => m.IterationIndex)))
            return null;
        int pairs = control.Length, cyclesPerPair = pairs == 0 ? 0 : (int)control[0].Operations;
        return new()
        {
            ControlNanoseconds = [.. control.Select(m => m.Nanoseconds)],
            CandidateNanoseconds = [.. candidate.Select(m => m.Nanoseconds)],
            TotalControlNanoseconds = controlTotal.Nanoseconds,
            TotalCandidateNanoseconds = candidateTotal.Nanoseconds,
            CyclesPerPair = cyclesPerPair,
            Repetitions = pairs == 0 ? 0 : (int)(controlTotal.Operations / ((long)pairs * cyclesPerPair)),
            CyclesPerBlock = (int)block.Operations,
            StoppedBy = (StoppedBy)whole.IterationIndex,
            Elapsed = TimeSpan.FromMicroseconds(whole.Nanoseconds / 1e3),
        };
    }

    private static Measurement[] Of(IEnumerable<Measurement> lines, IterationMode mode, IterationStage stage) =>
        [.. lines.Where(m => m.IterationMode == mode && m.IterationStage == stage).OrderBy(m => m.IterationIndex)];

    private static Measurement Line(IterationMode mode, IterationStage stage, int index, long operations, double nanoseconds) =>
        new(launchIndex: 0, mode, stage, index, operations, nanoseconds);
}
