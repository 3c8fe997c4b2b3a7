using ThroughputBench.Grid;
using ThroughputBench.Training;
using ThroughputBench.Workloads;
using TorchSharp;

namespace ThroughputBench.Benchmarks;

/// <summary>Whether training is the same with the monitor and without: the losses, bit for bit, and the managed memory that a micro-batch allocates.</summary>
internal static class SameTraining
{
    /// <summary>Trains a cell from the start twice, with the monitor and without, and compares.</summary>
    /// <param name="bench">The workload; it is started over.</param>
    /// <param name="cell">A cell that the right rule accepts.</param>
    public static SameTrainingResult Measure(TrainingBench bench, Cell cell)
    {
        // Whole log periods, one at least; the first half warms up, memory is counted in the second.
        int cycles = cell.CyclesPerLog * Math.Max(1, 32 / (cell.CyclesPerLog * cell.Accumulate));
        bench.StartOver();
        (int[] losses, double bytes) without = Train(recorder => bench.Control(cell.Accumulate, null, recorder), cycles, cell.Accumulate);
        bench.StartOver();
        (int[] losses, double bytes) with = Train(recorder => bench.Monitored(cell.Accumulate, cell.LogInterval, bench.Monitor(cell.Timing), null, recorder), cycles, cell.Accumulate);
        return new SameTrainingResult(without.losses.AsSpan().SequenceEqual(with.losses), with.bytes - without.bytes);
    }

    private static (int[] Losses, double BytesPerBatch) Train(Func<Callback<Batch>, FitRun<Batch>> begin, int cycles, int accumulate)
    {
        var recorder = new LossRecorder(2 * cycles * accumulate);
        using FitRun<Batch> run = begin(recorder);
        run.Advance(cycles);
        long before = GC.GetAllocatedBytesForCurrentThread();
        run.Advance(cycles);
        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        return (recorder.Bits, (double)allocated / (cycles * accumulate));
    }

    private sealed class LossRecorder(int capacity) : Callback<Batch>
    {
        private readonly int[] _bits = new int[capacity];
        private int _count;

        public int[] Bits => _bits[.._count];

        public override void OnTrainBatchEnd(TrainerState state, Batch batch, torch.Tensor loss) =>
            _bits[_count++] = BitConverter.SingleToInt32Bits(loss.item<float>());
    }
}
