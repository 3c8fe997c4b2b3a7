using TorchSharp;

namespace ThroughputBench.Training;

/// <summary>Refuses a task whose module or optimizer is missing, or another one each time.</summary>
internal static class TaskParts
{
    /// <exception cref="ArgumentException">A part is <see langword="null"/>, or its property creates a new one at each call.</exception>
    /// <exception cref="NotSupportedException">The optimizer needs a closure.</exception>
    public static void Require<TBatch>(TrainingTask<TBatch> task)
    {
        RequireModule(task);
        torch.optim.Optimizer optimizer = task.Optimizer;
        Require(task, nameof(task.Optimizer), optimizer, task.Optimizer);
        ClosureOptimizer.Refuse(optimizer);
    }

    /// <exception cref="ArgumentException">It is <see langword="null"/>, or its property creates a new one at each call.</exception>
    public static void RequireModule<TBatch>(TrainingTask<TBatch> task) => Require(task, nameof(task.Module), task.Module, task.Module);

    private static void Require<TBatch>(TrainingTask<TBatch> task, string part, object? first, object? second)
    {
        if (first is null)
            throw new ArgumentException($"{task.GetType().Name}.{part} is null: create it before the trainer is called.", nameof(task));
        if (first != second)
        {
            throw new ArgumentException(
                $"{task.GetType().Name}.{part} is a new one at each call, so what was learned would be lost: create it once, in the "
                    + "constructor, and return that.",
                nameof(task)
            );
        }
    }
}
