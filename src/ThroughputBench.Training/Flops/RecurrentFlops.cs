using TorchSharp;
using TorchSharp.Modules;
using Module = TorchSharp.torch.nn.Module;

namespace ThroughputBench.Training.Flops;

/// <summary>
/// LSTM, GRU and RNN: in each layer and direction, two products for each of T steps of N sequences, of the input with <c>weight_ih</c> (G·H
/// × I) and of the hidden state with <c>weight_hh</c> (G·H × H), where G is the number of gates (4, 3 and 1). The gates themselves are
/// element by element: 0.
/// </summary>
internal static class RecurrentFlops
{
    public static PassFlops Of(Module module, object?[] inputs, torch.Tensor hidden)
    {
        Dictionary<string, Parameter> parameters = module.named_parameters().ToDictionary(named => named.name, named => named.parameter);
        var input = (torch.Tensor)inputs[0]!;
        torch.Tensor[] initial = [.. FlopFormulas.Tensors(inputs[1])];
        bool initialHidden = initial.Length > 0 && initial[0].requires_grad,
            initialState = initial.Any(state => state.requires_grad);
        long sequences = hidden.Dimensions == 3 ? hidden.size(1) : 1;
        long steps = input.numel() / input.size(-1); // of all sequences together

        PassFlops flops = default;
        bool inputNeeds = input.requires_grad;
        for (int layer = 0; parameters.ContainsKey($"weight_ih_l{layer}"); layer++)
        {
            bool outputNeeds = false;
            foreach (string suffix in (string[])[$"l{layer}", $"l{layer}_reverse"])
            {
                if (!parameters.TryGetValue($"weight_ih_{suffix}", out Parameter? inputWeight))
                    continue;
                Parameter hiddenWeight = parameters[$"weight_hh_{suffix}"];
                bool hiddenNeeds =
                    inputNeeds
                    || initialState
                    || parameters.Any(named => named.Key.EndsWith('_' + suffix, StringComparison.Ordinal) && named.Value.requires_grad);
                flops +=
                    PassFlops.MatrixProduct(steps, inputWeight.numel(), 1, inputNeeds, inputWeight.requires_grad)
                    + PassFlops.MatrixProduct(steps - sequences, hiddenWeight.numel(), 1, hiddenNeeds, hiddenWeight.requires_grad)
                    // The first step's hidden state is the one that was given, or zeros.
                    + PassFlops.MatrixProduct(sequences, hiddenWeight.numel(), 1, initialHidden, hiddenWeight.requires_grad);
                outputNeeds |= hiddenNeeds;
            }
            inputNeeds = outputNeeds;
        }
        return flops;
    }

    /// <summary>One step of one layer.</summary>
    public static PassFlops OfCell(torch.Tensor? inputWeight, torch.Tensor? hiddenWeight, object?[] inputs)
    {
        var input = (torch.Tensor)inputs[0]!;
        long sequences = input.numel() / input.size(-1);
        bool hiddenNeeds = FlopFormulas.Tensors(inputs[1]).FirstOrDefault()?.requires_grad ?? false;
        return FlopFormulas.Weight(sequences, inputWeight!, input)
            + PassFlops.MatrixProduct(sequences, hiddenWeight!.numel(), 1, hiddenNeeds, hiddenWeight.requires_grad);
    }
}
