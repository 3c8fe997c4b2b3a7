using ThroughputBench.Training.Flops;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace ThroughputBench.Workloads;

/// <summary>
/// Causal self-attention and a perceptron, each on the normed input and added to it; float [batch, context, width] keeps its shape.
/// </summary>
internal sealed class TransformerBlock : nn.Module<Tensor, Tensor>, ICountsFlops
{
    /// <summary>Attention heads; they divide the width.</summary>
    public const int Heads = 2;

    private readonly LayerNorm _attentionNorm;
    private readonly Linear _queriesKeysValues;
    private readonly Linear _mix;
    private readonly LayerNorm _perceptronNorm;
    private readonly Linear _widen;
    private readonly Linear _narrow;

    public TransformerBlock(int width)
        : base(nameof(TransformerBlock))
    {
        _attentionNorm = nn.LayerNorm(width);
        _queriesKeysValues = nn.Linear(width, 3 * width);
        _mix = nn.Linear(width, width);
        _perceptronNorm = nn.LayerNorm(width);
        _widen = nn.Linear(width, 2 * width);
        _narrow = nn.Linear(2 * width, width);
        RegisterComponents();
    }

    public override Tensor forward(Tensor input)
    {
        Tensor attended = input + Attend(_attentionNorm.call(input));
        return attended + _narrow.call(nn.functional.gelu(_widen.call(_perceptronNorm.call(attended))));
    }

    /// <summary>
    /// Scores (queries by keys) and context (scores by values); each query has a score for each position, including masked ones.
    /// </summary>
    public PassFlops OwnFlops(IReadOnlyList<long[]> inputShapes)
    {
        (long batch, long context, long width) = (inputShapes[0][0], inputShapes[0][1], inputShapes[0][2]);
        return PassFlops.MatrixProduct(batch * context, width, context) + PassFlops.MatrixProduct(batch * context, context, width);
    }

    private Tensor Attend(Tensor input)
    {
        Tensor[] parts = _queriesKeysValues.call(input).chunk(3, -1);
        Tensor attended = nn.functional.scaled_dot_product_attention(
            SplitHeads(parts[0]),
            SplitHeads(parts[1]),
            SplitHeads(parts[2]),
            is_casual: true
        );
        return _mix.call(attended.transpose(1, 2).reshape(input.shape));
    }

    private static Tensor SplitHeads(Tensor input) =>
        input.view(input.size(0), input.size(1), Heads, input.size(2) / Heads).transpose(1, 2);
}
