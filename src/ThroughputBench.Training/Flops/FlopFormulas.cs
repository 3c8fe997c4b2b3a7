using System.Collections;
using System.Runtime.CompilerServices;
using TorchSharp;
using TorchSharp.Modules;
using Module = TorchSharp.torch.nn.Module;

namespace ThroughputBench.Training.Flops;

/// <summary>The operations of one call of a module, from its arguments and its result.</summary>
/// <param name="inputs">The call's arguments.</param>
/// <param name="output">The call's result.</param>
internal delegate PassFlops FlopFormula(object?[] inputs, object? output);

/// <summary>The formula for each type of module that the counter knows.</summary>
internal static class FlopFormulas
{
    /// <summary>The formula of modules that multiply no matrices.</summary>
    public static readonly FlopFormula Nothing = static (_, _) => default;

    /// <summary>The formula for a module; <see langword="null"/> if there is none.</summary>
    public static FlopFormula? Of(Module module, bool countNorms) =>
        module switch
        {
            ICountsFlops own => (inputs, _) => own.OwnFlops([.. inputs.SelectMany(Tensors).Select(tensor => tensor.shape)]),
            Linear linear => (inputs, output) => Weight(Output(output).numel() / linear.out_features, linear.weight, Input(inputs)),
            ConvolutionTranspose convolution => (inputs, _) =>
                Weight(Input(inputs).numel() / convolution.in_channels, convolution.weight, Input(inputs)),
            Convolution convolution => (inputs, output) =>
                Weight(Output(output).numel() / convolution.out_channels, convolution.weight, Input(inputs)),
            MultiheadAttention attention => (inputs, output) => AttentionFlops.Of(attention, inputs, output),
            LSTM => (inputs, output) =>
                RecurrentFlops.Of(module, inputs, (((torch.Tensor, torch.Tensor Hidden, torch.Tensor))output!).Hidden),
            GRU or RNN => (inputs, output) => RecurrentFlops.Of(module, inputs, (((torch.Tensor, torch.Tensor Hidden))output!).Hidden),
            LSTMCell cell => (inputs, _) => RecurrentFlops.OfCell(cell.weight_ih, cell.weight_hh, inputs),
            GRUCell cell => (inputs, _) => RecurrentFlops.OfCell(cell.weight_ih, cell.weight_hh, inputs),
            RNNCell cell => (inputs, _) => RecurrentFlops.OfCell(cell.weight_ih, cell.weight_hh, inputs),
            NormBase or LayerNorm or GroupNorm => countNorms ? (inputs, _) => NormFlops.Of(module, Input(inputs)) : Nothing,
            Embedding or EmbeddingBag or PReLU => Nothing,
            _ => IsElementwise(module.GetType()) ? Nothing : null,
        };

    /// <summary>
    /// A weight that is multiplied with its input at each of several positions: every element of the weight takes part once in each.
    /// </summary>
    public static PassFlops Weight(long positions, torch.Tensor weight, torch.Tensor input) =>
        PassFlops.MatrixProduct(positions, weight.numel(), 1, input.requires_grad, weight.requires_grad);

    /// <summary>The tensors in an argument, with tuples and sequences opened.</summary>
    public static IEnumerable<torch.Tensor> Tensors(object? argument) =>
        argument switch
        {
            torch.Tensor tensor => [tensor],
            ITuple tuple => Enumerable.Range(0, tuple.Length).SelectMany(i => Tensors(tuple[i])),
            IDictionary dictionary => Tensors(dictionary.Values),
            IEnumerable sequence and not string => sequence.Cast<object?>().SelectMany(Tensors),
            _ => [],
        };

    /// <summary>
    /// TorchSharp's modules without parameters (activations, pooling, padding, dropout, reshaping, distances) and its losses compute
    /// element by element or reduce: none of them multiplies matrices. Other types with the same base may.
    /// </summary>
    private static bool IsElementwise(Type type)
    {
        if (type.Assembly != typeof(torch).Assembly)
            return false;
        for (Type? ancestor = type; ancestor is not null; ancestor = ancestor.BaseType)
        {
            if (ancestor.Name.StartsWith("Loss`", StringComparison.Ordinal))
                return true;
        }
        return typeof(IParameterLessModule).IsAssignableFrom(type);
    }

    private static torch.Tensor Input(object?[] inputs) => (torch.Tensor)inputs[0]!;

    private static torch.Tensor Output(object? output) => (torch.Tensor)output!;
}
