using ThroughputBench.Pairing;
using ThroughputBench.Training;
using ThroughputBench.Workloads;
using TorchSharp;

namespace ThroughputBench.Benchmarks;

/// <summary>Callbacks that read the clock before and after those of a monitor, or before and after one that does nothing.</summary>
internal static class HookProbes
{
    /// <summary>Puts callbacks between two probes: what their hooks take between two micro-batches becomes one time.</summary>
    /// <param name="times">Where the times go.</param>
    /// <param name="inside">What is timed.</param>
    public static Callback<Batch>[] Around(SectionTimes times, IEnumerable<Callback<Batch>> inside) =>
        [new Before(times), .. inside, new After(times)];

    /// <summary>The same around a hook that does nothing: what the probes themselves take.</summary>
    public static Callback<Batch>[] AroundNothing(SectionTimes times) => Around(times, [new Nothing()]);

    private sealed class Before(SectionTimes times) : Callback<Batch>
    {
        public override void OnTrainBatchEnd(TrainerState state, Batch batch, torch.Tensor loss) => times.Start();

        public override void OnLateCycleEnd(TrainerState state) => times.Start();

        public override void OnTrainPause(TrainerState state) => times.Start();

        public override void OnTrainResume(TrainerState state) => times.Start();
    }

    private sealed class After(SectionTimes times) : Callback<Batch>
    {
        public override void OnTrainBatchEnd(TrainerState state, Batch batch, torch.Tensor loss) => times.Stop();

        public override void OnLateCycleEnd(TrainerState state) => times.StopPart();

        public override void OnTrainPause(TrainerState state) => times.StopPart();

        public override void OnTrainResume(TrainerState state) => times.StopPart();
    }

    private sealed class Nothing : Callback<Batch>
    {
        public override void OnTrainBatchEnd(TrainerState state, Batch batch, torch.Tensor loss) { }
    }
}
