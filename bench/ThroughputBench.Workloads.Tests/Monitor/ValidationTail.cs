using Microsoft.Extensions.Time.Testing;
using ThroughputBench.Training;

namespace ThroughputBench.Workloads.Tests.Monitor;

/// <summary>What comes with each validation and each end of an epoch, a checkpoint for instance, and takes long.</summary>
internal sealed class ValidationTail(TimedTask task, FakeTimeProvider clock) : Callback<Batch>
{
    public override void OnEvaluationStart(TrainerState state)
    {
        if (!state.IsSanityCheck)
            task.BeginValidation();
    }

    public override void OnEvaluationEnd(TrainerState state) => clock.Advance(TimeSpan.FromSeconds(10));

    public override void OnTrainEpochEnd(TrainerState state) => clock.Advance(TimeSpan.FromSeconds(20));
}
