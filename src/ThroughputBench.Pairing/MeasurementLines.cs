using BenchmarkDotNet.Engines;
using BenchmarkDotNet.Reports;

namespace ThroughputBench.Pairing;

/// <summary>Writes a launch as BenchmarkDotNet measurements, the one form that every toolchain and exporter carries, and reads it back.</summary>
/// <remarks>
/// Each pair is one <c>OverheadActual</c> (control) and one <c>WorkloadActual</c> (candidate) with the same index, and the pair's cycles as
/// operations. Two more tell what the pairs cannot: <c>OverheadPilot</c> holds one block of the control (operations: cycles per block), and
/// <c>WorkloadPilot</c> the whole measurement (index: the <see cref="StoppedBy"/>; operations: pairs, but never 0, which BenchmarkDotNet refuses).
/// </remarks>
internal static class MeasurementLines
{
    public static Measurement[] Write(PairedMeasurement measured)
    {
        int pairs = measured.ControlNanoseconds.Length;
        BlockSchedule schedule = measured.Schedule;
        var lines = new List<Measurement>(2 * pairs + 2)
        {
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
        Measurement[] block = Of(lines, IterationMode.Overhead, IterationStage.Pilot);
        Measurement[] whole = Of(lines, IterationMode.Workload, IterationStage.Pilot);
        Measurement[] control = Of(lines, IterationMode.Overhead, IterationStage.Actual);
        Measurement[] candidate = Of(lines, IterationMode.Workload, IterationStage.Actual);
        if (block.Length != 1 || whole.Length != 1 || !Enum.IsDefined((StoppedBy)whole[0].IterationIndex)
            || !control.Select(m => m.IterationIndex).SequenceEqual(candidate.Select(m => m.IterationIndex)))
        {
            return null;
        }
        return new()
        {
            ControlNanoseconds = [.. control.Select(m => m.Nanoseconds)],
            CandidateNanoseconds = [.. candidate.Select(m => m.Nanoseconds)],
            CyclesPerPair = control.Length == 0 ? 0 : (int)control[0].Operations,
            CyclesPerBlock = (int)block[0].Operations,
            StoppedBy = (StoppedBy)whole[0].IterationIndex,
            Elapsed = TimeSpan.FromMicroseconds(whole[0].Nanoseconds / 1e3),
        };
    }

    private static Measurement[] Of(IEnumerable<Measurement> lines, IterationMode mode, IterationStage stage) =>
        [.. lines.Where(m => m.IterationMode == mode && m.IterationStage == stage).OrderBy(m => m.IterationIndex)];

    private static Measurement Line(IterationMode mode, IterationStage stage, int index, long operations, double nanoseconds) =>
        new(launchIndex: 0, mode, stage, index, operations, nanoseconds);
}
