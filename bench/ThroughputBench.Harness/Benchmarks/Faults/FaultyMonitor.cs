using ThroughputBench.Training;
using ThroughputBench.Workloads;
using TorchSharp;

namespace ThroughputBench.Benchmarks.Faults;

/// <summary>
/// A monitor with a fault: it passes every hook to a correct monitor, and derived classes change one of them. So the real monitor needs no
/// code for faults. A test checks that no hook is forgotten.
/// </summary>
/// <param name="monitor">The correct monitor.</param>
internal abstract class FaultyMonitor(Callback<Batch> monitor) : Callback<Batch>
{
    public override void OnFitStart(TrainerState state) => monitor.OnFitStart(state);

    public override void OnTrainStart(TrainerState state) => monitor.OnTrainStart(state);

    public override void OnTrainEpochStart(TrainerState state) => monitor.OnTrainEpochStart(state);

    public override void OnTrainBatchStart(TrainerState state, Batch batch) => monitor.OnTrainBatchStart(state, batch);

    public override void OnBeforeZeroGrad(TrainerState state) => monitor.OnBeforeZeroGrad(state);

    public override void OnBeforeBackward(TrainerState state, torch.Tensor loss) => monitor.OnBeforeBackward(state, loss);

    public override void OnAfterBackward(TrainerState state) => monitor.OnAfterBackward(state);

    public override string? SaveState(TrainerState state) => monitor.SaveState(state);

    public override void LoadState(TrainerState state, string saved) => monitor.LoadState(state, saved);

    public override void OnBeforeOptimizerStep(TrainerState state) => monitor.OnBeforeOptimizerStep(state);

    public override void OnAfterOptimizerStep(TrainerState state) => monitor.OnAfterOptimizerStep(state);

    public override void OnTrainBatchEnd(TrainerState state, Batch batch, torch.Tensor loss) => monitor.OnTrainBatchEnd(state, batch, loss);

    public override void OnLateCycleEnd(TrainerState state) => monitor.OnLateCycleEnd(state);

    public override void OnTrainPause(TrainerState state) => monitor.OnTrainPause(state);

    public override void OnTrainResume(TrainerState state) => monitor.OnTrainResume(state);

    public override void OnTrainEpochEnd(TrainerState state) => monitor.OnTrainEpochEnd(state);

    public override void OnTrainEnd(TrainerState state) => monitor.OnTrainEnd(state);

    public override void OnFitEnd(TrainerState state) => monitor.OnFitEnd(state);

    public override void OnEvaluationStart(TrainerState state) => monitor.OnEvaluationStart(state);

    public override void OnEvaluationBatchStart(TrainerState state, Batch batch) => monitor.OnEvaluationBatchStart(state, batch);

    public override void OnEvaluationBatchEnd(TrainerState state, Batch batch, torch.Tensor output) =>
        monitor.OnEvaluationBatchEnd(state, batch, output);

    public override void OnEvaluationEnd(TrainerState state) => monitor.OnEvaluationEnd(state);

    public override void OnException(TrainerState state, Exception exception) => monitor.OnException(state, exception);
}
