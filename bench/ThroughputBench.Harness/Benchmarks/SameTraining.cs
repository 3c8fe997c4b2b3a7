using ThroughputBench.Grid;
using ThroughputBench.Training;
using ThroughputBench.Workloads;
using TorchSharp;

namespace ThroughputBench.Benchmarks;

/// <summary>
/// Whether training is the same with the monitor and without: the losses, bit for bit, and the managed memory that a micro-batch allocates.
/// </summary>
internal static class SameTraining
{
    /// <summary>Trains a cell from the start twice, with the monitor and without, and compares.</summary>
    /// <param name="bench">The workload; it is started over.</param>
    /// <param name="cell">A cell that the right rule accepts.</param>
    public static SameTrainingResult Measure(TrainingBench bench, Cell cell)
    {
        SameTrainingResult once = Measure(bench, cell, AllocatedBytes.Of);
        return once.AllocatedBytesPerBatch == 0 ? once : Measure(bench, cell, AllocatedBytes.FewestOf);
    }

    private static SameTrainingResult Measure(TrainingBench bench, Cell cell, Func<Action, long> count)
    {
        // Whole log periods, at least one; the first ones warm up, and memory is counted in the others.
        int cycles = cell.CyclesPerLog * Math.Max(1, 32 / (cell.CyclesPerLog * cell.Accumulate));
        bench.StartOver();
        (List<int> losses, long bytes) without = Train(recorder => bench.Control(cell.Accumulate, null, recorder), cycles, count);
        bench.StartOver();
        (List<int> losses, long bytes) with = Train(
            recorder => bench.Monitored(cell.Accumulate, cell.LogInterval, bench.Monitor(cell.Timing), null, recorder),
            cycles,
            count
        );
        return new SameTrainingResult(
            without.losses.SequenceEqual(with.losses),
            (double)(with.bytes - without.bytes) / (cycles * cell.Accumulate)
        );
    }

    private static (List<int> Losses, long Bytes) Train(Func<Callback<Batch>, FitRun<Batch>> begin, int cycles, Func<Action, long> count)
    {
        var recorder = new LossRecorder();
        using FitRun<Batch> run = begin(recorder);
        run.Advance(cycles);
        return (recorder.Bits, count(() => run.Advance(cycles)));
    }

    private sealed class LossRecorder : Callback<Batch>
    {
        // Allocated at once: it must not grow while memory is counted.
        public List<int> Bits { get; } = new(1 << 16);

        public override void OnTrainBatchEnd(TrainerState state, Batch batch, torch.Tensor loss) =>
            Bits.Add(BitConverter.SingleToInt32Bits(loss.item<float>()));
    }
}
