using TorchSharp;
using Module = TorchSharp.torch.nn.Module;

namespace ThroughputBench.Training.Flops;

/// <summary>
/// Counts a module's floating-point operations, by running it forward once and looking at the shapes that its submodules see.
/// </summary>
/// <remarks>
/// <para><b>What is counted</b>, as by PyTorch's <c>FlopCounterMode</c>: matrix products and convolutions, 2 operations per
/// multiply-accumulate. Everything else
/// is 0: biases, activations, pooling, dropout, softmax, embeddings, losses, and norms unless they are asked for. Convolutions count
/// products with padding like all others, attention
/// those that a mask voids.</para>
/// <para><b>Backward</b> is counted from the same shapes, no backward pass is run: for each product one more of the same size for each
/// operand that needs
/// a gradient. So a layer costs twice its forward pass, and half of that less where its input needs no gradient (a first layer) or its
/// weights do not (a frozen one).
/// Recomputation (checkpointing, fused attention) is not counted: it is not the model's work. Where <c>FlopCounterMode</c> takes the
/// weights' gradient of a grouped convolution for that
/// of an ungrouped one, this counts the groups.</para>
/// <para><b>What is seen</b>: calls of modules, by hooks, wherever they are made by <c>call</c>. Functions that a module of one's own calls
/// are not:
/// see <see cref="ICountsFlops"/>. What is not counted is named in <see cref="FlopCount.NotCounted"/>.</para>
/// </remarks>
public static class FlopCounter
{
    /// <summary>Counts the operations of a module on one input.</summary>
    /// <param name="module">The module, in the mode (training or evaluation) that it is to be counted in.</param>
    /// <param name="input">Its input. The module really runs on it: a first layer that works in place changes it.</param>
    /// <param name="countNorms">Whether normalization is counted too; see <see cref="Count(Module, Action, bool)"/>.</param>
    /// <typeparam name="T">The type of the module's input.</typeparam>
    /// <typeparam name="TResult">The type of its output.</typeparam>
    public static FlopCount Count<T, TResult>(torch.nn.Module<T, TResult> module, T input, bool countNorms = false)
    {
        ArgumentNullException.ThrowIfNull(module);
        return Count(module, () => module.call(input), countNorms);
    }

    /// <summary>Counts the operations of a module in one forward pass of any kind.</summary>
    /// <param name="module">The module whose submodules are watched, in the mode (training or evaluation) that it is to be counted
    /// in.</param>
    /// <param name="forward">Runs it forward, for example <c>() => task.TrainingStep(batch)</c>. Tensors that it makes are
    /// disposed.</param>
    /// <param name="countNorms">
    /// Whether batch, layer, group and instance normalization are counted too, by the element: forward 5 operations with the input's own
    /// statistics (sum, centre, square,
    /// sum, scale) or 2 with running ones, and 2 for weight and bias; backward 7 or 1 for the input, 1 more with a weight, and 3 for weight
    /// and bias.
    /// <c>FlopCounterMode</c> counts none, and MFU is meant without.
    /// </param>
    /// <returns>The count, in total and by module.</returns>
    /// <remarks>
    /// The module is left as it was: hooks are removed, buffers and the weights of embeddings (which <c>max_norm</c> rescales) are put back
    /// where the pass changed them, and so is
    /// the state of the CPU's random numbers; gradients and modes are not touched. All this holds too when <paramref name="forward"/>
    /// throws.
    /// The state of a GPU's random numbers cannot be read through TorchSharp and moves on. A backward pass that is still to come finds
    /// batch norm's buffers written to, as after any
    /// other forward pass in training mode: count between steps, not inside one.
    /// </remarks>
    public static FlopCount Count(Module module, Action forward, bool countNorms = false)
    {
        ArgumentNullException.ThrowIfNull(module);
        ArgumentNullException.ThrowIfNull(forward);
        WatchedModule[] watched = [.. Distinct(module).Select(named => new WatchedModule(named.Name, named.Module, countNorms))];
        using (new ModuleState(module))
        {
            List<Action> hooks = [];
            try
            {
                foreach (WatchedModule one in watched)
                    hooks.Add(one.Watch());
                using DisposeScope scope = torch.NewDisposeScope();
                using IDisposable gradients = torch.enable_grad();
                forward();
            }
            finally
            {
                hooks.ForEach(remove => remove());
            }
        }
        return new FlopCount([.. watched.Select(one => one.Flops)]);
    }

    /// <summary>The module and all below it, each once: a module that is used in several places is registered in each.</summary>
    private static IEnumerable<(string Name, Module Module)> Distinct(Module module) =>
        module.named_modules().Prepend((name: "", module)).DistinctBy(named => named.module, ReferenceEqualityComparer.Instance);
}
