using ThroughputBench.Grid;
using ThroughputBench.Training;
using ThroughputBench.Workloads;
using TorchSharp;

namespace ThroughputBench.Benchmarks;

/// <summary>
/// Whether training is the same with the monitor and without: the losses, bit for bit, and the managed memory that a micro-batch allocates.
/// If the losses differ, it is trained without the monitor once more: a training that does not repeat itself says nothing of the monitor.
/// </summary>
/// <param name="bench">The workload; it is started over.</param>
/// <param name="cell">A cell that the right rule accepts.</param>
internal sealed class SameTraining(TrainingBench bench, Cell cell)
{
    // The first loss is taken before any step: it takes two cycles to compare what a step has changed.
    private const int FewestCycles = 2;

    private const int Attempts = 4;

    /// <summary>Four, each of a part that warms up and one that is counted.</summary>
    private const int LengthsOfWhole = 2 * 4;

    /// <summary>
    /// Trains the cell from the start, with the monitor and without, and compares. If whole log periods take too long, it compares the
    /// losses of as many cycles as there is time for, and counts the memory beside a tiny model: it is the hooks that allocate.
    /// </summary>
    /// <param name="seconds">About how long it may take.</param>
    /// <param name="secondsPerCycle">About how long a cycle takes.</param>
    public SameTrainingResult Measure(double seconds, double secondsPerCycle)
    {
        // Whole log periods, at least one; the first ones warm up, and memory is counted in the others.
        int cycles = cell.CyclesPerLog * Math.Max(1, 32 / (cell.CyclesPerLog * cell.Accumulate));
        double affordable = seconds / (LengthsOfWhole * secondsPerCycle);
        if (affordable >= cycles)
            return Whole(bench, cycles);
        using TrainingBench tiny = bench.Tiny();
        int few = Math.Clamp((int)(2 * affordable), FewestCycles, 2 * cycles);
        (List<int> without, _) = Train(bench, withMonitor: false, few, counted: 0, AllocatedBytes.Of);
        (List<int> with, _) = Train(bench, withMonitor: true, few, counted: 0, AllocatedBytes.Of);
        bool isSame = without.SequenceEqual(with);
        return Whole(tiny, cycles) with
        {
            SameLosses = isSame,
            RepeatsItself = isSame
                ? null
                : Train(bench, withMonitor: false, few, counted: 0, AllocatedBytes.Of).Losses.SequenceEqual(without),
        };
    }

    /// <summary>Only memory is counted again: losses that differed once have differed.</summary>
    private SameTrainingResult Whole(TrainingBench of, int cycles)
    {
        (SameTrainingResult first, bool isSteady) = Whole(of, cycles, AllocatedBytes.Of);
        if (isSteady && first.AllocatedBytesPerBatch == 0)
            return first;
        SameTrainingResult again;
        int attempt = 1;
        do
            (again, isSteady) = Whole(of, cycles, AllocatedBytes.FewestOf);
        while (!isSteady && ++attempt < Attempts);
        return first with { AllocatedBytesPerBatch = again.AllocatedBytesPerBatch };
    }

    /// <summary>
    /// The runtime compiles code again while it runs, and it then allocates less or more. So both trainings are counted twice, in turns: if
    /// one differs from itself, its difference from the other says nothing of the monitor.
    /// </summary>
    private (SameTrainingResult Result, bool IsSteady) Whole(TrainingBench of, int cycles, Func<Action, long> count)
    {
        (List<int> losses, long bytes) before = Train(of, withMonitor: false, cycles, cycles, count);
        (List<int> losses, long bytes) with = Train(of, withMonitor: true, cycles, cycles, count);
        (List<int> losses, long bytes) after = Train(of, withMonitor: false, cycles, cycles, count);
        (List<int> losses, long bytes) again = Train(of, withMonitor: true, cycles, cycles, count);
        var result = new SameTrainingResult(
            before.losses.SequenceEqual(with.losses),
            (double)(again.bytes - after.bytes) / (cycles * cell.Accumulate)
        );
        return (
            result.SameLosses ? result : result with { RepeatsItself = after.losses.SequenceEqual(before.losses) },
            before.bytes == after.bytes && with.bytes == again.bytes
        );
    }

    private (List<int> Losses, long Bytes) Train(
        TrainingBench of,
        bool withMonitor,
        int cycles,
        int counted,
        Func<Action, long> count
    )
    {
        of.StartOver();
        var recorder = new LossRecorder();
        using FitRun<Batch> run = withMonitor
            ? of.Monitored(cell.Accumulate, cell.LogInterval, bench.Monitor(cell.Timing), null, recorder)
            : of.Control(cell.Accumulate, null, recorder);
        run.Advance(cycles);
        return (recorder.Bits, counted == 0 ? 0 : count(() => run.Advance(counted)));
    }

    private sealed class LossRecorder : Callback<Batch>
    {
        // Allocated at once: it must not grow while memory is counted.
        public List<int> Bits { get; } = new(1 << 16);

        public override void OnTrainBatchEnd(TrainerState state, Batch batch, torch.Tensor loss) =>
            Bits.Add(BitConverter.SingleToInt32Bits(loss.item<float>()));
    }
}
