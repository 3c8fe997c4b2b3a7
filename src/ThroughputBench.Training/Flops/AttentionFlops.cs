using TorchSharp;
using TorchSharp.Modules;

namespace ThroughputBench.Training.Flops;

/// <summary>
/// Multi-head attention. With N sequences, L queries and S keys of width E, of which the heads share the width: three projections, scores
/// (L × E · E × S, over all heads together), context (L × S · S × E) and the output's projection, each for N sequences. Keys that the
/// module adds (<c>add_bias_kv</c>, <c>add_zero_attn</c>) are attended to, but not projected.
/// </summary>
internal static class AttentionFlops
{
    public static PassFlops Of(MultiheadAttention attention, object?[] inputs, object? output)
    {
        (torch.Tensor query, torch.Tensor key, torch.Tensor value) = (
            (torch.Tensor)inputs[0]!,
            (torch.Tensor)inputs[1]!,
            (torch.Tensor)inputs[2]!
        );
        Dictionary<string, Parameter> parameters = attention.named_parameters().ToDictionary(named => named.name, named => named.parameter);
        bool Needs(string name) => parameters.TryGetValue(name, out Parameter? parameter) && parameter.requires_grad;
        bool packed = parameters.ContainsKey("in_proj_weight");
        bool Projection(string name) => Needs(packed ? "in_proj_weight" : name);

        (long queries, long keys, long width) = (query.size(0) * query.size(1), key.size(0) * key.size(1), query.size(2));
        (bool queryWeight, bool keyWeight, bool valueWeight) = (
            Projection("q_proj_weight"),
            Projection("k_proj_weight"),
            Projection("v_proj_weight")
        );
        PassFlops projections =
            PassFlops.MatrixProduct(queries, width, width, query.requires_grad, queryWeight)
            + PassFlops.MatrixProduct(keys, key.size(2), width, key.requires_grad, keyWeight)
            + PassFlops.MatrixProduct(keys, value.size(2), width, value.requires_grad, valueWeight);

        bool bias = Needs("in_proj_bias");
        bool projectedQuery = query.requires_grad || queryWeight || bias;
        bool projectedKey = key.requires_grad || keyWeight || bias || Needs("bias_k");
        bool projectedValue = value.requires_grad || valueWeight || bias || Needs("bias_v");
        bool scores = projectedQuery || projectedKey;
        long attended = Attended(attention, inputs, output);
        return projections
            + PassFlops.MatrixProduct(queries, width, attended, projectedQuery, projectedKey)
            + PassFlops.MatrixProduct(queries, attended, width, scores, projectedValue)
            + PassFlops.MatrixProduct(queries, width, width, scores || projectedValue, Needs("out_proj.weight"));
    }

    /// <summary>How many keys each query attends to: the width of the attention weights.</summary>
    private static long Attended(MultiheadAttention attention, object?[] inputs, object? output)
    {
        torch.Tensor weights = ((Tuple<torch.Tensor, torch.Tensor>)output!).Item2;
        if (!weights.IsInvalid)
            return weights.size(-1);
        // The call did not return the weights, and nothing else reveals add_zero_attn: call forward again, which no hook sees.
        using IDisposable noGradients = torch.no_grad();
        (torch.Tensor query, torch.Tensor key, torch.Tensor value) = (
            (torch.Tensor)inputs[0]!,
            (torch.Tensor)inputs[1]!,
            (torch.Tensor)inputs[2]!
        );
        return attention.forward(query, key, value, (torch.Tensor?)inputs[3], true, (torch.Tensor?)inputs[5]).Item2.size(-1);
    }
}
