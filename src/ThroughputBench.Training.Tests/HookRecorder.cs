using TorchSharp;

namespace ThroughputBench.Training.Tests;

/// <summary>Writes down every hook in the order of the calls, and runs what a test wants at a hook.</summary>
internal sealed class HookRecorder : Callback<torch.Tensor>
{
    private readonly List<string> _calls = [];

    /// <summary>The hooks' names, without their <c>On</c>; the end of a micro-batch that ends its cycle has an exclamation mark.</summary>
    public IReadOnlyList<string> Calls => _calls;

    public Exception? Exception { get; private set; }

    /// <summary>Called at each hook with its name.</summary>
    public Action<string, TrainerState>? At { get; init; }

    public override void OnFitStart(TrainerState state) => Add("FitStart", state);

    public override void OnTrainStart(TrainerState state) => Add("TrainStart", state);

    public override void OnTrainEpochStart(TrainerState state) => Add("TrainEpochStart", state);

    public override void OnTrainBatchStart(TrainerState state, torch.Tensor batch) => Add("TrainBatchStart", state);

    public override void OnBeforeZeroGrad(TrainerState state) => Add("BeforeZeroGrad", state);

    public override void OnBeforeBackward(TrainerState state, torch.Tensor loss) => Add("BeforeBackward", state);

    public override void OnAfterBackward(TrainerState state) => Add("AfterBackward", state);

    public override void OnBeforeOptimizerStep(TrainerState state) => Add("BeforeOptimizerStep", state);

    public override void OnAfterOptimizerStep(TrainerState state) => Add("AfterOptimizerStep", state);

    public override void OnTrainBatchEnd(TrainerState state, torch.Tensor batch, torch.Tensor loss) =>
        Add(state.EndsCycle ? "TrainBatchEnd!" : "TrainBatchEnd", state);

    public override void OnLateCycleEnd(TrainerState state) => Add("LateCycleEnd", state);

    public override void OnTrainPause(TrainerState state) => Add("TrainPause", state);

    public override void OnTrainResume(TrainerState state) => Add("TrainResume", state);

    public override void OnTrainEpochEnd(TrainerState state) => Add("TrainEpochEnd", state);

    public override void OnTrainEnd(TrainerState state) => Add("TrainEnd", state);

    public override void OnFitEnd(TrainerState state) => Add("FitEnd", state);

    public override void OnEvaluationStart(TrainerState state) => Add("EvaluationStart", state);

    public override void OnEvaluationBatchStart(TrainerState state, torch.Tensor batch) => Add("EvaluationBatchStart", state);

    public override void OnEvaluationBatchEnd(TrainerState state, torch.Tensor batch, torch.Tensor output) =>
        Add("EvaluationBatchEnd", state);

    public override void OnEvaluationEnd(TrainerState state) => Add("EvaluationEnd", state);

    public override void OnException(TrainerState state, Exception exception)
    {
        Exception = exception;
        Add("Exception", state);
    }

    private void Add(string hook, TrainerState state)
    {
        _calls.Add(hook);
        At?.Invoke(hook.TrimEnd('!'), state);
    }
}
