using TorchSharp;
using TorchSharp.Modules;

namespace ThroughputBench.Training;

/// <summary>What a checkpoint keeps of a task: its module, its optimizer, and which parameters have gradients.</summary>
internal sealed class TaskState(torch.nn.Module module, torch.optim.Optimizer optimizer)
{
    /// <summary>The state of libtorch's CPU generator.</summary>
    public static byte[] SaveRandom()
    {
        using torch.Tensor state = torch.get_rng_state();
        return state.bytes.ToArray();
    }

    public static void LoadRandom(byte[] saved)
    {
        using torch.Tensor state = torch.tensor(saved);
        torch.set_rng_state(state);
    }

    public void SaveModule(BinaryWriter writer) => module.save(writer);

    /// <exception cref="NotSupportedException">The optimizer's state cannot be saved.</exception>
    public void SaveOptimizer(BinaryWriter writer) => Stateful().save_state_dict(writer);

    public void SaveOthers(BinaryWriter writer)
    {
        foreach (Parameter other in Others())
            other.Save(writer);
    }

    public bool[] HasGradient() => [.. All().Select(HasGradientOf)];

    /// <summary>Restores all of it. Gradients become 0: the next cycle clears them anyway.</summary>
    /// <exception cref="InvalidDataException">The checkpoint is another task's.</exception>
    /// <exception cref="NotSupportedException">The optimizer's state cannot be restored.</exception>
    public void Load(RunCheckpoint checkpoint)
    {
        Parameter[] all = [.. All()];
        bool[] hasGradient = checkpoint.Position.HasGradient;
        if (all.Length != hasGradient.Length)
        {
            throw new InvalidDataException(
                $"The checkpoint has {hasGradient.Length} parameters, and the task {all.Length}: it is another task's."
            );
        }
        using var noGradients = torch.no_grad();
        try
        {
            using BinaryReader parameters = checkpoint.ReadModule();
            module.load(parameters);
            using BinaryReader others = checkpoint.ReadOthers();
            foreach (Parameter other in Others())
            {
                using torch.Tensor saved = torch.Tensor.Load(others);
                _ = other.copy_(saved);
            }
            // In no dispose scope: the optimizer keeps what it makes here.
            using BinaryReader state = checkpoint.ReadOptimizer();
            Stateful().load_state_dict(state);
        }
        catch (Exception other) when (other is not (OutOfMemoryException or NotSupportedException))
        {
            throw new InvalidDataException($"The checkpoint does not fit the task's module and optimizer: {other.Message}", other);
        }
        for (int i = 0; i < all.Length; i++)
        {
            if (hasGradient[i])
                all[i].grad = torch.zeros_like(all[i]);
        }
    }

    private static bool HasGradientOf(Parameter parameter)
    {
        using torch.Tensor? gradient = parameter.grad;
        return gradient is not null;
    }

    private IEnumerable<Parameter> All() => module.parameters().Concat(Others());

    private IEnumerable<Parameter> Others() =>
        optimizer
            .parameters()
            .DistinctBy(parameter => parameter.Handle)
            .ExceptBy(module.parameters().Select(own => own.Handle), parameter => parameter.Handle);

    private OptimizerHelper Stateful() =>
        optimizer as OptimizerHelper
        ?? throw new NotSupportedException($"{optimizer.GetType().Name} has no state_dict, so a checkpoint cannot hold it.");
}
