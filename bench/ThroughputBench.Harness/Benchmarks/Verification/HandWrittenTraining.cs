using ThroughputBench.Training;
using ThroughputBench.Training.Logging;
using ThroughputBench.Workloads;
using TorchSharp;

namespace ThroughputBench.Benchmarks.Verification;

/// <summary>
/// A loop written by hand around a monitor: it trains nothing, because what is reported to the monitor does not depend on that.
/// </summary>
/// <param name="plan">The training.</param>
/// <param name="clock">The clock.</param>
/// <param name="tape">The harness's account; its hooks are called as a trainer would call them.</param>
internal sealed class HandWrittenTraining(VerificationPlan plan, VirtualClock clock, TrainingTape tape)
{
    private readonly Callback<Batch> _aftermath = tape.Aftermath;

    /// <summary>Trains all epochs of the plan.</summary>
    /// <param name="monitor">The monitor.</param>
    /// <param name="records">The logger. The loop disposes it.</param>
    /// <param name="data">The training data.</param>
    public void Run(VerifiedMonitor monitor, IMetricLogger records, IEnumerable<Batch> data)
    {
        using (
            var loop = new HandLoop<Batch>(
                monitor.Monitor,
                new TrainerOptions { Accumulate = plan.Accumulate, LogEvery = plan.LogEvery },
                [records]
            )
        )
        {
            monitor.BeginByHand();
            tape.OnTrainStart(null!);
            for (int epoch = 0; epoch < plan.EpochLengths.Count; epoch++)
            {
                using DisposeScope scope = torch.NewDisposeScope();
                TrainEpoch(loop, data);
                using (loop.Pause())
                {
                    clock.Advance(601);
                    using (loop.Pause()) // changes nothing
                        clock.Advance(149);
                    clock.Advance(83);
                }
                loop.EndEpoch();
            }
            tape.OnTrainEnd(null!);
        }
    }

    // Only when the data has ended is it known that a cycle was the last one, and short.
    private void TrainEpoch(HandLoop<Batch> loop, IEnumerable<Batch> data)
    {
        int position = 0;
        foreach (Batch batch in data)
        {
            tape.OnTrainBatchStart(null!, batch);
            bool endsCycle = ++position == plan.Accumulate;
            if (endsCycle)
            {
                tape.OnBeforeOptimizerStep(null!);
                position = 0;
            }
            tape.OnTrainBatchEnd(null!, batch, null!);
            loop.EndBatch(batch, endsCycle);
            _aftermath.OnTrainBatchEnd(null!, batch, null!);
        }
        if (position == 0)
            return;
        tape.OnBeforeOptimizerStep(null!);
        tape.OnLateCycleEnd(null!);
        loop.EndCycle();
        _aftermath.OnLateCycleEnd(null!);
    }
}
