using TorchSharp;
using TorchSharp.Modules;

namespace ThroughputBench.Training;

/// <summary>
/// Optimizers that evaluate the loss several times in one step, by a closure. The trainer evaluates each micro-batch once, so it has no
/// closure to give, and refuses them.
/// </summary>
internal static class ClosureOptimizer
{
    /// <summary>Refuses an optimizer that is known to need a closure.</summary>
    /// <exception cref="NotSupportedException">It needs one.</exception>
    public static void Refuse(torch.optim.Optimizer optimizer)
    {
        if (optimizer is LBFGS)
            throw Refusal(optimizer);
    }

    /// <summary>The exception for an optimizer that refused to step without a closure.</summary>
    public static NotSupportedException Refusal(torch.optim.Optimizer optimizer, Exception? cause = null) =>
        new(
            $"{optimizer.GetType().Name} needs a closure that evaluates the loss again within a step, which the trainer cannot give "
                + "it: use an optimizer that steps without one, such as SGD or Adam.",
            cause
        );
}
