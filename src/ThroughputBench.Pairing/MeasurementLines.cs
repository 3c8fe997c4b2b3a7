using BenchmarkDotNet.Engines;
using BenchmarkDotNet.Reports;

namespace ThroughputBench.Pairing;

/// <summary>
/// Writes a launch as BenchmarkDotNet measurements, the one form that every toolchain and exporter carries, and reads back which launch it
/// was.
/// </summary>
/// <remarks>
/// Each pair is one <c>OverheadWarmup</c> (control) and one <c>WorkloadActual</c> (candidate) with the same index: the side's whole time in
/// the pair, and all operations that it ran, repetitions included. BenchmarkDotNet would subtract <c>OverheadActual</c> and print the
/// difference as the method's Mean; so its Mean is the candidate's. Two more lines: <c>OverheadPilot 0</c> has the number of the launch's
/// file (<see cref="LaunchFile"/>) as its operations, and the one <c>WorkloadPilot</c> is the whole measurement (index: the
/// <see cref="StoppedBy"/>; operations: pairs; time: elapsed). Operations are never 0, which BenchmarkDotNet refuses: if there are no
/// pairs, they are 1.
/// </remarks>
internal static class MeasurementLines
{
    public static Measurement[] Write(PairedLaunch launch, long file)
    {
        var lines = new List<Measurement>(2 * launch.Pairs + 2)
        {
            Line(IterationMode.Overhead, IterationStage.Pilot, 0, file, 1),
            Line(
                IterationMode.Workload,
                IterationStage.Pilot,
                (int)launch.StoppedBy,
                Math.Max(1, launch.Pairs),
                launch.Elapsed.TotalNanoseconds
            ),
        };
        double[] control = launch.ControlNanosecondsOfPairs(),
            candidate = launch.CandidateNanosecondsOfPairs();
        for (int i = 0; i < launch.Pairs; i++)
        {
            lines.Add(Line(IterationMode.Overhead, IterationStage.Warmup, i + 1, launch.OperationsPerPair, control[i]));
            lines.Add(Line(IterationMode.Workload, IterationStage.Actual, i + 1, launch.OperationsPerPair, candidate[i]));
        }
        return [.. lines];
    }

    /// <summary>
    /// The launch's file and its number of pairs, or <see langword="null"/> if the measurements are not those of a finished paired launch.
    /// </summary>
    public static (long File, int Pairs)? Read(IReadOnlyList<Measurement> lines)
    {
        if (
            Of(lines, IterationMode.Overhead, IterationStage.Pilot) is not [{ IterationIndex: 0 } file]
            || Of(lines, IterationMode.Workload, IterationStage.Pilot) is not [var whole]
            || !Enum.IsDefined((StoppedBy)whole.IterationIndex)
        )
        {
            return null;
        }
        Measurement[] control = Of(lines, IterationMode.Overhead, IterationStage.Warmup);
        Measurement[] candidate = Of(lines, IterationMode.Workload, IterationStage.Actual);
        return control.Select(m => m.IterationIndex).SequenceEqual(candidate.Select(m => m.IterationIndex))
            ? (file.Operations, control.Length)
            : null;
    }

    private static Measurement[] Of(IEnumerable<Measurement> lines, IterationMode mode, IterationStage stage) =>
        [.. lines.Where(m => m.IterationMode == mode && m.IterationStage == stage).OrderBy(m => m.IterationIndex)];

    private static Measurement Line(IterationMode mode, IterationStage stage, int index, long operations, double nanoseconds) =>
        new(launchIndex: 0, mode, stage, index, operations, nanoseconds);
}
