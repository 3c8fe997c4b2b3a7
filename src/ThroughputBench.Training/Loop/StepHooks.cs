using System.Reflection;

namespace ThroughputBench.Training;

/// <summary>
/// For each hook on the path of a training step, the callbacks that override it. A hook without an override costs nothing: neither the
/// call, nor the cache lines of empty code, which are cold after a step.
/// </summary>
internal sealed class StepHooks<TBatch>
{
    public StepHooks(Callback<TBatch>[] callbacks)
    {
        All = callbacks;
        BatchStart = Overriding(nameof(Callback<>.OnTrainBatchStart));
        BeforeZeroGrad = Overriding(nameof(Callback<>.OnBeforeZeroGrad));
        BeforeBackward = Overriding(nameof(Callback<>.OnBeforeBackward));
        AfterBackward = Overriding(nameof(Callback<>.OnAfterBackward));
        BeforeOptimizerStep = Overriding(nameof(Callback<>.OnBeforeOptimizerStep));
        AfterOptimizerStep = Overriding(nameof(Callback<>.OnAfterOptimizerStep));
        BatchEnd = Overriding(nameof(Callback<>.OnTrainBatchEnd));
    }

    /// <summary>Every callback, in the order given: for the hooks off the path of a step.</summary>
    public Callback<TBatch>[] All { get; }

    public Callback<TBatch>[] BatchStart { get; }

    public Callback<TBatch>[] BeforeZeroGrad { get; }

    public Callback<TBatch>[] BeforeBackward { get; }

    public Callback<TBatch>[] AfterBackward { get; }

    public Callback<TBatch>[] BeforeOptimizerStep { get; }

    public Callback<TBatch>[] AfterOptimizerStep { get; }

    public Callback<TBatch>[] BatchEnd { get; }

    private Callback<TBatch>[] Overriding(string hook) =>
        [.. All.Where(callback => callback.GetType().GetMethods().Any(method => method.Name == hook && IsOverride(method)))];

    // The trainer calls neither an overload with a hook's name nor a method that hides the hook.
    private static bool IsOverride(MethodInfo method) =>
        method.DeclaringType != typeof(Callback<TBatch>) && method.GetBaseDefinition().DeclaringType == typeof(Callback<TBatch>);
}
