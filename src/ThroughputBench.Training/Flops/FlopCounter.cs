using TorchSharp;
using Module = TorchSharp.torch.nn.Module;

namespace ThroughputBench.Training.Flops;

/// <summary>
/// Counts a module's floating-point operations, by running it forward once and looking at the shapes that its submodules see.
/// </summary>
/// <remarks>
/// <para><b>What is counted</b>, as by PyTorch's <c>FlopCounterMode</c>: matrix products and convolutions, 2 operations per
/// multiply-accumulate. Everything else is 0: biases, activations, pooling, dropout, softmax, embeddings, losses, and norms by default.
/// Convolutions count products with padding like all others; attention counts masked products.</para>
/// <para><b>Backward</b> is counted from the same shapes, without a backward pass: each product counts once more for each operand that
/// needs a gradient. So the backward pass of a layer costs twice its forward pass, or once if its input needs no gradient (a first layer)
/// or its weights do not (a frozen one). Recomputation (checkpointing, fused attention) is not counted: it is not the model's work.
/// <c>FlopCounterMode</c> counts the weights' gradient of a grouped convolution like that of an ungrouped one; this counter respects the
/// groups.</para>
/// <para><b>What is seen</b>: every <c>call</c> of a module, by hooks. Functions that your own modules call are not seen: see <see
/// cref="ICountsFlops"/>. What is not counted is named in <see cref="FlopCount.NotCounted"/>.</para>
/// </remarks>
public static class FlopCounter
{
    /// <summary>Counts the operations of a module on one input.</summary>
    /// <param name="module">The module, in the mode (training or evaluation) to count.</param> /// <param name="input">Its input. The
    /// module really runs on it: a first layer that works in place changes it.</param>
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
    /// statistics (sum, centre, square, sum, scale) or 2 with running ones, and 2 for weight and bias; backward 7 or 1 for the input, 1
    /// more with a weight, and 3 for weight and bias. <c>FlopCounterMode</c> counts none, and MFU is meant without.
    /// </param>
    /// <returns>The count, in total and by module.</returns>
    /// <remarks>
    /// The module is left unchanged, even if <paramref name="forward"/> throws: hooks are removed; buffers, the weights of embeddings
    /// (which <c>max_norm</c> rescales) and the state of the CPU's random numbers are restored if the pass changed them; gradients and
    /// modes are not touched. The state of a GPU's random numbers cannot be read through TorchSharp and moves on. A later backward pass
    /// finds batch norm's buffers modified, as after any other forward pass in training mode: count between steps, not inside one.
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
